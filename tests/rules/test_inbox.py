"""What the desk shows: filters, search, order and counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import inbox
from chalicelib.rules.inbox import Filters, Line

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def line(number: str = "A", *, hours: float = 1, **values: Any) -> Line:
    return Line(number, **{"state": "assigned", "due_at": NOW + timedelta(hours=hours), **values})


def shown(*lines: Line, **asked: Any) -> str:
    return "".join(each.number for each in inbox.desk(lines, Filters(**asked), now=NOW).lines)


LINES = st.lists(
    st.builds(
        line,
        st.uuids().map(str),
        hours=st.floats(-100, 100),
        state=st.sampled_from(["assigned", "answered", "on_hold"]),
        level=st.integers(0, 3),
        area=st.sampled_from([None, "11.71", "11.71.03"]),
    ),
    unique_by=lambda each: each.number,
)


def test_what_is_overdue_comes_first_then_what_is_due_soonest_then_by_number() -> None:
    lines = (line("D", hours=9), line("C", hours=2), line("B", hours=2), line("A", hours=50, level=1))
    assert shown(*lines, line("E", hours=-1)) == "EABCD"


@given(LINES)
def test_the_order_is_that_of_the_places_and_nothing_is_lost(lines: list[Line]) -> None:
    found = inbox.desk(lines, Filters(), now=NOW)
    places = [inbox.place(each, now=NOW) for each in found.lines]
    assert places == sorted(places)
    assert set(found.lines) == set(lines)


@given(LINES, st.sampled_from(["assigned", "answered", "on_hold"]), st.sampled_from([None, "11.71", "11.71.03"]))
def test_each_count_is_how_many_are_shown_when_that_state_is_asked_for(
    lines: list[Line], state: str, area: str | None
) -> None:
    found = inbox.desk(lines, Filters(state=state, area=area), now=NOW)
    assert found.counts.get(state, 0) == len(found.lines)
    assert found.counts == inbox.desk(lines, Filters(area=area), now=NOW).counts


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"clock": "response"}, "B"),
        ({"category": "kesehatan"}, "C"),
        ({"area": "11.71.0"}, ""),
        ({"area": "11.71"}, "BC"),
        ({"area": "11.71.03"}, "B"),
        ({"escalated": True}, "C"),
        ({"escalated": False}, "AB"),
    ],
)
def test_each_filter_leaves_what_it_names(asked: dict[str, Any], numbers: str) -> None:
    lines = (
        line("A"),
        line("B", clock="response", area="11.71.03"),
        line("C", category="kesehatan", area="11.71.04.2001", level=1, hours=5),
    )
    assert sorted(shown(*lines, **asked)) == sorted(numbers)


@pytest.mark.parametrize(
    ("words", "found"),
    [("LUBANG pasar", True), ("lubang terminal", False), ("élok", True), ("30-cm", True), ("  ", True), ("?!", True)],
)
def test_every_word_must_be_there_whatever_its_capitals_and_accents(words: str, found: bool) -> None:
    assert bool(shown(line(text="Jalan berlubang di depan Pasar ELOK, 30 cm"), words=words)) is found


def test_the_words_searched_for_are_those_that_the_summary_lacks_each_once() -> None:
    assert inbox.search_words("Jalan rusak. Lampu mati, lampu JALAN padam", after=12) == "lampu mati padam"


def test_a_word_that_the_summary_cuts_is_searched_for_whole() -> None:
    assert inbox.search_words("Jalan berlubang", after=10) == "berlubang"


@given(st.text(max_size=3000), st.integers(0, 300))
def test_the_words_are_few_and_every_one_is_of_the_description(description: str, after: int) -> None:
    words = inbox.search_words(description, after=after)
    assert len(words) <= inbox.SEARCHED
    assert all(word in inbox.fold(description) for word in words.split())
    assert len(set(words.split())) == len(words.split())
