"""Working days, against the vectors of the Indonesian calendar and as properties."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, strategies as st

from chalicelib.region import Region
from chalicelib.rules import calendar
from chalicelib.rules.calendar import Calendar, Holiday
from chalicelib.rules.errors import OutOfCalendar
from infra.regions import compile_region

BANDA_ACEH = Path(__file__).parents[2] / "regions" / "banda-aceh.toml"
WITH_LEAVE = msgspec.json.decode(compile_region(BANDA_ACEH), type=Region).calendar()
WITHOUT_LEAVE = replace(WITH_LEAVE, leave_counts_as_off=False)

SPANS = (3, 5, 10, 14, 60)
VECTORS = {
    date(2019, 7, 9): (
        ("2019-07-12", "2019-07-16", "2019-07-23", "2019-07-29", "2019-10-01"),
        ("2019-07-12", "2019-07-16", "2019-07-23", "2019-07-29", "2019-10-01"),
    ),
    date(2026, 2, 13): (
        ("2026-02-20", "2026-02-24", "2026-03-03", "2026-03-09", "2026-05-25"),
        ("2026-02-19", "2026-02-23", "2026-03-02", "2026-03-06", "2026-05-15"),
    ),
    date(2026, 3, 13): (
        ("2026-03-25", "2026-03-27", "2026-04-06", "2026-04-10", "2026-06-24"),
        ("2026-03-18", "2026-03-23", "2026-03-30", "2026-04-06", "2026-06-15"),
    ),
    date(2026, 11, 24): (
        ("2026-11-27", "2026-12-01", "2026-12-08", "2026-12-14", "2027-02-23"),
        ("2026-11-27", "2026-12-01", "2026-12-08", "2026-12-14", "2027-02-19"),
    ),
    date(2026, 12, 18): (
        ("2026-12-23", "2026-12-29", "2027-01-07", "2027-01-13", "2027-03-31"),
        ("2026-12-23", "2026-12-28", "2027-01-06", "2027-01-12", "2027-03-22"),
    ),
}
CASES = [
    pytest.param(start, span, due, which, id=f"{start}-{span}-{name}")
    for start, columns in VECTORS.items()
    for which, name, dues in zip((WITH_LEAVE, WITHOUT_LEAVE), ("leave", "no-leave"), columns, strict=True)
    for span, due in zip(SPANS, dues, strict=True)
]

calendars = st.sampled_from([WITH_LEAVE, WITHOUT_LEAVE])
days_of_calendar = st.dates(date(2019, 1, 1), date(2026, 12, 31))
spans = st.integers(1, 100)


@pytest.mark.parametrize(("start", "span", "due", "which"), CASES)
def test_a_span_of_working_days_ends_on_the_day_of_the_vectors(
    start: date, span: int, due: str, which: Calendar
) -> None:
    assert calendar.add_working_days(start, span, which)[0].isoformat() == due


def test_the_first_day_is_not_counted() -> None:
    assert calendar.add_working_days(date(2026, 11, 24), 1, WITH_LEAVE) == (date(2026, 11, 25), ())


def test_each_day_off_says_why() -> None:
    days = {
        date(2026, 11, 28): "weekend",
        date(2026, 12, 24): "leave",
        date(2026, 12, 25): "holiday",
        date(2026, 12, 23): None,
    }
    assert {day: calendar.day_off(day, WITH_LEAVE) for day in days} == days


def test_collective_leave_is_worked_through_where_the_region_says_so() -> None:
    assert calendar.day_off(date(2026, 12, 24), WITHOUT_LEAVE) is None


def test_a_holiday_on_a_sunday_is_a_weekend() -> None:
    sunday = date(2026, 4, 5)
    assert sunday in WITH_LEAVE.holidays
    assert calendar.day_off(sunday, WITH_LEAVE) == "weekend"


def test_the_days_skipped_are_named_in_order() -> None:
    due, skipped = calendar.add_working_days(date(2026, 12, 23), 2, WITH_LEAVE)
    assert due == date(2026, 12, 29)
    assert skipped == tuple(date(2026, 12, day) for day in (24, 25, 26, 27))


def test_a_due_day_past_the_calendar_is_refused_with_its_year() -> None:
    with pytest.raises(OutOfCalendar) as refused:
        calendar.add_working_days(date(2027, 12, 20), 10, WITH_LEAVE)
    assert refused.value.values == {"year": 2028}


def test_the_last_day_of_the_calendar_can_still_be_due() -> None:
    assert calendar.add_working_days(date(2027, 12, 30), 1, WITH_LEAVE)[0] == date(2027, 12, 31)


def test_no_working_day_later_is_the_same_day() -> None:
    assert calendar.add_working_days(date(2026, 11, 28), 0, WITH_LEAVE) == (date(2026, 11, 28), ())


def test_the_working_days_of_a_week_are_five() -> None:
    assert calendar.working_days_between(date(2026, 11, 22), date(2026, 11, 29), WITH_LEAVE) == 5


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert calendar.working_days_between(date(2026, 11, 29), date(2026, 11, 22), WITH_LEAVE) == 0


def test_the_days_left_shrink_to_nothing_and_below() -> None:
    assert calendar.days_left(date(2026, 11, 24), 60, WITH_LEAVE) == (date(2027, 12, 31) - date(2027, 2, 23)).days
    assert calendar.days_left(date(2027, 12, 1), 60, WITH_LEAVE) < 0
    assert calendar.days_left(date(2040, 1, 1), 60, WITH_LEAVE) < 0


def test_a_calendar_ends_with_its_last_year() -> None:
    assert Calendar({date(2026, 1, 1): Holiday("Tahun Baru Masehi", leave=False)}, 2026).end == date(2026, 12, 31)


@given(days_of_calendar, spans, spans, calendars)
def test_more_working_days_never_end_earlier(start: date, fewer: int, more: int, which: Calendar) -> None:
    fewer, more = sorted((fewer, more))
    earlier = calendar.add_working_days(start, fewer, which)[0]
    assert earlier <= calendar.add_working_days(start, more, which)[0]


@given(days_of_calendar, spans, st.integers(0, 60), calendars)
def test_a_later_start_never_ends_earlier(start: date, span: int, later: int, which: Calendar) -> None:
    due = calendar.add_working_days(start, span, which)[0]
    assert due <= calendar.add_working_days(start + timedelta(days=later), span, which)[0]


@given(days_of_calendar, spans, calendars)
def test_a_due_day_is_never_a_day_off(start: date, span: int, which: Calendar) -> None:
    assert calendar.day_off(calendar.add_working_days(start, span, which)[0], which) is None


@given(days_of_calendar, spans, calendars)
def test_days_skipped_and_days_counted_are_all_the_days_between(start: date, span: int, which: Calendar) -> None:
    due, skipped = calendar.add_working_days(start, span, which)
    assert len(skipped) + span == (due - start).days
    assert all(calendar.day_off(day, which) for day in skipped)


@given(days_of_calendar, spans, calendars)
def test_adding_and_counting_are_each_others_inverse(start: date, span: int, which: Calendar) -> None:
    due, _ = calendar.add_working_days(start, span, which)
    assert calendar.working_days_between(start, due, which) == span


@given(days_of_calendar, spans, spans, calendars)
def test_two_spans_one_after_the_other_are_their_sum(start: date, first: int, then: int, which: Calendar) -> None:
    between, _ = calendar.add_working_days(start, first, which)
    assert (
        calendar.add_working_days(between, then, which)[0] == calendar.add_working_days(start, first + then, which)[0]
    )


@given(days_of_calendar, spans)
def test_collective_leave_never_makes_a_deadline_earlier(start: date, span: int) -> None:
    assert (
        calendar.add_working_days(start, span, WITHOUT_LEAVE)[0]
        <= calendar.add_working_days(start, span, WITH_LEAVE)[0]
    )


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), spans, calendars)
def test_days_left_agrees_with_what_is_refused(today: date, span: int, which: Calendar) -> None:
    left = calendar.days_left(today, span, which)
    try:
        due, _ = calendar.add_working_days(today, span, which)
    except OutOfCalendar:
        assert left < 0
    else:
        assert left == (which.end - due).days
