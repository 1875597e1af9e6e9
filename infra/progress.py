"""Shows what CloudFormation does while it does it: a bar on a terminal, a line for each finished resource elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from infra.events import Event, Watch

_WIDTH = 140  # where there is no terminal to tell
_NOT_WATCHING = (
    "\nNo longer watching; CloudFormation goes on by itself.\n"
    "Run the same command again: it waits for the end of this, and goes on from there."
)


def console() -> Console:
    """Where the tools print tables: as wide as the terminal, and wide enough for a log."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH)


@contextmanager
def watching(shown: Console, resources: Iterable[str]) -> Iterator[Watch]:
    """Gives what is to be told each event; `resources` are those that change. Raises SystemExit on Ctrl-C."""
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    waiting = set(resources)
    total = len(waiting)
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def watch(event: Event) -> None:
            if event["ResourceStatus"].endswith(("_COMPLETE", "_SKIPPED")) and event["LogicalResourceId"] in waiting:
                waiting.remove(event["LogicalResourceId"])
                _say(shown, event, plainly=not shown.is_terminal)
            else:
                _say(shown, event, plainly=False)
            bar.update(task, completed=total - len(waiting), description=_line(event))

        try:
            yield watch
        except KeyboardInterrupt:
            raise SystemExit(_NOT_WATCHING) from None


def _say(shown: Console, event: Event, *, plainly: bool) -> None:
    """What went wrong, always; what went well, where there is no bar to show it."""
    status, reason = event["ResourceStatus"], event.get("ResourceStatusReason", "")
    if "ROLLBACK_IN_PROGRESS" in status and "CLEANUP" not in status:
        shown.print(f"  going back to what was before: {reason}", style="bold yellow", markup=False)
    elif status.endswith("_FAILED"):
        shown.print(f"  {_line(event)}: {reason}", style="red", markup=False)
    elif plainly:
        shown.print(f"  {_line(event)}", markup=False)


def _line(event: Event) -> str:
    return f"{event['ResourceStatus'].lower().replace('_', ' ')}: {event['LogicalResourceId']}"
