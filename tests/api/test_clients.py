"""Agencies' own systems: the same door, the same appointment, narrowed by the scopes of their token."""

import base64
import json
from typing import Any

import pytest
from chalice.test import Client

from tests.api.calls import JSON, appoint
from tests.stories import COORDINATOR, OFFICER, assigned

pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

READ, BOTH = "tuntas/reports.read", "tuntas/reports.read tuntas/reports.write"


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, COORDINATOR):
        appoint(actor)


def token(scope: str | None) -> dict[str, str]:
    """A client's, whose `sub` is the client's id."""
    claims = {"sub": OFFICER.person, "cognito:username": "client"} | ({} if scope is None else {"scope": scope})
    parts = ({"alg": "none"}, claims)
    return {"Authorization": ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)}


def call(client: Client, method: str, path: str, scope: str | None, **body: str) -> tuple[int, dict[str, Any]]:
    data = json.dumps(body).encode() if body else b""
    answer = client.http.request(method, path, headers={**JSON, **token(scope)}, body=data)
    return answer.status_code, answer.json_body


def test_a_client_with_both_scopes_does_what_its_appointment_gives(client: Client) -> None:
    number = assigned().report
    assert call(client, "GET", f"/agency/reports/{number}", BOTH)[1]["id"] == number
    assert call(client, "POST", f"/agency/reports/{number}/respond", BOTH, text="Petugas berangkat.")[0] == 200


def test_a_client_that_may_only_read_does_no_act_and_is_told_which_scope_it_lacks(client: Client) -> None:
    number = assigned().report
    assert call(client, "GET", f"/agency/reports/{number}", READ)[0] == 200
    status, problem = call(client, "POST", f"/agency/reports/{number}/respond", READ, text="Petugas berangkat.")
    assert (status, problem["type"]) == (403, "urn:tuntas:problem:scope_missing")
    assert "tuntas/reports.write" in problem["detail"]
    assert call(client, "GET", f"/agency/reports/{number}", READ)[1]["version"] == 3


def test_a_client_that_may_only_write_reads_nothing(client: Client) -> None:
    assert call(client, "GET", "/agency/reports", "tuntas/reports.write")[0] == 403


@pytest.mark.parametrize("scope", [None, "", "openid profile", "tuntas/reports.reader", "x-tuntas/reports.read"])
def test_other_scopes_open_nothing(client: Client, scope: str | None) -> None:
    assert call(client, "GET", "/agency/me", scope)[0] == 403
