"""Who was told of a report: counted where it arrives, on the telephones and in an agency's queue."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from chalicelib.aws import store, vault
from chalicelib.aws.store import Life
from chalicelib.aws.tables import Entry, Notice
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.notices import TOLD, Told
from tests.system.inside import PATIENCE, until_idle
from tests.system.stack import Stack, until

Notices = Counter[tuple[int, str]]  # (entry, agency)


@dataclass
class Listener:
    """Hears all that the topic `agencies` says, as an agency's system would, and reads the reporters' telephones."""

    stack: Stack
    sqs: Any
    queue: str
    _heard: Counter[tuple[str, int, str]] = field(default_factory=Counter)

    def texts(self, number: str) -> list[str]:
        """Every SMS about a report, to the telephone that its reporter gave."""
        contact = vault.contact(number)
        assert contact
        return [text for text in self.stack.texts(contact["phone"]) if number in text]

    def agencies(self, number: str) -> Notices:
        """Which agency was told of which entry of a report, and how often."""
        self._listen()
        return Counter({(entry, agency): n for (report, entry, agency), n in self._heard.items() if report == number})

    def wait(self, numbers: Iterable[str], *, within: float = PATIENCE) -> None:
        """Until everybody concerned was told of every entry of these reports, and nothing more is on its way."""
        for number in numbers:
            until(lambda number=number: self._knows(number), within=within)
        until_idle(self.stack)

    def everybody_knows(self, numbers: Iterable[str], *, twice: int = 0) -> None:
        """Wait, and check that nobody was told twice; but `twice` notices of each report may have been."""
        numbers = list(numbers)
        self.wait(numbers)
        for number in numbers:
            texts, agencies = _due(number)
            again = len(self.texts(number)) - texts + (self.agencies(number) - agencies).total()
            assert 0 <= again <= twice, f"{number}: {again} notices too many"
            assert all(notice.sent_at for notice in Notice.query(f"notice#{number}"))

    def _knows(self, number: str) -> bool:
        texts, agencies = _due(number)
        return len(self.texts(number)) >= texts and agencies <= self.agencies(number)

    def _listen(self) -> None:
        while found := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                said = json.loads(message["Body"])
                self._heard[said["report"], said["entry"], said["agency"]] += 1
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def listening(stack: Stack) -> Iterator[Listener]:
    sqs, sns, topic = stack.aws("sqs"), stack.aws("sns"), stack.resources["AgenciesTopic"]
    queue = sqs.create_queue(QueueName=f"listener-{uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(_from_topics(arn))})
    made = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    yield Listener(stack, sqs, queue)
    sns.unsubscribe(SubscriptionArn=made["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=queue)


def _from_topics(queue: str) -> dict[str, Any]:
    principal = {"Service": "sns.amazonaws.com"}
    allowed = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": queue}
    return {"Version": "2012-10-17", "Statement": [allowed]}


def _due(number: str) -> tuple[int, Notices]:
    """How many SMS a report's history must have sent, and which agencies are told of which entry."""
    life = store.life(number)
    assert life
    told = [(entry, TOLD[Act(entry.act)]) for entry in life.entries]
    agencies: Notices = Counter({(entry.number, name): 1 for entry, each in told for name in _named(life, entry, each)})
    return sum(each.reporter for _, each in told), agencies


def _named(life: Life, entry: Entry, told: Told) -> set[str]:
    parts = {
        "holder": entry.agency,
        "before": entry.before,
        "escalated": entry.escalated_to or life.report.escalated_to,
    }
    return {agency for part in told.agencies if (agency := parts[part])}
