"""Messages that come twice, late, in the wrong order, or that nobody can handle."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.rules.lifecycle import Act
from tests import stories
from tests.stories import COORDINATOR, NOBODYS
from tests.system import events, situations
from tests.system.inside import PATIENCE, as_root, at_rest, hidden_for, until_idle
from tests.system.stack import Stack, until
from tests.system.told import Listener, listening
from tests.system.whole import acts_of, entries_of, state_of, whole

AGAIN = 3  # seconds after which a message that failed comes again in these tests, instead of three minutes

pytestmark = pytest.mark.xdist_group("banda-aceh")


@pytest.fixture(scope="module")
def listener(stack: Stack) -> Iterator[Listener]:
    with as_root(stack), listening(stack) as opened:
        yield opened


def test_messages_twice_and_in_reverse_order_change_nothing(stack: Stack, listener: Listener) -> None:
    with at_rest(stack, "Relay"):
        number = situations.answered().report
        before = state_of(number)
        for _ in range(2):
            _send(listener, "Notices", *reversed(_announced(number)))
            _send(listener, "Routing", *reversed(_announced(number)))
            listener.wait([number])
        listener.everybody_knows([number])
        assert state_of(number) == before
    listener.everybody_knows([number])  # the relay announces all of it for the third time
    assert state_of(number) == before


def test_a_report_that_was_passed_on_before_its_routing_stays_where_it_is(stack: Stack, listener: Listener) -> None:
    with at_rest(stack, "Relay"):
        number = situations.submitted().report
        stories.staff(number, Act.ASSIGN, actor=COORDINATOR, now=situations.ago(0), agency="dinkes")
        before = state_of(number)
        _send(listener, "Routing", *_announced(number)[:1])
        until_idle(stack)
        assert state_of(number) == before
    listener.everybody_knows([number])
    assert whole(number).report.agency == "dinkes"


def test_a_clock_that_is_announced_too_early_or_twice_changes_nothing(stack: Stack, listener: Listener) -> None:
    with at_rest(stack, "Relay", "Expire"):
        early, late = situations.routed().report, situations.routed(days=8).report
        bodies = [{"report": number, "version": 2, "correlation_id": None} for number in (late, early, late)]
        _send(listener, "Deadlines", *bodies)
    until_idle(stack)
    assert acts_of(early) == [Act.SUBMIT, Act.ROUTE]
    assert acts_of(late) == [Act.SUBMIT, Act.ROUTE, Act.ESCALATE]
    listener.everybody_knows([early, late])


def test_what_cannot_be_handled_is_parked_and_holds_up_nothing_else(stack: Stack, listener: Listener) -> None:
    poison = _poison()
    with _hurried(listener, poison), at_rest(stack, "Relay"):
        new, old = situations.submitted().report, situations.routed(days=8).report
        _send(listener, "Routing", poison["Routing"], *_announced(new))
        _send(listener, "Notices", poison["Notices"], *_announced(old))
        _send(listener, "Deadlines", poison["Deadlines"], {"report": old, "version": 2})
        until(lambda: acts_of(new)[1:] == [Act.ROUTE] and acts_of(old)[2:] == [Act.ESCALATE], within=PATIENCE)
        until(lambda: len(listener.texts(old)) == 1, within=PATIENCE)
        for queue, message in poison.items():
            until(lambda q=queue, text=message: _is_parked(listener, q, text), within=PATIENCE)
    listener.everybody_knows([new, old])


def _poison() -> Mapping[str, str]:
    """Of each queue a message that no worker will ever manage."""
    return {
        "Routing": f"no JSON at all: {uuid4()}",
        "Notices": json.dumps({"report": NOBODYS, "entry": 1, "correlation_id": str(uuid4())}),
        "Deadlines": json.dumps({"report": NOBODYS, "correlation_id": str(uuid4())}),
    }


def _is_parked(listener: Listener, queue: str, text: str) -> bool:
    """Whether the queue's failures hold the message; then it is taken out."""
    sqs, url = listener.sqs, listener.stack.resources[f"{queue}FailuresQueue"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
    mine = [message for message in found if message["Body"] == text]
    for message in mine:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bool(mine)


@contextmanager
def _hurried(listener: Listener, queues: Iterable[str]) -> Iterator[None]:
    with ExitStack() as hurry:
        for queue in queues:
            hurry.enter_context(hidden_for(AGAIN, listener.sqs, listener.stack.resources[f"{queue}Queue"]))
        yield


def _send(listener: Listener, queue: str, *bodies: Mapping[str, Any] | str) -> None:
    url = listener.stack.resources[f"{queue}Queue"]
    texts = [body if isinstance(body, str) else json.dumps(dict(body)) for body in bodies]
    entries = [{"Id": str(n), "MessageBody": text, **_fifo(url, text)} for n, text in enumerate(texts)]
    answer = listener.sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert not answer.get("Failed")


def _fifo(url: str, text: str) -> dict[str, str]:
    """What a FIFO queue asks for; nothing is taken for the same as anything."""
    if not url.endswith(".fifo"):
        return {}
    return {"MessageGroupId": json.loads(text)["report"], "MessageDeduplicationId": str(uuid4())}


def _announced(number: str) -> list[Mapping[str, Any]]:
    return [events.announced(entry) for entry in entries_of(number)]
