"""The measurements: each takes its sizes and gives its figures as JSON can hold them."""

import json
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.session
from moto import mock_aws

from app import app
from bench import aws, coldstart, load, page, prices, store
from bench.coldstart import Variant
from bench.gateway import Gateway
from bench.lab import Lab, at_home
from bench.life import Life, whole
from bench.meter import Call, Meter
from chalicelib.workers import deadlines, notices, routing
from infra.package import ROOT
from tests.conftest import empty_account
from tests.workers.events import failures, queued

Figures = dict[str, Any]
Advance = Callable[[int], None]

_CONTEXT = SimpleNamespace(
    function_name="bench", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="id"
)
BLOCK = 10
_WARMING = 5  # blocks
_NEVER_COUNTED = 2  # first starts, which fill the machine's caches


def cold_starts(lab: Lab, *, starts: int, advance: Advance) -> Figures:
    """Every function from the package, and the API as Chalice packages it, in turns with the anchor."""
    variants = _variants(lab)
    taken: dict[str, list[coldstart.Start]] = {each.name: [] for each in variants}
    with aws.over_http(aws.Canned(lab.story)) as endpoint:
        for turn in range(starts + _NEVER_COUNTED):
            for each in variants:
                found = coldstart.start(each, endpoint)
                if turn >= _NEVER_COUNTED:
                    taken[each.name].append(found)
                advance(1)
    anchor = taken["anchor"]
    return {
        "starts": starts,
        "zip": lab.made.code.stat().st_size,
        "plain_zip": (lab.made.folder / "build" / "package" / "deployment.zip").stat().st_size,
        "unzipped": sum(path.stat().st_size for path in lab.lean.rglob("*") if path.is_file()),
        "functions": {each.name: _cold(taken[each.name], anchor, coldstart.modules(each)) for each in variants},
    }


def number_of_variants(lab: Lab) -> int:
    return len(_variants(lab))


def processor(lab: Lab, *, blocks: int, advance: Advance) -> Figures:
    """What a request takes of the processor, the product from its package."""
    story = lab.folder / "story"
    story.write_bytes(pickle.dumps(lab.story))
    stock = Path(botocore.__file__).parent / "data"
    environment = {**aws.ENVIRONMENT, "PYTHONPATH": f"{lab.lean}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-s", "-S", "-m", "bench.cpu", str(story), str(stock), str(blocks)]
    pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    figures: Figures = {}
    said: list[str] = []
    with subprocess.Popen(command, env=environment, cwd="/", text=True, **pipes) as child:
        for line in child.stderr or ():
            if not line.startswith("["):
                said.append(line)
                continue
            name, pairs = json.loads(line)
            figures[name] = {
                "request": statistics.median(request for request, _ in pairs),
                "raw": statistics.median(raw for _, raw in pairs),
                "ratio": statistics.median(request / raw for request, raw in pairs),
            }
            advance(1)
    if child.returncode:
        raise RuntimeError("bench.cpu failed: " + "".join(said[-5:]))
    return {"blocks": blocks, "requests": figures}


def costs(*, advance: Advance) -> Figures:
    """Calls and units of each act, and what a life costs."""
    with mock_aws():
        empty_account()
        counted = {}
        for name, calls in whole(Life()):
            counted[name] = calls
            advance(1)
    return {
        "acts": {name: _counted(calls) for name, calls in counted.items()},
        "dollars": {name: sum(prices.of(name, calls).values()) for name, calls in counted.items()},
        "life": prices.life(counted),
        "fixed": prices.fixed(),
    }


@dataclass(frozen=True)
class Sizes:
    """How many reports are in each store, requests made of each act, and reports found by a sweep."""

    reports: list[int]
    requests: int
    due: list[int]


def over_http(lab: Lab, sizes: Sizes, *, advance: Advance) -> Figures:
    """Every act and the sweep. There is a store of each size at once, and they take turns."""
    with ExitStack() as running:
        stores = [_filled(running, lab, size, advance) for size in sorted(sizes.reports)]
        fronts = {str(each.reports): running.enter_context(load.served(each, lab.story, lab.lean)) for each in stores}
        taken = _in_turns(lab, {str(each.reports): each for each in stores}, fronts, sizes.requests, advance)
        acts = {size: {act: _spread(blocks) for act, blocks in each.items()} for size, each in taken.items()}
        return {
            "requests": sizes.requests,
            "acts": acts,
            "growth": _growth(taken),
            "sweeps": {str(each.reports): dict(_sweeps(lab, each, sizes.due, advance)) for each in stores},
        }


def workers(lab: Lab, *, messages: int, advance: Advance) -> Figures:
    """How many messages a worker does in a second, in batches of nine and one that is poisoned."""
    submitted: list[dict[str, Any]] = [{"report": store.number(n)} for n in range(messages)]
    entries = range(messages // 10 * 10)
    told = [{"report": store.number(messages + n // 10), "entry": n % 10 + 1} for n in entries]
    with store.running(gigabytes=1) as port, _called(lab, port):
        made = store.Reports(lab.story)
        store.fill(port, made.received(0, messages), advance=advance)
        store.fill(port, made.whole(messages, messages + messages // 10), advance=advance)
        return {
            "messages": messages,
            "routing": _worked(routing.handle, submitted),
            "notices": _worked(notices.handle, told),
        }


@contextmanager
def _called(lab: Lab, port: int) -> Iterator[None]:
    """The product's clients in this process call DynamoDB Local, and whoever answers at once for all else."""
    with (
        aws.over_http(aws.Canned(lab.story)) as others,
        at_home(endpoint=others, dynamodb=f"http://127.0.0.1:{port}"),
    ):
        yield


def _variants(lab: Lab) -> list[Variant]:
    number = lab.story.number
    api = Gateway(app.routes).event("GET", f"/reports/{number}", {})
    submission = Gateway(app.routes).event(
        "POST", "/reports", {"Content-Type": "application/json"}, json.dumps({**lab.story.form}).encode()
    )
    anchor = Gateway({"/reports/{number}": None}).event("GET", f"/reports/{number}", {})
    entry: dict[str, Any] = {"report": number, "entry": 1, "version": 10}
    return [
        Variant("anchor", lab.anchor, "app.app", anchor),
        Variant("API", lab.lean, "app.app", api),
        Variant("API, plainly packaged", lab.plain, "app.app", api),
        Variant("API, a submission", lab.lean, "app.app", submission),
        Variant("relay", lab.lean, "app.relay", {"Records": [_streamed(lab)]}),
        Variant("route", lab.lean, "app.route", queued(entry)),
        Variant("notify", lab.lean, "app.notify", queued(entry)),
        Variant("sweep", lab.lean, "app.sweep", _SCHEDULED),
        Variant("expire", lab.lean, "app.expire", queued(entry, fifo=True)),
        Variant("identify", lab.lean, "app.identify", {"report": number, "asks": "reporter", "code": lab.story.code}),
    ]


def _streamed(lab: Lab) -> dict[str, Any]:
    first = lab.story.items(lab.story.number)[0]
    keys = {name: first[name] for name in ("pk", "sk")}
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": {"Keys": keys, "NewImage": first}}


_SCHEDULED = {
    "version": "0",
    "account": "123456789012",
    "region": "ap-southeast-3",
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2026-11-24T03:00:00Z",
    "id": "1",
    "resources": [],
}


def _cold(taken: list[coldstart.Start], anchor: list[coldstart.Start], modules: set[str]) -> Figures:
    return {
        "ready": statistics.median(start.ready for start in taken),
        "answered": statistics.median(start.answered for start in taken),
        "cpu": statistics.median(start.cpu for start in taken),
        "ratio": statistics.median(
            start.answered / beside.answered for start, beside in zip(taken, anchor, strict=True)
        ),
        "cpu_ratio": statistics.median(start.cpu / beside.cpu for start, beside in zip(taken, anchor, strict=True)),
        "modules": len(modules),
        "heavy": sorted(modules & {"boto3", "holidays", "pydantic", "s3transfer", "tomllib"}),
    }


def _counted(calls: list[Call]) -> Figures:
    return {
        "calls": [call.name for call in calls],
        "reads": sum(call.reads for call in calls),
        "writes": sum(call.writes for call in calls),
    }


def _filled(running: ExitStack, lab: Lab, size: int, advance: Advance) -> load.Filled:
    port = running.enter_context(store.running(gigabytes=max(1, size // 80_000)))
    return load.fill(port, lab.story, size, advance=advance)


Taken = dict[str, dict[str, list[list[float]]]]  # size, act: blocks of milliseconds


def _in_turns(
    lab: Lab, stores: Mapping[str, load.Filled], fronts: Mapping[str, Any], requests: int, advance: Advance
) -> Taken:
    taken: Taken = {size: {} for size in stores}
    acts = {size: dict(load.acts(filled, lab.story)) for size, filled in stores.items()}
    for act in next(iter(acts.values())):
        for block in range(_WARMING + requests // BLOCK):
            for size, front in fronts.items():
                times = list(load.timed(front, acts[size][act], range(block * BLOCK, (block + 1) * BLOCK)))
                if block >= _WARMING:
                    taken[size].setdefault(act, []).append(times)
                advance(BLOCK)
    return taken


def _growth(taken: Taken) -> Figures:
    """Of each act, the times of the largest store to those of the base, in pairs of blocks."""
    base, largest = page.base(list(taken)), list(taken)[-1]
    return {
        act: statistics.median(
            statistics.median(large) / statistics.median(small)
            for large, small in zip(taken[largest][act], taken[base][act], strict=True)
        )
        for act in taken[base]
    }


def _spread(blocks: list[list[float]]) -> Figures:
    times = [each for block in blocks for each in block]
    p95 = statistics.quantiles(times, n=100)[94]
    return {"p50": statistics.median(times), "p95": p95, "rate": 1000 * len(times) / sum(times)}


def _sweeps(lab: Lab, filled: load.Filled, due: list[int], advance: Advance) -> Iterator[tuple[str, Figures]]:
    """With ever more reports that are due since two minutes."""
    port = filled.port
    peek = botocore.session.get_session().create_client(
        "dynamodb", endpoint_url=f"http://127.0.0.1:{port}", region_name="ap-southeast-3"
    )
    with _called(lab, port):
        meter, had, first = Meter(peek), 0, 100_000_000
        for wanted in sorted(due):
            moment = datetime.now(UTC) - timedelta(minutes=2)
            store.fill(port, store.Reports(lab.story).open(first + had, first + wanted, due_at=moment), advance=advance)
            had = wanted
            began = time.perf_counter()
            queued = deadlines.sweep()
            seconds = time.perf_counter() - began
            calls = meter.taken()
            yield (
                str(wanted),
                {
                    "queued": queued,
                    "queries": sum(call.name == "dynamodb.Query" for call in calls),
                    "sends": sum(call.name == "sqs.SendMessageBatch" for call in calls),
                    "reads": sum(call.reads for call in calls),
                    "milliseconds": seconds * 1000,
                },
            )


def _worked(handle: Callable[[dict[str, Any], object], Any], waiting: list[dict[str, Any]]) -> Figures:
    done, began = 0, time.perf_counter()
    for start in range(0, len(waiting), 9):
        batch = waiting[start : start + 9]
        failed = failures(handle(queued(*batch, "{poisoned"), _CONTEXT))
        if len(failed) != 1:
            raise RuntimeError(f"{len(failed)} of a batch failed, and not the poisoned one alone")
        done += len(batch)
    return {"rate": done / (time.perf_counter() - began), "done": done}
