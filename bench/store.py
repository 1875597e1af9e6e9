"""DynamoDB Local, and its tables filled with as many reports as one wants."""

import ctypes
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import Lock
from typing import Any

from bench.aws import SECRET
from bench.story import Raw, Story
from bench.tools import dynamodb_local
from chalicelib.region import this
from chalicelib.rules import numbers
from infra.package import STACK, load

OPEN = 500  # reports that agencies are working on, however many there are altogether
MONTHS = 24  # over which the rest is spread
_BATCH = 25  # the most items that DynamoDB takes in one call
_WRITERS = 4
_DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
_STARTS_WITHIN = 60  # seconds
_DESCRIBED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


@contextmanager
def running(*, gigabytes: int) -> Iterator[int]:
    """DynamoDB Local with empty tables as the stack has them, in memory; yields its port."""
    folder, port = dynamodb_local(), _free_port()
    command = ["java", f"-Xmx{gigabytes}g", f"-Djava.library.path={folder / 'DynamoDBLocal_lib'}"]
    command += ["-jar", str(folder / "DynamoDBLocal.jar"), "-inMemory", "-sharedDb", "-port", str(port)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 only forks, then execs
    )
    try:
        _wait(port, process)
        for name in ("Reports", "Identities"):
            properties = load(STACK)["Resources"][name]["Properties"]
            made = {key: properties[key] for key in _DESCRIBED if key in properties}
            Wire(port).call("CreateTable", {"TableName": name, **made})
        yield port
    finally:
        process.terminate()
        process.wait()


class Wire:
    """Calls to DynamoDB Local, which checks no signature: a client library would take longer than the store does."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port)

    def call(self, operation: str, asked: object) -> Any:
        headers = {
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=testing/20260101/local/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        }
        self._link.request("POST", "/", json.dumps(asked), headers)
        answer = self._link.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(content.decode())
        return json.loads(content)


def fill(port: int, items: Iterable[Raw], *, advance: Callable[[int], None]) -> None:
    """Put all items; `advance` is told how many were."""
    source, lock = iter(items), Lock()

    def put(_: int) -> None:
        wire = Wire(port)
        while batch := _next(source, lock):
            puts = [{"PutRequest": {"Item": item}} for item in batch]
            wire.call("BatchWriteItem", {"RequestItems": {"Reports": puts}})
            advance(len(batch))

    with ThreadPoolExecutor(_WRITERS) as writers:
        list(writers.map(put, range(_WRITERS)))


def _next(source: Iterator[Raw], lock: Lock) -> list[Raw]:
    with lock:
        return list(islice(source, _BATCH))


def places_of(agency: str) -> range:
    """Which of the open reports are an agency's."""
    return range(_agencies().index(agency), OPEN, len(_agencies()))


def _agencies() -> list[str]:
    return [agency.id for agency in this().agencies if agency.takes_reports]


class Reports:
    """Reports made after one: each with its own number, its first entry, and its place in the indexes."""

    def __init__(self, story: Story) -> None:
        self._whole = story.items(story.number)
        self._first, self._last, self._received = self._whole[0], self._whole[-1], story.received

    def closed(self, start: int, end: int) -> Iterator[Raw]:
        """Reports that ended, published over the last months: two items each."""
        now = datetime.now(UTC)
        for place in range(start, end):
            at = now - timedelta(days=30 * MONTHS) * (place / max(end, 1))
            yield from self._placed(place, at, {"state": {"S": "closed"}, "published": {"S": f"{at:%Y-%m}"}})

    def open(self, start: int, end: int, *, due_at: datetime) -> Iterator[Raw]:
        """Reports that agencies are working on, each with the same moment at which it is due: two items each."""
        for place in range(start, end):
            agency = {"S": _agencies()[place % len(_agencies())]}
            keys = {"inbox": agency, "agency": agency, "due_shard": {"S": str(place % 4)}, "due_at": _moment(due_at)}
            yield from self._placed(
                place, datetime.now(UTC), {**keys, "published": {"S": f"{datetime.now(UTC):%Y-%m}"}}
            )

    def whole(self, start: int, end: int) -> Iterator[Raw]:
        """Reports with all ten entries, that are in no index: what is followed."""
        for place in range(start, end):
            for item in self._whole:
                yield {name: value for name, value in item.items() if name not in _KEYS} | {"pk": {"S": number(place)}}

    def received(self, start: int, end: int) -> Iterator[Raw]:
        """Reports that have just been submitted, for the worker that routes them."""
        for place in range(start, end):
            yield {**self._received, "pk": {"S": number(place)}}

    def _placed(self, place: int, at: datetime, values: Raw) -> Iterator[Raw]:
        own = {"pk": {"S": number(place)}}
        yield {**self._first, **own, "at": _moment(at), "feed": {"S": f"{at:%Y-%m-%d}"}}
        kept = {name: value for name, value in self._last.items() if name not in _KEYS}
        yield {**kept, **own, **values, "submitted_at": _moment(at)}


_KEYS = frozenset({"inbox", "due_shard", "due_at", "published", "feed"})


def number(place: int) -> str:
    return numbers.report_number(this().code, f"report {place}", 0, SECRET["1"].encode())


def _moment(at: datetime) -> dict[str, str]:
    return {"S": f"{at:%Y-%m-%dT%H:%M:%S.%f+0000}"}


def _die_with_parent() -> None:
    """A store holds gigabytes: it must not outlive a benchmark that was killed."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGTERM)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise SystemExit("DynamoDB Local did not start; it needs Java 17.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
