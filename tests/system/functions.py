"""The product's functions, run one at a time in a process of their own and killed where a test says.

Each runs with the credentials of its role in the stack and its environment there; killed.py says how it dies.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from tests.system.events import API, Job
from tests.system.stack import ROOT, Stack

_WRITES = ("TransactWriteItems", "PutItem", "UpdateItem", "Publish", "SendMessageBatch", "Invoke")


@dataclass(frozen=True)
class Kill:
    """When to die: right after the n-th call was `answered`, or right after it was `sent`."""

    call: int
    when: str = "answered"


@dataclass(frozen=True)
class Run:
    """What became of a job: the calls it made, how it ended, and what it gave if it lived."""

    calls: tuple[str, ...]
    end: str
    answer: Any

    @property
    def killed(self) -> bool:
        return self.end == "killed"

    @property
    def done(self) -> bool:
        """Whether a worker did the whole of its batch."""
        return self.end == "finished" and not (self.answer or {}).get("batchItemFailures")

    @property
    def status(self) -> int:
        """The HTTP status that the API gave."""
        assert self.end == "finished"
        return int(self.answer["statusCode"])

    @property
    def body(self) -> Any:
        return json.loads(self.answer["body"])


class Functions:
    def __init__(self, stack: Stack, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._environment = cache(lambda function: _environment(stack, function))

    def run(self, job: Job, kill: Kill | None = None, *, later: int = 0) -> Run:
        """Run a job, by its own clock `later` seconds from now; AWS takes signatures of five minutes either way."""
        order = {
            **job._asdict(),
            "environment": self._environment(job.function),
            "later": later,
            "kill": asdict(kill) if kill else None,
        }
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return _run(list(self._said()))

    def _said(self) -> Iterator[dict[str, Any]]:
        assert self._process.stdout
        for text in self._process.stdout:
            line: dict[str, Any] = json.loads(text)
            yield line
            if "end" in line:
                return
        raise AssertionError("the functions' process has ended")


@contextmanager
def functions_of(stack: Stack) -> Iterator[Functions]:
    command = [sys.executable, "-m", "tests.system.killed"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Functions(stack, process)


def kills(calls: Iterable[str]) -> Iterator[Kill]:
    """Every moment at which a job that makes these calls can die and leave something else behind."""
    yield Kill(0)
    for number, call in enumerate(calls, start=1):
        if call.endswith(_WRITES):
            yield Kill(number, "sent")
        yield Kill(number)


def _run(said: list[dict[str, Any]]) -> Run:
    answers = [line["answer"] for line in said if "answer" in line]
    calls = tuple(line["call"] for line in said if "call" in line)
    return Run(calls, said[-1]["end"], answers[0] if answers else None)


def _environment(stack: Stack, function: str) -> dict[str, str]:
    name = "APIHandler" if function == API else function.capitalize()
    keys = {variable.upper(): value for variable, value in stack.role(name).items()}
    return {
        **stack.environment(name),
        **keys,
        "AWS_ENDPOINT_URL": str(stack.outputs["emulator"]),
        "AWS_DEFAULT_REGION": str(stack.outputs["aws_region"]),
        "REGION_FILE": os.environ["REGION_FILE"],
    }
