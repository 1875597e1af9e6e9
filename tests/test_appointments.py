"""Who is signed in by appointment, which agencies are vacant, and what standing in for one gives and costs."""

from datetime import UTC, datetime

import pytest

from chalicelib import appointments, reports
from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.rules.errors import Forbidden, Unauthenticated, Unknown
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.rules.rights import Actor
from tests.api.calls import appoint
from tests.stories import COORDINATOR, OFFICER, STRANGER, TUESDAY, assigned, staff

HOSPITAL = Actor(Role.OFFICER, "rsud-meuraxa", "sub-hospital")  # its deputy is STRANGER's agency, dinkes
LAST_MINUTE = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # 23.59 in Banda Aceh
MIDNIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_an_actor_costs_one_look(calls: list[str]) -> None:
    appoint(OFFICER)
    calls.clear()
    assert appointments.actor("sub-officer", now=TUESDAY) == OFFICER
    assert calls == ["dynamodb.GetItem"]


def test_an_appointment_ends_at_midnight_of_the_region(aws: None) -> None:
    appoint(OFFICER, until="2026-11-24")
    assert appointments.actor("sub-officer", now=LAST_MINUTE) == OFFICER
    with pytest.raises(Unauthenticated):
        appointments.actor("sub-officer", now=MIDNIGHT)


def test_an_appointment_begins_at_midnight_of_the_region(aws: None) -> None:
    appoint(OFFICER, start="2026-11-25")
    with pytest.raises(Unauthenticated):
        appointments.actor("sub-officer", now=LAST_MINUTE)
    assert appointments.actor("sub-officer", now=MIDNIGHT) == OFFICER


def test_an_operator_is_shut_out(aws: None) -> None:
    appoint(Actor(Role.OPERATOR, "diskominfotik", "sub-operator"))
    with pytest.raises(Forbidden):
        appointments.actor("sub-operator", now=TUESDAY)


def test_the_roster_is_one_query_and_holds_everybody(calls: list[str]) -> None:
    for actor in (OFFICER, COORDINATOR, STRANGER):
        appoint(actor)
    calls.clear()
    assert {each.sk for each in store.roster()} == {"sub-officer", "sub-coordinator", "sub-stranger"}
    assert calls == ["dynamodb.Query"]


def test_vacancies_fall_to_deputy_parent_and_coordinator(aws: None) -> None:
    for actor in (OFFICER, COORDINATOR, STRANGER):
        appoint(actor)
    found = appointments.vacancies(TUESDAY)
    assert found["rsud-meuraxa"] == "dinkes"
    assert found["dishub"] == "diskominfotik"
    assert not {"pupr", "dinkes", "diskominfotik", "walikota", "ombudsman"} & set(found)


def test_an_agencys_own_system_fills_no_vacancy(aws: None) -> None:
    appoint(COORDINATOR)
    appoint(STRANGER)
    store.appoint(_machine("rsud-meuraxa"))
    assert appointments.vacancies(TUESDAY)["rsud-meuraxa"] == "dinkes"


def test_the_overseer_never_stands_in(aws: None) -> None:
    appoint(Actor(Role.OFFICER, "ombudsman", "sub-ombudsman"))
    assert "ombudsman" not in appointments.vacancies(TUESDAY).values()


def test_the_deputy_deals_with_the_reports_of_a_vacant_agency(calls: list[str]) -> None:
    appoint(STRANGER)
    receipt = assigned(agency="rsud-meuraxa")
    calls.clear()
    deputy = appointments.actor("sub-stranger", now=TUESDAY)
    assert calls == ["dynamodb.GetItem", "dynamodb.Query"]
    assert deputy.stands_in_for == ("rsud-meuraxa",)
    assert staff(receipt.report, Act.RESPOND, actor=deputy, text="Sedang kami periksa.").agency == "rsud-meuraxa"


def test_and_no_longer_when_somebody_is_appointed_there(aws: None) -> None:
    for actor in (STRANGER, HOSPITAL):
        appoint(actor)
    receipt = assigned(agency="rsud-meuraxa")
    deputy = appointments.actor("sub-stranger", now=TUESDAY)
    assert deputy.stands_in_for == ()
    report = store.report(receipt.report)
    assert report
    with pytest.raises(Unknown):
        reports.check_seen(report, deputy)


def test_the_coordinator_and_the_auditor_need_no_roster(calls: list[str]) -> None:
    appoint(Actor(Role.AUDITOR, "dinkes", "sub-auditor"))
    calls.clear()
    assert appointments.actor("sub-auditor", now=TUESDAY).stands_in_for == ()
    assert calls == ["dynamodb.GetItem"]


def _machine(agency: str) -> Appointment:
    return Appointment(
        Appointment.PARTITION,
        "client-id",
        agency=agency,
        role=Role.OFFICER,
        machine=True,
        valid_from="2020-01-01",
        valid_to="2099-12-31",
    )
