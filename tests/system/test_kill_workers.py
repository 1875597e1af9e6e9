"""The workers may die at any call to AWS: their message comes again, and what it asked for was done once.

As in test_kill.py: each function runs with its role of the stack, is killed at each call, and then given the same
message again, as its queue would.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from chalicelib.rules.lifecycle import Act
from chalicelib.workers.notices import LEASE
from tests.system import events, situations
from tests.system.functions import Kill, Run
from tests.system.inside import PATIENCE, at_rest, hidden_for
from tests.system.scene import Scene, die_everywhere, scene_of
from tests.system.situations import Situation
from tests.system.stack import Stack, until
from tests.system.whole import acts_of, entries_of, version_of, whole

SOON = 15  # seconds after which a notice comes again that two workers had at once
AFTER_THE_LEASE = int(LEASE.total_seconds()) + 1

# What the clock does with a report that was left alone: the situation, and how many days ago it came about.
CLOCKS: dict[Act, tuple[Situation, float]] = {
    Act.ROUTE: (situations.submitted, 1 / 24),
    Act.ESCALATE: (situations.routed, 8),
    Act.LAPSE: (situations.incomplete, 25),
    Act.RESUME: (situations.on_hold, 4),
    Act.CLOSE: (situations.answered, 25),
}

_JUST_DUE = 12 / 24 / 60  # days ago: its routing was due two minutes ago

pytestmark = pytest.mark.xdist_group("banda-aceh")


@pytest.fixture(scope="module")
def scene(stack: Stack) -> Iterator[Scene]:
    with scene_of(stack) as opened:
        yield opened


def test_a_report_is_routed_once(scene: Scene) -> None:
    _check(Act.ROUTE, situations.submitted, scene, lambda number: events.messages("route", _announced(number)))


@pytest.mark.parametrize("act", CLOCKS)
def test_a_clock_that_ran_out_is_dealt_with_once(act: Act, scene: Scene) -> None:
    situation, days = CLOCKS[act]
    _check(act, lambda: situation(days), scene, lambda number: events.messages("expire", _due(number)))


def test_a_sweep_that_died_is_made_good_by_the_next(scene: Scene) -> None:
    numbers = []

    def trial(kill: Kill | None) -> Run:
        number = situations.submitted(days=_JUST_DUE).report
        run = scene.run(events.minute(), kill)
        assert kill or "sqs.SendMessageBatch" in run.calls
        whole(number)
        scene.run(events.minute())
        numbers.append(number)
        return run

    with at_rest(scene.stack, "Relay"):
        die_everywhere(trial, scene, "Expire")
        for number in numbers:
            until(lambda number=number: acts_of(number) == [Act.SUBMIT, Act.ROUTE], within=PATIENCE)
    scene.listener.everybody_knows(numbers)


def test_every_entry_is_announced_though_the_relay_dies(scene: Scene) -> None:
    numbers = []

    def trial(kill: Kill | None) -> Run:
        number = situations.assigned().report
        batch = events.inserted(entry.serialize() for entry in entries_of(number))
        run = scene.run(batch, kill)
        scene.run(batch)
        numbers.append(number)
        return run

    with hidden_for(SOON, scene.listener.sqs, scene.stack.resources["NoticesQueue"]):
        die_everywhere(trial, scene)
        scene.listener.everybody_knows(numbers)
    assert all(acts_of(number) == [Act.SUBMIT, Act.ROUTE, Act.ASSIGN] for number in numbers)


def test_everybody_is_told_though_the_notifier_dies(scene: Scene) -> None:
    """Once, but for who died between sending and noting it: then twice at most. Never not at all."""
    once: list[str] = []
    twice: list[str] = []

    def trial(kill: Kill | None) -> Run:
        number = situations.passed_on().report
        batch = events.messages("notify", _announced(number))
        run = scene.run(batch, kill)
        scene.run(batch)  # too early: whoever claimed a notice may yet be sending it
        assert scene.run(batch, later=AFTER_THE_LEASE).done
        died_sending = kill and run.calls[-1:] == ("sns.Publish",)
        (twice if died_sending else once).append(number)
        return run

    die_everywhere(trial, scene)
    scene.listener.everybody_knows(once)
    scene.listener.everybody_knows(twice, twice=1)


def _check(act: Act, situation: Callable[[], Any], scene: Scene, job: Callable[[str], events.Job]) -> None:
    numbers = []

    def trial(kill: Kill | None) -> Run:
        number = situation().report
        first, again = scene.run_twice(job(number), number, kill)
        assert again.done
        assert acts_of(number)[-1] == act
        numbers.append(number)
        return first

    die_everywhere(trial, scene)
    scene.listener.everybody_knows(numbers)


def _due(number: str) -> dict[str, Any]:
    return {"report": number, "version": version_of(number), "correlation_id": None}


def _announced(number: str) -> Mapping[str, Any]:
    """The message of the latest entry."""
    return events.announced(entries_of(number)[-1])
