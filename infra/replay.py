"""Delivers again what the stream or a topic could not: every entry of a span of time, from the index `feed`.

Every consumer is idempotent, so what had arrived is recognised and nothing happens twice.
"""

from datetime import datetime

from rich.progress import track

from chalicelib.aws import store
from chalicelib.workers import relay


def replay(start: datetime, end: datetime) -> int:
    """Announce every entry from `start` to before `end` on the topic `changes`; returns how many. Shows progress."""
    entries = list(store.feed(start, end))
    for entry in track(entries, description="Announcing again"):
        relay.announce(entry)
    return len(entries)
