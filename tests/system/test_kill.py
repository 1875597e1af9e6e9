"""Who serves a request may die at any call to AWS: the report is unchanged or wholly changed, and everybody is told.

The API's functions run with their roles of the stack; each is killed at each call, and then its client asks again.
The stack's own workers rest meanwhile, so that nothing else acts on these reports. Then they go on.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.aws import secrets, store, vault
from chalicelib.region import this
from chalicelib.rules import lifecycle, numbers
from chalicelib.rules.lifecycle import Act
from chalicelib.submissions import Receipt
from tests.stories import LAMP, OFFICER
from tests.system import events, situations
from tests.system.events import Job
from tests.system.functions import Kill, Run
from tests.system.scene import Scene, die_everywhere, scene_of, wrote
from tests.system.situations import AGENCIES, REPORTERS, Situation
from tests.system.stack import Stack
from tests.system.whole import acts_of, version_of, whole

_REFUSED = {Act.RETURN: 404}  # whoever gives a report away no longer sees it

pytestmark = pytest.mark.xdist_group("banda-aceh")


@pytest.fixture(scope="module")
def scene(stack: Stack) -> Iterator[Scene]:
    with scene_of(stack) as opened:
        yield opened


def test_every_act_that_has_an_address_is_tried() -> None:
    assert REPORTERS.keys() == lifecycle.BY_REPORTER
    assert AGENCIES.keys() == lifecycle.BY_STAFF


@pytest.mark.parametrize("act", sorted(REPORTERS))
def test_an_act_of_the_reporter_is_done_wholly_or_not_at_all(act: Act, scene: Scene) -> None:
    situation, fields = REPORTERS[act]
    _check(act, situation, scene, lambda receipt: events.act_of_reporter(receipt, act, **_seen(receipt), **fields))


@pytest.mark.parametrize("act", sorted(AGENCIES))
def test_an_act_of_an_agency_is_done_wholly_or_not_at_all(act: Act, scene: Scene) -> None:
    situation, actor, fields = AGENCIES[act]
    _check(
        act,
        situation,
        scene,
        lambda receipt: events.act_of_staff(
            actor, receipt.report, act, **_seen(receipt), **(fields() if callable(fields) else fields)
        ),
    )


def test_a_submission_is_taken_wholly_or_not_at_all(scene: Scene) -> None:
    taken = []

    def trial(kill: Kill | None) -> Run:
        key, contact = str(uuid4()), situations.contact()
        number = numbers.report_number(this().code, key, 0, secrets.numbers_key())
        job = events.submission({**LAMP, "contact": contact}, key)
        first = scene.run(job, kill)
        if not (kill and kill.when == "sent"):
            assert bool(store.report(number)) == bool(vault.contact(number)) == wrote(first)
        again, once_more = scene.run(job), scene.run(job)
        assert (again.status, again.body["id"], again.body["access_code"]) == (
            201,
            number,
            once_more.body["access_code"],
        )
        assert acts_of(number) == [Act.SUBMIT]
        assert vault.contact(number) == contact
        taken.append(number)
        return first

    die_everywhere(trial, scene)
    scene.listener.everybody_knows(taken)


@pytest.mark.parametrize("asks", ["reporter", "staff"])
def test_a_look_at_a_contact_is_noted_before_it_is_told(asks: str, scene: Scene) -> None:
    receipt = situations.assigned()
    who = {"sub": OFFICER.person} if asks == "staff" else {"code": receipt.access_code}
    job = events.question(receipt, asks=asks, **who)

    def trial(kill: Kill | None) -> Run:
        looks = acts_of(receipt.report).count(Act.IDENTIFY)
        first = scene.run(job, kill)
        noted = acts_of(receipt.report).count(Act.IDENTIFY) - looks
        assert noted == wrote(first) or (kill and kill.when == "sent")
        assert noted or "kms.Decrypt" not in first.calls
        assert scene.run(job).answer["contact"] == vault.contact(receipt.report)
        return first

    die_everywhere(trial, scene)
    scene.listener.everybody_knows([receipt.report])


@pytest.mark.parametrize("through", ["the API", "identify"])
def test_a_contact_is_the_old_or_the_new_one_whole(through: str, scene: Scene) -> None:
    receipt = situations.assigned()

    def trial(kill: Kill | None) -> Run:
        old, new = vault.contact(receipt.report), situations.contact()
        asked = events.question(receipt, asks="reporter", code=receipt.access_code, contact=new)
        job = asked if through == "identify" else events.correction(receipt, new)
        first = scene.run(job, kill)
        assert vault.contact(receipt.report) in (old, new)
        again = scene.run(job)
        assert (again.body if through == "the API" else again.answer)["contact"] == new == vault.contact(receipt.report)
        whole(receipt.report)
        return first

    die_everywhere(trial, scene)


def _check(act: Act, situation: Situation, scene: Scene, job: Callable[[Receipt], Job]) -> None:
    """An act with the version that its actor saw: sent again, it is done if it was not, and refused if it was."""
    numbers = []

    def trial(kill: Kill | None) -> Run:
        receipt = situation()
        numbers.append(receipt.report)
        first, again = scene.run_twice(job(receipt), receipt.report, kill)
        assert again.status == (_REFUSED.get(act, 409) if wrote(first) else 200) or (kill and kill.when == "sent")
        assert acts_of(receipt.report)[-1] == act
        return first

    die_everywhere(trial, scene)
    scene.listener.everybody_knows(numbers)


def _seen(receipt: Receipt) -> dict[str, Any]:
    return {"version": version_of(receipt.report)}
