"""The users' acts over HTTP at a number of reports: how long one takes, how many there are in a second.

DynamoDB Local is one process, application and front another, the load comes from this one over one connection.
"""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import aws, store
from bench.gateway import SUB
from bench.story import Story
from chalicelib.rules import numbers
from infra.package import ROOT

FOLLOWED = 50  # reports with ten entries, which are followed
_JSON = {"Content-Type": "application/json"}

Request = tuple[str, str, Mapping[str, str], object]


@dataclass(frozen=True)
class Filled:
    """A store with so many reports: at `whole` begin those with ten entries."""

    port: int
    reports: int

    @property
    def whole(self) -> int:
        return self.reports


def fill(port: int, story: Story, reports: int, *, advance: Callable[[int], None]) -> Filled:
    """Fill an empty store with so many reports, and those with ten entries."""
    made, later = store.Reports(story), datetime.now(UTC) + timedelta(days=3)
    store.fill(port, made.open(0, store.OPEN, due_at=later), advance=advance)
    store.fill(port, made.closed(store.OPEN, reports), advance=advance)
    store.fill(port, made.whole(reports, reports + FOLLOWED), advance=advance)
    people = (item for item in story.reports if item["pk"]["S"] == "appointments")
    store.fill(port, people, advance=advance)
    return Filled(port, reports)


@contextmanager
def served(filled: Filled, story: Story, task: Path) -> Iterator[http.client.HTTPConnection]:
    """The application of a package in front of a store; yields a connection to it."""
    with aws.over_http(aws.Canned(story)) as others:
        environment = {
            **aws.ENVIRONMENT,
            "PYTHONPATH": f"{task}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_ENDPOINT_URL": others,
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{filled.port}",
        }
        command = [sys.executable, "-s", "-S", "-m", "bench.front"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, env=environment, cwd="/", text=True, **pipes) as front:
            try:
                yield http.client.HTTPConnection("127.0.0.1", int((front.stderr or sys.stdin).readline()))
            finally:
                front.communicate()


def acts(filled: Filled, story: Story) -> Iterator[tuple[str, Callable[[int], Request]]]:
    """Each act with what makes its n-th request."""

    def followed(n: int) -> str:
        return store.number(filled.whole + n % FOLLOWED)

    def code(n: int) -> str:
        return numbers.access_code(followed(n), 1, aws.SECRET["1"].encode())

    staff = {SUB: story.officer}
    form = {**story.form, "contact": None}
    yield "submit", lambda _: ("POST", "/reports", {**_JSON, "Idempotency-Key": str(uuid4())}, form)
    yield "follow", lambda n: ("GET", f"/reports/{followed(n)}", {"Access-Code": code(n)}, None)
    yield "public view", lambda n: ("GET", f"/reports/{followed(n)}", {}, None)
    yield "inbox page", lambda _: ("GET", "/agency/reports", staff, None)
    yield "public list", lambda _: ("GET", "/public/reports", {}, None)
    held = store.places_of("pupr")
    yield (
        "note of staff",
        lambda n: (
            "POST",
            f"/agency/reports/{store.number(held[n % len(held)])}/note",
            {**_JSON, **staff},
            {"text": story.said},
        ),
    )


def timed(link: http.client.HTTPConnection, make: Callable[[int], Request], times: range) -> Iterator[float]:
    """Milliseconds of each request, one after the other."""
    for n in times:
        method, path, headers, body = make(n)
        content = json.dumps(body).encode() if body else None
        began = time.perf_counter()
        link.request(method, path, content, dict(headers))
        answer = link.getresponse()
        said = answer.read()
        yield (time.perf_counter() - began) * 1000
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said.decode()}")
