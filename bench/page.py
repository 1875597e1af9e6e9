"""docs/benchmarks.md and its plots, written from the figures that were measured."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench import plots, prices
from infra.package import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "benchmarks"
FIGURES = PLOTS / "figures.json"

Figures = Mapping[str, Any]

_HEAD = """# Benchmarks

Written by `make bench`; not to be edited by hand.
What is compared ran in turns in the same run, so that whatever else the machine did met both alike; figures are medians, and ratios are medians of the ratios within each pair.
Two processors of a shared machine measured this: trust the ratios and the counts, not the milliseconds.
"""


def write(figures: Figures) -> None:
    """Write the page, its plots and the figures themselves; measurements that were never made are left out."""
    PLOTS.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")
    parts = (f"{part(figures[name])}\n{_made_with(figures[name])}" for name, part in _PARTS.items() if name in figures)
    PAGE.write_text("\n".join([_HEAD, _promises(figures), *parts]))


def _promises(figures: Figures) -> str:
    """What must hold, and whether it does; what was not measured is left out."""
    rows = (
        (what, f"{limit:g}", f"{found:.{digits}f}", "yes" if found <= limit else "**no**")
        for part, promises in _PROMISES.items()
        if part in figures
        for what, limit, digits, read in promises
        for found in [read(figures[part])]
    )
    return f"{_table(('must hold', 'at most', 'is', 'holds'), rows)}\n"


def _cold(found: Figures) -> str:
    functions = found["functions"]
    plots.bars(
        PLOTS / "cold-starts.svg",
        "Cold start to the first answer, ms",
        {name: each["answered"] for name, each in functions.items()},
    )
    lean, plain = functions["API"], functions["API, plainly packaged"]
    rows = (
        (
            name,
            f"{each['ready']:.0f}",
            f"{each['answered']:.0f}",
            f"{each['cpu']:.0f}",
            f"{each['ratio']:.2f}",
            str(each["modules"]),
        )
        for name, each in functions.items()
    )
    return f"""## Cold starts

Each start is a process of its own, `python -m awslambdaric` with the unpacked package and a Runtime API on loopback; calls to AWS are answered on loopback at once.
It ends with the answer to the first event, which for the API is the view of a report of ten entries, one query.
The anchor is `bench/anchor`: Chalice and a stock botocore client for DynamoDB, all with bytecode, which makes the same query.

{_table(("function", "ready, ms", "answered, ms", "processor, ms", "to the anchor", "modules"), rows)}

![Cold starts](benchmarks/cold-starts.svg)

The API starts in {lean["ratio"]:.2f} of the anchor's time (by processor time {lean["cpu_ratio"]:.2f}) and in {lean["answered"] / plain["answered"]:.2f} of the time of the same code as `chalice package` leaves it.
The zip has {found["zip"] / 2**20:.1f} MiB, unzipped {found["unzipped"] / 2**20:.1f} MiB; as Chalice leaves it {found["plain_zip"] / 2**20:.1f} MiB.
Of boto3, holidays, pydantic, s3transfer and tomllib it loads {", ".join(lean["heavy"]) or "none"}.
N = {found["starts"]} starts of each."""


def _processor(found: Figures) -> str:
    requests = found["requests"]
    plots.bars(
        PLOTS / "processor.svg",
        "Processor time of a request, to one raw call",
        {name: each["ratio"] for name, each in requests.items()},
        mark=1.5,
    )
    rows = (
        (name, f"{each['request']:.0f}", f"{each['raw']:.0f}", f"{each['ratio']:.2f}")
        for name, each in requests.items()
    )
    return f"""## Processor time of a request

The store's answers are there at once, so what is measured is Chalice, the product and its client library, from the package.
One raw call is that of a stock botocore client with the same items: a transaction of report and entry, or a query of the same history.
A submission with a contact makes two calls (KMS, then the transaction), an answer of staff three.

{_table(("request", "product, µs", "one raw call, µs", "ratio"), rows)}

![Processor time](benchmarks/processor.svg)

N = {found["blocks"]} pairs of blocks of 20."""


def _costs(found: Figures) -> str:
    acts, dollars = found["acts"], found["dollars"]
    rows = (
        (name, _calls(each["calls"]), f"{each['reads']:g}", f"{each['writes']:g}", f"{dollars[name] * 1e6:.1f}")
        for name, each in acts.items()
    )
    life, fixed = found["life"], found["fixed"]
    total = sum(life.values())
    plots.bars(
        PLOTS / "life.svg", "A thousand whole lives, dollars", {part: each * 1000 for part, each in life.items()}
    )
    times = ", ".join(f"{name} {count}" for name, count in prices.LIFE.items())
    return f"""## Calls, units and costs

Units are counted from the sizes of the items: 2 KB of words, every field, a place and a contact; transactions cost twice, indexes as they change.

{_table(("act", "calls over the wire", "read units", "write units", "dollars for a million"), rows)}

A whole life is: {times}.
At list price (us-east-1, on demand, no free tier, {prices.API_SECONDS * 1000:.0f} ms at {prices.API_GIGABYTES:g} GB for a request, {prices.WORKER_SECONDS * 1000:.0f} ms at {prices.WORKER_GIGABYTES:g} GB for a worker; SMS and CloudFront apart) a thousand such lives cost **{total * 1000:.2f} dollars**.
The prices are typed in by hand in `bench/prices.py`, from AWS's public price pages as they are known for 2026; they are to be compared there, and for the region deployed to, before anybody relies on a figure.

{_table(("part", "dollars for 1,000", "share"), ((part, f"{each * 1000:.3f}", f"{each / total:.0%}") for part, each in life.items()))}

![A life](benchmarks/life.svg)

What is paid each month whether or not anybody reports, in dollars:

{_table(("what", "a month"), ((what, f"{each:.2f}") for what, each in (*fixed.items(), ("all", sum(fixed.values())))))}"""


def _http(found: Figures) -> str:
    sizes = list(found["acts"])
    acts = list(found["acts"][sizes[0]])
    for_plot = {f"{int(size):,}": {act: found["acts"][size][act]["p50"] for act in acts} for size in sizes}
    plots.lines(PLOTS / "http.svg", "p50 of an act by reports in the store, ms", for_plot)
    rows = (
        (
            act,
            *(f"{found['acts'][size][act]['p50']:.1f} / {found['acts'][size][act]['p95']:.1f}" for size in sizes),
            *_growth(found, act),
        )
        for act in acts
    )
    sweeps = (
        (
            f"{int(size):,}",
            f"{int(due):,}",
            *(f"{each[part]:g}" for part in ("queries", "reads", "sends")),
            f"{each['milliseconds']:.0f}",
        )
        for size in sizes
        for due, each in found["sweeps"][size].items()
    )
    rates = ((act, *(f"{found['acts'][size][act]['rate']:.0f}" for size in sizes)) for act in acts)
    return f"""## Over HTTP

DynamoDB Local is one process, application (from the package) and front another, the load a third: one connection, one request after the other.
There is a store of each size at the same time, and they take turns in blocks of ten requests.
500 reports are open at every size, the rest is closed and published over 24 months; followed are reports of ten entries.

{_table(("act, p50 / p95 ms", *(f"{int(size):,} reports" for size in sizes), *_growth_heads(sizes)), rows)}

![p50 by size](benchmarks/http.svg)

{_table(("requests in a second", *(f"{int(size):,} reports" for size in sizes)), rates)}

N = {found["requests"]} of each act at each size.

### The sweep

{_table(("reports", "due", "queries", "read units", "batches sent", "ms"), sweeps)}

What a sweep reads follows what is due, not what exists.
DynamoDB Local ends a page of a query by the size of whole items; AWS does by what the index holds, so four queries would find 10,000."""


def _workers(found: Figures) -> str:
    rows = ((name, f"{found[name]['rate']:.0f}", str(found[name]["done"])) for name in ("routing", "notices"))
    return f"""## Workers

Batches of nine messages and one that is poisoned, against DynamoDB Local; the poisoned one alone is given back each time.

{_table(("worker", "messages in a second", "N"), rows)}"""


# What must hold, its limit, digits to show, and where it is found.
_PROMISES: Mapping[str, Sequence[tuple[str, float, int, Callable[[Figures], float]]]] = {
    "cold": (
        ("cold start of the API to the anchor's", 1.0, 2, lambda cold: cold["functions"]["API"]["ratio"]),
        ("cold start of the API to the plainly packaged one's", 0.5, 2, lambda cold: _to_plain(cold["functions"])),
        ("zip, MiB", 6, 1, lambda cold: cold["zip"] / 2**20),
        ("heavy modules that the API loads", 0, 0, lambda cold: len(cold["functions"]["API"]["heavy"])),
    ),
    "processor": (
        ("processor time of submit to one raw call's", 1.5, 2, lambda found: found["requests"]["submit"]["ratio"]),
        (
            "processor time of follow to one raw call's",
            1.5,
            2,
            lambda found: found["requests"]["follow, ten entries"]["ratio"],
        ),
    ),
    "costs": (
        (
            "write units of submit, 2 KB with contact and indexes",
            12,
            0,
            lambda found: found["acts"]["submit"]["writes"],
        ),
        ("read units of follow, ten entries", 1, 1, lambda found: found["acts"]["follow, ten entries"]["reads"]),
    ),
    "http": (
        ("p50 at most reports to p50 at 10,000, the worst act", 1.15, 2, lambda found: max(found["growth"].values())),
        ("read units of a sweep at most reports to those at fewest", 1, 2, lambda found: _swept(found["sweeps"])),
    ),
}


def _to_plain(functions: Figures) -> float:
    ratio: float = functions["API"]["answered"] / functions["API, plainly packaged"]["answered"]
    return ratio


def _swept(sweeps: Figures) -> float:
    few, *_, many = sweeps.values()
    return max(float(many[due]["reads"] / few[due]["reads"]) for due in few)


_PARTS = {"cold": _cold, "processor": _processor, "costs": _costs, "http": _http, "workers": _workers}


def _growth_heads(sizes: Sequence[str]) -> Iterator[str]:
    if len(sizes) > 1:
        yield f"{int(sizes[-1]):,} to {int(base(sizes)):,}"


def _growth(found: Figures, act: str) -> Iterator[str]:
    if len(found["acts"]) > 1:
        yield f"{found['growth'][act]:.2f}"


def base(sizes: Sequence[str]) -> str:
    """What growth is measured from: 10,000 reports, if they were measured."""
    return "10000" if "10000" in sizes[:-1] else sizes[0]


def _calls(names: Iterable[str]) -> str:
    short = [name.partition(".")[2] for name in names]
    return ", ".join(f"{short.count(name)} {name}" if short.count(name) > 1 else name for name in dict.fromkeys(short))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _made_with(found: Figures) -> str:
    return "; ".join(f"{name} {value}" for name, value in found["surroundings"].items()) + ".\n"
