"""Each new entry of a report's history, from the stream to the topic `changes`: the history is the outbox.

The message names report, entry, act and state, never content; who needs more reads it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.aws import telemetry, topics
from chalicelib.aws.tables import Entry


def handle(event: Mapping[str, Any]) -> None:
    """Announce every new entry of `event`. What raises lets the stream give the batch again, halved, in its order."""
    for entry in _entries(event):
        with telemetry.failure_logged("Entry not announced", report=entry.pk, entry=entry.number):
            announce(entry)


def announce(entry: Entry) -> None:
    """Publish one entry; also used to deliver again what was lost on the way."""
    telemetry.follow(entry.correlation_id)
    topics.announce_change(
        {
            "report": entry.pk,
            "entry": entry.number,
            "act": entry.act,
            "state": entry.state,
            "correlation_id": entry.correlation_id,
        }
    )
    telemetry.logger.info("Announced", report=entry.pk, entry=entry.number, act=entry.act)


def _entries(event: Mapping[str, Any]) -> Iterator[Entry]:
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        if record["eventName"] == "INSERT" and image.get("cls", {}).get("S") == "entry":
            yield Entry.from_raw_data(image)
