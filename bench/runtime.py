"""A Lambda Runtime API on loopback: gives a function its events, one after the other, and takes the answers.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bench.servers import Handler, Server, serving

_PREFIX = "/2018-06-01/runtime/"


@dataclass
class Run:
    """What became of the events: when the function asked for its first one, when each was answered, and with what."""

    events: Iterator[Mapping[str, Any]]
    ready_at: float | None = None
    answered_at: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    failure: str | None = None
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def runtime_api(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Run]]:
    """Yields the address for AWS_LAMBDA_RUNTIME_API, and the run that fills up meanwhile."""
    run = Run(iter(events))
    server = Server(_Calls)
    server.run = run
    with serving(server) as port:
        yield f"127.0.0.1:{port}", run
        run.over.set()


class _Calls(Handler):
    def do_GET(self) -> None:
        run: Run = self.server.run
        run.ready_at = run.ready_at or time.perf_counter()
        event = next(run.events, None)
        if event is None:  # as in Lambda, the next one may be long in coming; here the process ends before
            run.over.set()
            return
        self.answer(
            json.dumps(event).encode(),
            headers={
                "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 20_000),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:ap-southeast-3:123456789012:function:bench",
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
            },
        )

    def do_POST(self) -> None:
        run: Run = self.server.run
        content = self.body()
        run.answered_at.append(time.perf_counter())
        if self.path.endswith("/error"):
            run.failure = content.decode()
            run.over.set()
        else:
            run.answers.append(json.loads(content))
        self.answer(b"{}", status=HTTPStatus.ACCEPTED)
