"""Delivers again what the stream or a topic could not: every entry of a span of time, from the index `feed`.

Every consumer is idempotent, so what had arrived is recognised and nothing happens twice.
What follows from it has entries of its own, such as a routing: while the relay is still dead, replay those too.
"""

from datetime import datetime

from rich.progress import track

from chalicelib.aws import store
from chalicelib.workers import relay


def replay(start: datetime, end: datetime) -> int:
    """Announce every entry from `start` to before `end` on the topic `changes`; returns how many. Shows progress.

    Raises SystemExit when the times have no zone or their order is wrong.
    """
    if start.tzinfo is None or end.tzinfo is None:
        raise SystemExit("FROM and TO need their zone, such as 2026-11-24T06:00+07:00.")
    if start >= end:
        raise SystemExit(f"There is no time from {start} to {end}; FROM is the earlier one.")
    entries = list(store.feed(start, end))
    for entry in track(entries, description="Announcing again"):
        relay.announce(entry)
    return len(entries)
