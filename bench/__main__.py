"""`python -m bench`: measure, and write docs/benchmarks.md. What is not measured now stays as it was."""

import argparse
import json
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import lab, measure, page
from bench.lab import Lab
from bench.measure import Advance, Figures
from chalicelib.rules.lifecycle import Act

Measurement = Callable[[Lab, argparse.Namespace, Advance], Figures]


def main() -> None:
    arguments = _parser().parse_args()
    figures: dict[str, Any] = json.loads(page.FIGURES.read_text()) if page.FIGURES.is_file() else {}
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with lab.opened(arguments.region) as ours, Progress(*columns, console=Console(stderr=True)) as progress:
        for name in arguments.only or _MEASUREMENTS:
            task = progress.add_task(name, total=_totals(ours, arguments)[name])
            found = _MEASUREMENTS[name](ours, arguments, lambda done, task=task: progress.advance(task, done))  # type: ignore[misc]
            progress.update(task, total=1, completed=1)
            figures[name] = {**found, "surroundings": lab.surroundings()}
            page.write(figures)
    print(f"Written: {page.PAGE}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--region", default="banda-aceh")
    parser.add_argument("--only", nargs="+", choices=list(_MEASUREMENTS), help="all if not given")
    parser.add_argument("--starts", type=int, default=30, help="cold starts of each function")
    parser.add_argument("--blocks", type=int, default=50, help="of 20 requests, for processor time")
    parser.add_argument(
        "--reports",
        type=int,
        nargs="+",
        default=[1_000, 10_000, 100_000],
        help="sizes of the stores; 1,000,000 takes 13 GB and half an hour",
    )
    parser.add_argument("--requests", type=int, default=300, help="of each act at each size")
    parser.add_argument("--due", type=int, nargs="+", default=[0, 100, 10_000], help="reports that a sweep finds")
    parser.add_argument("--messages", type=int, default=900, help="for each worker")
    return parser


def _totals(ours: Lab, arguments: argparse.Namespace) -> Mapping[str, int | None]:
    """How many steps each measurement has; None where it is not known."""
    return {
        "cold": measure.number_of_variants(ours) * (arguments.starts + 2),
        "processor": 6,
        "costs": len(Act) // 2,
        "http": None,
        "workers": None,
    }


def _cold(ours: Lab, arguments: argparse.Namespace, advance: Advance) -> Figures:
    return measure.cold_starts(ours, starts=arguments.starts, advance=advance)


def _processor(ours: Lab, arguments: argparse.Namespace, advance: Advance) -> Figures:
    return measure.processor(ours, blocks=arguments.blocks, advance=advance)


def _costs(_: Lab, __: argparse.Namespace, advance: Advance) -> Figures:
    return measure.costs(advance=advance)


def _http(ours: Lab, arguments: argparse.Namespace, advance: Advance) -> Figures:
    sizes = measure.Sizes(arguments.reports, arguments.requests, arguments.due)
    return measure.over_http(ours, sizes, advance=advance)


def _workers(ours: Lab, arguments: argparse.Namespace, advance: Advance) -> Figures:
    return measure.workers(ours, messages=arguments.messages, advance=advance)


_MEASUREMENTS: Mapping[str, Measurement] = {
    "cold": _cold,
    "processor": _processor,
    "costs": _costs,
    "http": _http,
    "workers": _workers,
}

if __name__ == "__main__":
    main()
