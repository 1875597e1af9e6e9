"""What agencies' people get: their inbox, their reports, their acts, and nothing of anybody else's."""

import json
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.rules import lifecycle
from chalicelib.rules.rights import Actor
from tests.api.calls import JSON, appoint, token
from tests.stories import (
    ABOVE,
    AUDITOR,
    COORDINATOR,
    NOBODYS,
    OFFICER,
    STRANGER,
    answered,
    assigned,
    routed,
)

# Chalice's client reads a token's claims and says that it checks nothing: checking is API Gateway's, see tests/system.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, COORDINATOR, STRANGER, AUDITOR, ABOVE):
        appoint(actor)


def get(client: Client, path: str, actor: Actor) -> tuple[int, dict[str, Any]]:
    answer = client.http.get(path, headers=token(actor))
    return answer.status_code, answer.json_body


def act(client: Client, number: str, verb: str, actor: Actor, **body: object) -> tuple[int, dict[str, Any]]:
    path = f"/agency/reports/{number}/{verb}"
    answer = client.http.post(path, headers={**JSON, **token(actor)}, body=json.dumps(body).encode())
    return answer.status_code, answer.json_body


def test_the_coordinator_assigns_and_the_officer_answers(client: Client) -> None:
    receipt = routed()
    assert act(client, receipt.report, "assign", COORDINATOR, agency="pupr")[0] == 200
    assert act(client, receipt.report, "respond", OFFICER, text="Petugas berangkat.")[0] == 200
    status, view = act(client, receipt.report, "answer", OFFICER, text="Sudah ditambal.")
    assert (status, view["status"]) == (200, "answered")


def test_another_agencys_report_is_unknown_in_every_way(client: Client) -> None:
    receipt = assigned()
    missing = get(client, f"/agency/reports/{NOBODYS}", STRANGER)
    assert get(client, f"/agency/reports/{receipt.report}", STRANGER) == missing
    assert act(client, receipt.report, "respond", STRANGER, text="Halo")[0] == 404
    assert get(client, "/agency/reports?agency=pupr", STRANGER)[0] == 404


def test_an_operator_sees_no_report(client: Client) -> None:
    operator = Actor("operator", "diskominfotik", "sub-operator")  # type: ignore[arg-type]
    appoint(operator)
    assert get(client, "/agency/reports", operator)[0] == 403
    assert get(client, f"/agency/reports/{assigned().report}", operator)[0] == 403


@pytest.mark.parametrize(("start", "until"), [("2020-01-01", "2020-12-31"), ("2098-01-01", "2099-12-31")])
def test_an_appointment_holds_from_its_first_to_its_last_day_only(client: Client, start: str, until: str) -> None:
    appoint(OFFICER, start=start, until=until)
    assert get(client, "/agency/me", OFFICER)[0] == 401


def test_a_user_without_an_appointment_is_nobody(client: Client) -> None:
    assert get(client, "/agency/me", Actor(OFFICER.role, "pupr", "sub-unheard-of"))[0] == 401


def test_what_a_token_says_of_role_and_agency_counts_for_nothing(client: Client) -> None:
    assert get(client, "/agency/me", Actor(COORDINATOR.role, "diskominfotik", STRANGER.person))[1] == {
        "role": "officer",
        "agency": {"id": "dinkes", "name": "Dinas Kesehatan"},
    }


def test_an_officer_sees_internal_notes_and_which_acts_are_possible(client: Client) -> None:
    receipt = answered()
    act(client, receipt.report, "note", OFFICER, text="Foto ada di arsip.")
    _, view = get(client, f"/agency/reports/{receipt.report}", OFFICER)
    assert "Foto ada di arsip." in json.dumps(view)
    assert view["acts"] == ["note"]


def test_acts_that_do_not_exist_are_unknown(client: Client) -> None:
    receipt = assigned()
    assert act(client, receipt.report, "confirm", OFFICER)[0] == 404
    assert act(client, receipt.report, "dance", OFFICER)[0] == 404


def test_the_acts_named_as_possible_are_those_that_have_an_address(client: Client) -> None:
    receipt = assigned()
    _, view = get(client, f"/agency/reports/{receipt.report}", OFFICER)
    assert set(view["acts"]) <= lifecycle.BY_STAFF


def test_a_reason_is_seen_by_the_agencies_also_where_nothing_else_was_said(client: Client) -> None:
    receipt = assigned()
    act(client, receipt.report, "return", OFFICER, reason="Jalan ini milik provinsi.")
    _, view = get(client, f"/agency/reports/{receipt.report}", COORDINATOR)
    assert view["history"][-1]["reason"] == "Jalan ini milik provinsi."


def test_who_saw_an_older_version_is_told_what_was_done_since_without_its_words(client: Client) -> None:
    receipt = assigned()
    act(client, receipt.report, "note", OFFICER, text="Foto ada di arsip.")
    act(client, receipt.report, "respond", OFFICER, text="Petugas berangkat.")
    client.http.get(f"/agency/reports/{receipt.report}/contact", headers=token(OFFICER))
    status, problem = act(client, receipt.report, "answer", OFFICER, text="Sudah ditambal.", version=3)
    assert (status, problem["type"]) == (409, "urn:tuntas:problem:changed_meanwhile")
    assert [(entry["number"], entry["act"]) for entry in problem["meanwhile"]] == [(4, "note"), (5, "respond")]
    assert [entry["text"] for entry in problem["meanwhile"]] == [None, None]
    assert "arsip" not in json.dumps(problem)


def test_a_merger_is_refused_with_what_was_done_meanwhile_as_any_act(client: Client) -> None:
    receipt, into = assigned(), assigned()
    act(client, receipt.report, "respond", OFFICER, text="Petugas berangkat.")
    status, problem = act(client, receipt.report, "merge", OFFICER, into=into.report, version=3)
    assert (status, [entry["act"] for entry in problem["meanwhile"]]) == (409, ["respond"])


def test_a_number_may_be_written_as_it_is_said(client: Client) -> None:
    receipt, into = assigned(), assigned()
    status, merged = act(client, receipt.report, "merge", OFFICER, into=into.report.lower().replace("-", " "))
    assert (status, merged["status"]) == (200, "merged")


def test_an_act_without_what_it_needs_names_it(client: Client) -> None:
    receipt = assigned()
    status, problem = act(client, receipt.report, "hold", OFFICER)
    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"reason", "until"}
