"""The queue of reports whose due moment has come."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from chalicelib.aws.clients import client

BATCH = 10  # the most that SQS takes in one call


@dataclass(frozen=True)
class Due:
    """A report whose clock has run out, and its version when that was seen."""

    report: str
    version: int


def queue_due(found: Iterable[Due], *, correlation_id: str | None) -> int:
    """Queue each, in the report's own order; the queue drops what it was given in the last five minutes."""
    queued = 0
    for batch in _batches(found):
        entries = [_entry(str(n), due, correlation_id) for n, due in enumerate(batch)]
        answer = client("sqs").send_message_batch(QueueUrl=os.environ["DEADLINES_QUEUE"], Entries=entries)
        if answer.get("Failed"):
            raise RuntimeError(f"{len(answer['Failed'])} due reports could not be queued")
        queued += len(entries)
    return queued


def _entry(number: str, due: Due, correlation_id: str | None) -> dict[str, str]:
    body = {"report": due.report, "version": due.version, "correlation_id": correlation_id}
    return {
        "Id": number,
        "MessageBody": json.dumps(body),
        "MessageGroupId": due.report,
        "MessageDeduplicationId": f"{due.report}#{due.version}",
    }


def _batches(found: Iterable[Due]) -> Iterator[list[Due]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch
