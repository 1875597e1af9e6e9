"""The holidays of a region: what the library `holidays` knows, and what the region's file adds and removes.

The library stays out of Lambda: it costs as much at a cold start as all the rest.
"""

from collections.abc import Mapping
from datetime import date

from holidays import country_holidays

from chalicelib.rules.calendar import Holiday
from infra.region_file import WrittenCalendar

_LEAVE, _NATIONAL = "government", "public"  # the library's words


def library_days(calendar: WrittenCalendar) -> dict[date, Holiday]:
    """What the library knows; a day that is both a holiday and collective leave is a holiday."""
    return _of_kind(calendar, _LEAVE) | _of_kind(calendar, _NATIONAL)


def days_off(calendar: WrittenCalendar, holidays: Mapping[date, Holiday]) -> dict[date, Holiday]:
    kept = {day: holiday for day, holiday in holidays.items() if day not in calendar.remove}
    return kept | {added.date: Holiday(added.name, added.leave) for added in calendar.add}


def _of_kind(calendar: WrittenCalendar, kind: str) -> dict[date, Holiday]:
    years = range(calendar.first_year, calendar.last_year + 1)
    days = country_holidays("ID", years=years, categories=(kind,), language="id")
    return {day: Holiday(name, leave=kind == _LEAVE) for day, name in days.items()}
