"""What is due is dealt with: the sweep queues it, the worker does what the clock says.

The sweep reads only what is due. A report that stays due is queued again less and less often,
and the queue drops what it was given for the same version in the last five minutes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import reports
from chalicelib.aws import queues, store, telemetry
from chalicelib.aws.queues import Due
from chalicelib.region import this
from chalicelib.rules import calendar
from chalicelib.rules.clocks import Unit
from chalicelib.workers import batches

_DAYS = (Unit.WORKING_DAYS, Unit.DAYS)
_MINUTE = timedelta(minutes=1)
_EAGER = 8  # minutes in which each sweep queues what is due


def sweep() -> int:
    """Queue every report that is due now; returns how many were queued."""
    now = datetime.now(UTC)
    queued = queues.queue_due(_due(now), correlation_id=telemetry.correlation_id())
    telemetry.count("ReportsDue", queued)
    telemetry.count("CalendarDaysLeft", _calendar_days_left(now))
    return queued


def handle(event: dict[str, Any], context: object) -> Any:
    return batches.each(event, context, _expire, fifo=True)


def _expire(message: batches.Message) -> None:
    report = reports.expire(message["report"], message["version"], now=datetime.now(UTC))
    if report is None:
        telemetry.logger.info("No longer due", report=message["report"])
    else:
        telemetry.logger.info("Clock ran out", report=report.id, state=report.state, version=report.version)


def _due(now: datetime) -> Iterator[Due]:
    for report in store.due(now):
        if is_turn((now - report.due_at) // _MINUTE):
            yield Due(report.id, int(report.version))


def _calendar_days_left(now: datetime) -> int:
    """For how many days on the region's longest clock may still be started; an alarm watches it."""
    region = this()
    longest = max((span.amount for span in region.totals.values() if span.unit in _DAYS), default=0)
    return calendar.days_left(now.date(), longest, region.calendar())


def is_turn(minutes: int) -> bool:
    """Whether a report due for that many whole minutes is queued by this sweep: always at first, then ever less often.

    Between 2^n and 2^(n+1) minutes it is four times, so a sweep that is missed matters little.
    """
    return minutes < _EAGER or minutes % (1 << (minutes.bit_length() - 3)) == 0
