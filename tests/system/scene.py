"""Where functions are killed: the running stack, whose own workers rest, and those who listen to what it tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.api.calls import appoint
from tests.stories import ABOVE, COORDINATOR, OFFICER, SIGNER
from tests.system.events import Job
from tests.system.functions import Functions, Kill, Run, functions_of, kills
from tests.system.inside import as_root, at_rest
from tests.system.stack import Stack
from tests.system.told import Listener, listening
from tests.system.whole import state_of, version_of, whole

Trial = Callable[[Kill | None], Run]


@dataclass(frozen=True)
class Scene:
    stack: Stack
    functions: Functions
    listener: Listener

    def run(self, job: Job, kill: Kill | None = None, *, later: int = 0) -> Run:
        """Run a job; with `kill`, it must die there."""
        run = self.functions.run(job, kill, later=later)
        assert run.end == ("killed" if kill else "finished")
        return run

    def run_twice(self, job: Job, number: str, kill: Kill | None) -> tuple[Run, Run]:
        """Kill a job that changes a report once, and run it again.

        Checks that the kill left the report unchanged or wholly changed, and that in the end it was changed once.
        """
        before, version = state_of(number), version_of(number)
        first = self.run(job, kill)
        left = state_of(number)
        second = self.run(job)
        if not (kill and kill.when == "sent"):  # a request on its way may have changed it a moment later
            assert (left != before) == wrote(first)
            assert (left == state_of(number)) == wrote(first)
        assert whole(number).report.version == version + 1
        return first, second


@contextmanager
def scene_of(stack: Stack) -> Iterator[Scene]:
    with as_root(stack), functions_of(stack) as functions, listening(stack) as listener:
        for actor in (COORDINATOR, OFFICER, SIGNER, ABOVE):
            appoint(actor)
        yield Scene(stack, functions, listener)


def die_everywhere(trial: Trial, scene: Scene, *resting: str) -> None:
    """Try a job unkilled, and then again killed at each of the calls it made, while nobody else is at work."""
    with at_rest(scene.stack, *(resting or ("Relay", "Expire"))):
        for kill in kills(trial(None).calls):
            trial(kill)


def wrote(run: Run) -> bool:
    """Whether a transaction was answered, as far as the dead could tell."""
    return "dynamodb.TransactWriteItems" in run.calls
