"""`make destroy`: removes a region's stack and keeps its data, unless told twice; also what earlier ones have left."""

import argparse
from collections.abc import Sequence

from infra import kept, limits, targets
from infra.artifacts import Artifacts
from infra.confirm import type_name
from infra.kept import Kept
from infra.progress import console, watching
from infra.stack import Stack

_PURPOSE = "Citizens will find nothing at its addresses."
_FOR_GOOD = f"All data is deleted. Only key and secret can be called back, for {kept.WINDOW} days."


def options(parser: argparse.ArgumentParser) -> None:
    targets.options(parser)
    parser.add_argument(
        "--with-data",
        action="store_true",
        help="reports, contacts, accounts and pages as well, also those that an earlier destroy has kept",
    )
    parser.add_argument(
        "--confirm", action="append", default=[], metavar="STACK", help="instead of typing its name; twice with data"
    )


def run(arguments: argparse.Namespace) -> None:
    """Raises SystemExit where nobody agrees, and where there is nothing to remove."""
    stack = targets.stack_of(arguments)
    limits.account(stack.cloud)
    if stack.status:
        _remove(stack, arguments)
    else:
        _remove_left(stack, arguments)


def _remove(stack: Stack, arguments: argparse.Namespace) -> None:
    found, earlier = kept.of(stack), kept.left(stack)
    print(f"{stack.name} in {stack.cloud.region} is removed: API, functions, queues and what waits in them, addresses.")
    _show("These hold data and are " + ("DELETED AS WELL:" if arguments.with_data else "kept:"), found)
    _confirm(stack, arguments)
    with watching(console(), [each["LogicalResourceId"] for each in stack.resources()]) as watch:
        stack.remove(watch)
    print(f"The stack {stack.name} is removed.")
    if arguments.with_data:
        _delete(stack, found)
    left = earlier if arguments.with_data else [*found, *earlier]
    if left:
        _show("Kept, and paid for as long as they are there:", left)
        print(f"To delete them later: make destroy WITH_DATA=1. To use them again: {kept.PAGE}")


def _remove_left(stack: Stack, arguments: argparse.Namespace) -> None:
    """Of stacks that are gone already."""
    found, missing = kept.left(stack), f"There is no stack {stack.name} in {stack.cloud.region}"
    if not found:
        raise SystemExit(f"{missing}, and nothing is left of one.")
    _show(f"{missing}, but this is left of an earlier one:", found)
    if not arguments.with_data:
        raise SystemExit(f"To delete it: make destroy WITH_DATA=1. To use it again: {kept.PAGE}")
    _confirm(stack, arguments)
    _delete(stack, found)


def _show(heading: str, found: Sequence[Kept]) -> None:
    print(heading)
    console().print(kept.table(found))


def _confirm(stack: Stack, arguments: argparse.Namespace) -> None:
    given = list(arguments.confirm)
    type_name(stack.name, _PURPOSE, given[:1])
    if arguments.with_data:
        type_name(stack.name, _FOR_GOOD, given[1:2])


def _delete(stack: Stack, found: Sequence[Kept]) -> None:
    kept.delete(stack.cloud, found)
    Artifacts(stack.cloud, stack.name).remove()
