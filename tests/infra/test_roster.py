"""The roster: everybody in force or to come, every vacancy with its stand-in, and what ends within two weeks."""

from datetime import UTC, datetime

from chalicelib import region
from chalicelib.aws.tables import Appointment
from infra import roster

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def held(
    sub: str, agency: str, *, role: str = "officer", start: str = "2026-01-01", end: str = "2027-12-31"
) -> Appointment:
    return Appointment(
        Appointment.PARTITION, sub, agency=agency, role=role, decree="SK 1", valid_from=start, valid_to=end
    )


def rows(*appointments: Appointment, **names: str) -> list[roster.Row]:
    return list(roster.rows(region.this(), appointments, names, now=NOW))


def test_who_is_appointed_is_shown_by_name_and_who_is_known_no_more_by_the_id() -> None:
    found = rows(held("aaa", "pupr"), held("bbbbbbbb-cccc", "dishub"), aaa="petugas-pupr")
    assert ("pupr", "petugas-pupr", "officer", "SK 1", "2026-01-01", "2027-12-31", "") in found
    assert ("dishub", "bbbbbbbb", "officer", "SK 1", "2026-01-01", "2027-12-31", "") in found


def test_a_vacancy_names_who_stands_in() -> None:
    found = rows(held("aaa", "dinkes"))
    assert ("rsud-meuraxa", "-", "", "", "", "", "vacant; dinkes stands in") in found
    assert ("pupr", "-", "", "", "", "", "vacant; diskominfotik stands in") in found


def test_what_ends_within_two_weeks_is_said() -> None:
    ends = {row[5]: row[6] for row in rows(held("a", "pupr", end="2026-12-08"), held("b", "pupr", end="2026-12-09"))}
    assert (ends["2026-12-08"], ends["2026-12-09"]) == ("ends in 14 days", "")


def test_what_has_lapsed_is_left_out_and_what_is_to_come_is_there() -> None:
    found = rows(held("a", "pupr", end="2026-11-23"), held("b", "pupr", start="2026-11-25"))
    assert [row[6] for row in found if row[0] == "pupr"] == ["vacant; diskominfotik stands in", "has not begun"]


def test_the_table_has_a_line_for_each() -> None:
    found = rows(held("a", "pupr"))
    assert roster.table(found).row_count == len(found)
