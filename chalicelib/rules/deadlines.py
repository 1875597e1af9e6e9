"""One clock of a report: when it is due, how a pause moves that, and the proof of how it was counted.

Spans are the region's, in working days, days, hours or minutes; days begin and end in the responsible unit's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.rules import calendar as days
from chalicelib.rules.calendar import Calendar

_END_OF_DAY = time(23, 59, 59)
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


class Clock(StrEnum):
    ROUTING = "routing"
    VERIFICATION = "verification"
    FIRST_RESPONSE = "first_response"
    TOTAL = "total"
    RESPONSE = "response"
    COMPLETION = "completion"
    HOLD = "hold"
    REPLY_WINDOW = "reply_window"
    VALIDATION = "validation"
    DECISION = "decision"
    APPEAL = "appeal"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Span:
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of a report. Times are UTC; `zone` is the responsible unit's, in which days begin and end.

    `paused_at` is set while the clock is frozen (and stays on a clock that ended while frozen).
    """

    clock: Clock
    started_at: datetime
    due_at: datetime
    amount: int
    unit: Unit
    zone: str
    skipped: tuple[date, ...] = ()
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    missed_at: datetime | None = None

    @property
    def due_on(self) -> date:
        """The local day on which it is due."""
        return _local(self.due_at, self.zone)

    @property
    def running(self) -> bool:
        return self.ended_at is None and self.paused_at is None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the region says of clocks, in the zone of one agency. `totals` has the keys of `total_key`."""

    spans: Mapping[Clock, Span]
    totals: Mapping[str, Span]
    calendar: Calendar
    zone: str


def start(clock: Clock, at: datetime, rules: Rules, *, span: Span | None = None, until: date | None = None) -> Deadline:
    """The clock started at `at`. Spans of days end at 23:59:59 of the due day in the zone of `rules`.

    `span` overrides the region's; `until` is a day that may end the clock earlier than its span, never later.
    Raises OutOfCalendar.
    """
    span = span or rules.spans[clock]
    due_at, skipped = _due(at, span, rules)
    deadline = Deadline(clock, at, due_at, span.amount, span.unit, rules.zone, skipped)
    if until is None or _end_of(until, rules.zone) >= due_at:
        return deadline
    amount = (until - _local(at, rules.zone)).days
    return replace(deadline, due_at=_end_of(until, rules.zone), amount=amount, unit=Unit.DAYS, skipped=())


def postponed(deadline: Deadline, since: datetime, until: datetime, calendar: Calendar) -> Deadline:
    """Due later by the working days, days or time between two moments, whichever the clock is counted in."""
    if deadline.unit not in (Unit.WORKING_DAYS, Unit.DAYS):
        return replace(deadline, due_at=deadline.due_at + max(until - since, timedelta()))
    first, last, due = (_local(moment, deadline.zone) for moment in (since, until, deadline.due_at))
    if deadline.unit is Unit.DAYS:
        later = due + timedelta(days=max((last - first).days, 0))
        return replace(deadline, due_at=_end_of(later, deadline.zone))
    lost = days.working_days_between(first, last, calendar)
    later, skipped = days.add_working_days(due, lost, calendar)
    if first <= due and later < last:  # stood still on its last day, goes on on a day off: the next working day is due
        later, skipped = days.add_working_days(due, lost + 1, calendar)
    return replace(deadline, due_at=_end_of(later, deadline.zone), skipped=deadline.skipped + skipped)


def respanned(deadline: Deadline, span: Span, rules: Rules) -> Deadline:
    """The same clock with another span, counted anew from its own start; what it stood still is added again."""
    own = replace(rules, zone=deadline.zone)
    without_pauses, _ = _due(deadline.started_at, Span(deadline.amount, deadline.unit), own)
    fresh = start(deadline.clock, deadline.started_at, own, span=span)
    fresh = postponed(fresh, without_pauses, deadline.due_at, rules.calendar)
    late = deadline.missed_at is not None and fresh.due_at <= deadline.missed_at
    return replace(fresh, missed_at=deadline.missed_at if late else None)


def extended(deadline: Deadline, until: date, calendar: Calendar) -> Deadline:
    """The clock due at the end of a later day, `until` or the last working day before it; its span grows as much."""
    if deadline.unit is Unit.WORKING_DAYS:
        more = days.working_days_between(deadline.due_on, until, calendar)
        until, skipped = days.add_working_days(deadline.due_on, more, calendar)
        deadline = replace(deadline, amount=deadline.amount + more, skipped=deadline.skipped + skipped)
    elif deadline.unit is Unit.DAYS:
        deadline = replace(deadline, amount=deadline.amount + (until - deadline.due_on).days)
    else:  # of hours or minutes: from now on it is counted in the days it takes
        days_taken = (until - _local(deadline.started_at, deadline.zone)).days
        deadline = replace(deadline, amount=days_taken, unit=Unit.DAYS)
    return replace(deadline, due_at=_end_of(until, deadline.zone), missed_at=None)


def latest_extension(deadline: Deadline, amount: int, calendar: Calendar) -> date:
    """The last day to which a clock may be extended: so many working days after the day it is due."""
    return days.add_working_days(_local(deadline.due_at, deadline.zone), amount, calendar)[0]


def proof(deadline: Deadline, calendar: Calendar) -> dict[str, object]:
    """How the due day was counted, for whoever doubts it. `paused` (days) is there only if the clock stood still."""
    shown: dict[str, object] = {
        "from": _local(deadline.started_at, deadline.zone).isoformat(),
        "amount": deadline.amount,
        "unit": str(deadline.unit),
        "zone": deadline.zone,
        "skipped": [_skipped(day, calendar) for day in deadline.skipped],
    }
    paused = _paused_days(deadline)
    return {**shown, "paused": paused} if paused else shown


def _due(at: datetime, span: Span, rules: Rules) -> tuple[datetime, tuple[date, ...]]:
    first = _local(at, rules.zone)
    match span.unit:
        case Unit.WORKING_DAYS:
            due, skipped = days.add_working_days(first, span.amount, rules.calendar)
            return _end_of(due, rules.zone), skipped
        case Unit.DAYS:
            return _end_of(first + timedelta(days=span.amount), rules.zone), ()
        case Unit.HOURS:
            return at + timedelta(hours=span.amount), ()
        case Unit.MINUTES:
            return at + timedelta(minutes=span.amount), ()


def _paused_days(deadline: Deadline) -> int:
    if deadline.unit not in (Unit.WORKING_DAYS, Unit.DAYS):
        return 0
    whole = _local(deadline.due_at, deadline.zone) - _local(deadline.started_at, deadline.zone)
    return whole.days - deadline.amount - len(deadline.skipped)


def _skipped(day: date, calendar: Calendar) -> dict[str, str]:
    # A day that is off no more after a new decree was still skipped: it keeps its place with its weekday's name.
    reason = days.day_off(day, calendar) or "holiday"
    holiday = calendar.holidays.get(day)
    name = holiday.name if holiday and reason != "weekend" else _WEEKDAYS[day.weekday()]
    return {"date": day.isoformat(), "reason": reason, "name": name}


def _local(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)
