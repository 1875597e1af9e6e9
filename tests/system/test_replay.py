"""What a dead relay missed is delivered by `python -m infra replay`, as an operator runs it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.stories import LAMP
from tests.system import situations
from tests.system.inside import PATIENCE, as_root, at_rest, until_idle
from tests.system.stack import ROOT, Stack, until
from tests.system.told import Listener, listening
from tests.system.whole import acts_of, state_of

pytestmark = pytest.mark.xdist_group("banda-aceh")


@pytest.fixture(scope="module")
def listener(stack: Stack) -> Iterator[Listener]:
    with as_root(stack), listening(stack) as opened:
        yield opened


def test_a_replay_delivers_what_a_dead_relay_missed(stack: Stack, listener: Listener) -> None:
    start = datetime.now(UTC)
    with at_rest(stack, "Relay"):
        new, passed_on = _submitted(stack), _submitted(stack)
        assert stack.by_staff("koordinator", passed_on, "assign", agency="pupr").status == 200
        assert stack.by_staff("petugas-pupr", passed_on, "respond", text="Petugas berangkat.").status == 200
        _nobody_is_told(listener, new, passed_on)

        assert _replayed(stack, start) >= 4
        until(lambda: acts_of(new) == ["submit", "route"], within=PATIENCE)
        assert acts_of(passed_on) == ["submit", "assign", "respond"]
        assert _replayed(stack, start) >= 5  # the routing has come, which nobody announced
        listener.everybody_knows([new, passed_on])

        before = state_of(new), state_of(passed_on)
        _replayed(stack, start)
        listener.everybody_knows([new, passed_on])
        assert (state_of(new), state_of(passed_on)) == before
    _works_again(stack, listener, new, passed_on)


def test_a_replay_asks_for_times_with_their_zone_and_in_their_order(stack: Stack) -> None:
    assert "need their zone" in _replay(stack, "2026-11-24T06:00", "2026-11-24T07:00").stderr
    assert "FROM is the earlier one" in _replay(stack, "2026-11-24T07:00+07:00", "2026-11-24T06:00+07:00").stderr


def _submitted(stack: Stack) -> str:
    answer = stack.submit({**LAMP, "contact": situations.contact()})
    assert answer.status == 201
    return str(answer.json["id"])


def _nobody_is_told(listener: Listener, *numbers: str) -> None:
    time.sleep(2)  # in which the relay would have told them
    until_idle(listener.stack)
    assert not any(listener.texts(number) or listener.agencies(number) for number in numbers)


def _works_again(stack: Stack, listener: Listener, *told: str) -> None:
    """The relay goes on where it stopped and says it all again, which nobody hears; and then what is new."""
    number = _submitted(stack)
    until(lambda: acts_of(number) == ["submit", "route"], within=PATIENCE)
    listener.everybody_knows([number, *told])


def _replayed(stack: Stack, start: datetime) -> int:
    """How many entries were announced of the time until now."""
    done = _replay(stack, start.isoformat(), (datetime.now(UTC) + timedelta(seconds=1)).isoformat())
    assert done.returncode == 0, done.stderr
    [count] = re.findall(r"(\d+) entries announced again", done.stdout)
    return int(count)


def _replay(stack: Stack, start: str, end: str) -> "subprocess.CompletedProcess[str]":
    place = ["--region", "banda-aceh", "--endpoint", str(stack.outputs["emulator"])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-m", "infra", "replay", start, end, *place],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
