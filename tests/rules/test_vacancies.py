"""An agency without anybody in force is vacant; its deputy stands in, then whoever is above, then the coordinator."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules.lifecycle import Role
from chalicelib.rules.routing import ladder
from chalicelib.rules.vacancies import Agencies, Seat, stand_ins

TODAY = date(2026, 11, 24)
TREE = Agencies(
    taking=("clinic", "hospital", "health", "office", "desk"),
    parents={"clinic": "health", "hospital": "health", "health": "office", "office": "mayor", "desk": "office"},
    deputies={"clinic": "hospital"},
    coordinator="desk",
)


def seat(agency: str, role: Role = Role.OFFICER, *, begins: date = TODAY, ends: date = TODAY) -> Seat:
    return Seat(agency, role, begins, ends)


def everybody(*but: str) -> list[Seat]:
    return [seat(agency) for agency in TREE.taking if agency not in but]


def test_nothing_is_vacant_while_everybody_is_there() -> None:
    assert stand_ins(everybody(), TREE, today=TODAY) == {}


def test_the_deputy_stands_in() -> None:
    assert stand_ins(everybody("clinic"), TREE, today=TODAY) == {"clinic": "hospital"}


def test_where_the_deputy_is_vacant_too_the_nearest_above_stands_in_for_both() -> None:
    vacant = stand_ins(everybody("clinic", "hospital"), TREE, today=TODAY)
    assert vacant == {"clinic": "health", "hospital": "health"}


def test_a_vacancy_above_is_passed_over() -> None:
    assert stand_ins(everybody("hospital", "health"), TREE, today=TODAY)["hospital"] == "office"


def test_where_nobody_above_is_there_the_coordinators_agency_stands_in() -> None:
    assert stand_ins([seat("desk", Role.COORDINATOR)], TREE, today=TODAY) == {
        agency: "desk" for agency in TREE.taking if agency != "desk"
    }


@pytest.mark.parametrize("role", [Role.SIGNER, Role.AUDITOR, Role.OPERATOR])
def test_who_deals_with_no_reports_fills_no_agency(role: Role) -> None:
    assert "hospital" in stand_ins([*everybody("hospital"), seat("hospital", role)], TREE, today=TODAY)


@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (-1, 0), (0, 1)])
def test_first_and_last_day_count(begins: int, ends: int) -> None:
    there = seat("hospital", begins=TODAY + timedelta(begins), ends=TODAY + timedelta(ends))
    assert stand_ins([*everybody("hospital"), there], TREE, today=TODAY) == {}


@pytest.mark.parametrize(("begins", "ends"), [(-9, -1), (1, 9), (0, -1)])
def test_a_lapsed_an_early_and_a_revoked_appointment_fill_nothing(begins: int, ends: int) -> None:
    there = seat("hospital", begins=TODAY + timedelta(begins), ends=TODAY + timedelta(ends))
    assert "hospital" in stand_ins([*everybody("hospital"), there], TREE, today=TODAY)


agencies = st.sampled_from("abcdef")
trees = st.builds(
    Agencies,
    taking=st.sets(agencies),
    parents=st.dictionaries(agencies, st.none() | agencies),
    deputies=st.dictionaries(agencies, agencies),
    coordinator=agencies,
)
days = st.integers(-3, 3).map(lambda days: TODAY + timedelta(days))
seats = st.lists(st.builds(Seat, agencies, st.sampled_from(Role), days, days))


@given(seats, trees)
def test_every_vacancy_falls_to_somebody_who_is_there_or_to_the_coordinator(rows: list[Seat], tree: Agencies) -> None:
    there = {row.agency for row in rows if row.role in (Role.OFFICER, Role.COORDINATOR) and row.in_force(TODAY)}
    found = stand_ins(rows, tree, today=TODAY)
    assert set(found) == set(tree.taking) - there
    for vacant, stand_in in found.items():
        line = [tree.deputies.get(vacant), *ladder(vacant, tree.parents)]
        able = [agency for agency in line if agency in there]
        assert stand_in == (able[0] if able else tree.coordinator)


@given(seats, trees, seats)
def test_one_more_who_is_there_makes_no_agency_vacant(rows: list[Seat], tree: Agencies, more: list[Seat]) -> None:
    assert set(stand_ins([*rows, *more], tree, today=TODAY)) <= set(stand_ins(rows, tree, today=TODAY))


@given(seats, trees)
def test_a_deputy_who_is_there_comes_before_everybody(rows: list[Seat], tree: Agencies) -> None:
    for vacant in stand_ins(rows, tree, today=TODAY):
        named = replace(tree, deputies={vacant: "deputy"})
        assert stand_ins([*rows, seat("deputy")], named, today=TODAY)[vacant] == "deputy"
