"""Working days: which days are off, and when a span of working days ends.

Saturdays, Sundays, national holidays and, where the region says so, collective leave (cuti bersama) are off.
Counting starts on the day after the first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.rules.errors import OutOfCalendar

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    name: str
    leave: bool  # collective leave, not a national holiday


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off up to the end of `last_year`; beyond it nobody knows them yet.

    `holidays` may hold collective leave that is worked through: it is off only if `leave_counts_as_off`.
    """

    holidays: Mapping[date, Holiday]
    last_year: int
    leave_counts_as_off: bool = True

    @property
    def end(self) -> date:
        return date(self.last_year, 12, 31)


def day_off(day: date, calendar: Calendar) -> str | None:
    """Why nobody works on that day: "weekend", "holiday" or "leave"; None for a working day."""
    if day.weekday() >= _SATURDAY:
        return "weekend"
    holiday = calendar.holidays.get(day)
    if holiday is None:
        return None
    if holiday.leave:
        return "leave" if calendar.leave_counts_as_off else None
    return "holiday"


def add_working_days(start: date, days: int, calendar: Calendar) -> tuple[date, tuple[date, ...]]:
    """The day on which `days` working days after `start` are over, and the days off that were skipped on the way.

    Raises OutOfCalendar when that day lies past the calendar, with the year it would be in.
    """
    due, skipped = _walk(start, days, calendar, last=calendar.end)
    if due > calendar.end:
        raise OutOfCalendar("out_of_calendar", year=due.year)
    return due, skipped


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days lie after `start`, up to and with `end`."""
    return sum(day_off(day, calendar) is None for day in _days(start, end))


def days_left(today: date, span_days: int, calendar: Calendar) -> int:
    """How far the calendar reaches past the due day of a deadline of `span_days` working days that starts today.

    In days; zero or negative when it is time to have added a year. Never raises.
    """
    due, _ = _walk(today, span_days, calendar, last=date.max)
    return (calendar.end - due).days


def _walk(start: date, days: int, calendar: Calendar, *, last: date) -> tuple[date, tuple[date, ...]]:
    due, skipped, left = start, [], days
    while left > 0 and due <= last:
        due += _DAY
        if day_off(due, calendar) is None:
            left -= 1
        else:
            skipped.append(due)
    return due, tuple(skipped)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
