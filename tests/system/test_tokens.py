"""Whom the agencies' door lets in and whom it does not: first the authorizer decides, then the appointment."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.stories import NOBODYS
from tests.system.over_http import Receipt, assigned, problem
from tests.system.seats import appointed
from tests.system.stack import Answer, Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")

PASSWORD = "Untuk-pengujian-2026"
DOORS = (
    ("GET", "/agency/me"),
    ("GET", "/agency/reports"),
    ("GET", f"/agency/reports/{NOBODYS}"),
    ("GET", f"/agency/reports/{NOBODYS}/contact"),
    ("POST", f"/agency/reports/{NOBODYS}/note"),
)


@pytest.fixture(scope="module")
def report(stack: Stack) -> Receipt:
    return assigned(stack)


@pytest.mark.parametrize("given", [None, "", "x", "Bearer ", "a.b.c", "Basic cGV0dWdhczpzYW5kaQ=="])
def test_nobody_comes_in_without_a_token(stack: Stack, given: str | None) -> None:
    _shut(stack, given)


def test_only_the_access_token_opens(stack: Stack) -> None:
    tokens = _sign_in(stack, stack.outputs["user_pool_id"], stack.outputs["user_pool_client_id"])
    _shut(stack, tokens["IdToken"])
    _shut(stack, tokens["RefreshToken"])
    assert stack.call("GET", "/agency/me", Authorization=tokens["AccessToken"]).json["agency"]["id"] == "pupr"


def test_a_token_whose_claims_were_changed_opens_nothing(stack: Stack) -> None:
    head, claims, signature = stack.token("petugas-dinkes").split(".")
    another = _claims(stack.token("petugas-pupr").split(".")[1])["sub"]
    changed = _part({**_claims(claims), "sub": another})
    unsigned = _part({**_claims(head), "alg": "none"})
    _shut(stack, f"{head}.{changed}.{signature}")
    _shut(stack, f"{unsigned}.{changed}.{signature}")
    _shut(stack, f"{unsigned}.{changed}.")


def test_a_token_that_has_run_out_opens_nothing(stack: Stack) -> None:
    pool = stack.outputs["user_pool_id"]
    client = _client(stack, pool, AccessTokenValidity=1, TokenValidityUnits={"AccessToken": "seconds"})
    token = _sign_in(stack, pool, client)["AccessToken"]
    until(lambda: stack.call("GET", "/agency/me", Authorization=token).status == 401, within=20)
    _shut(stack, token)


def test_a_token_of_another_pool_opens_nothing(stack: Stack) -> None:
    pool = stack.aws("cognito-idp").create_user_pool(PoolName="somebody-elses")["UserPool"]["Id"]
    _employ(stack, pool, "petugas-pupr")
    _shut(stack, _sign_in(stack, pool, _client(stack, pool))["AccessToken"])


def test_who_was_appointed_to_nothing_has_no_door(stack: Stack, report: Receipt) -> None:
    pool = stack.outputs["user_pool_id"]
    _employ(stack, pool, "tanpa-sk")
    token = _sign_in(stack, pool, stack.outputs["user_pool_client_id"], username="tanpa-sk")["AccessToken"]
    for path in ("/agency/me", "/agency/reports", f"/agency/reports/{report['id']}"):
        answer = stack.call("GET", path, Authorization=token)
        assert answer.status == 401
        assert problem(answer)["type"] == "urn:tuntas:problem:no_appointment"


@pytest.mark.parametrize(("begins", "ends"), [(-9, -2), (2, 9)])
def test_an_appointment_that_is_over_or_has_not_begun_shuts_every_door_though_the_token_is_valid(
    stack: Stack, report: Receipt, begins: int, ends: int
) -> None:
    stack.token("petugas-pupr")
    with appointed(stack, "petugas-pupr", begins=begins, ends=ends):
        for answer in _at_every_door(stack, "petugas-pupr", report):
            assert answer.status == 401
            assert problem(answer)["type"] == "urn:tuntas:problem:no_appointment"
    assert stack.call("GET", "/agency/me", Authorization=stack.token("petugas-pupr")).status == 200


def test_an_operator_is_refused_at_every_door(stack: Stack, report: Receipt) -> None:
    for answer in _at_every_door(stack, "operator", report):
        assert answer.status == 403
        assert problem(answer)["type"] == "urn:tuntas:problem:no_reports_for_operators"


def test_what_users_write_about_themselves_gains_them_nothing(stack: Stack, report: Receipt) -> None:
    """The stack's client lets people write their locale only; the emulator lets them write the others too."""
    attributes = {"locale": "coordinator", "profile": "coordinator", "nickname": "diskominfotik"}
    stack.aws("cognito-idp").update_user_attributes(
        AccessToken=_new_token(stack, "petugas-dinkes"),
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )
    _is_still_of_dinkes(stack, report)


def test_a_group_gains_nobody_anything(stack: Stack, report: Receipt) -> None:
    pool = {"UserPoolId": stack.outputs["user_pool_id"], "GroupName": "coordinator"}
    stack.aws("cognito-idp").create_group(**pool)
    stack.aws("cognito-idp").admin_add_user_to_group(**pool, Username="petugas-dinkes")
    _is_still_of_dinkes(stack, report)


@pytest.mark.parametrize(
    ("username", "status"), [("petugas-dinkes", 404), ("kepala-dinkes", 404), ("operator", 403), ("auditor", 403)]
)
def test_who_has_no_right_to_the_report_changes_nothing(
    stack: Stack, report: Receipt, username: str, status: int
) -> None:
    before = stack.read(report)
    answer = stack.by_staff(username, report["id"], "answer", text="Bukan wewenang saya.")
    assert answer.status == status
    assert problem(answer)["detail"]
    assert stack.read(report) == before


def _at_every_door(stack: Stack, username: str, report: Receipt) -> Iterator[Answer]:
    token = stack.token(username)
    for method, path in DOORS:
        body = {"text": "Ya"} if method == "POST" else None
        yield stack.call(method, path.replace(NOBODYS, report["id"]), body, Authorization=token)


def _is_still_of_dinkes(stack: Stack, report: Receipt) -> None:
    """By a token that was given after the change: an officer of dinkes, with no right to what is pupr's."""
    token = _new_token(stack, "petugas-dinkes")
    me = stack.call("GET", "/agency/me", Authorization=token).json
    assert (me["role"], me["agency"]["id"]) == ("officer", "dinkes")
    assert stack.call("GET", f"/agency/reports/{report['id']}", Authorization=token).status == 404


def _new_token(stack: Stack, username: str) -> str:
    pool, client = stack.outputs["user_pool_id"], stack.outputs["user_pool_client_id"]
    return _sign_in(stack, pool, client, username=username)["AccessToken"]


def _shut(stack: Stack, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    for method, path in DOORS:
        answer = stack.call(method, path, {"text": "Ya"} if method == "POST" else None, **headers)
        assert answer.status == 401, (method, path)
        assert problem(answer)["type"] == "urn:tuntas:problem:signed_out"


def _employ(stack: Stack, pool: str, username: str) -> None:
    """A user who can sign in, and no more."""
    idp = stack.aws("cognito-idp")
    idp.admin_create_user(UserPoolId=pool, Username=username, MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username=username, Password=PASSWORD, Permanent=True)


def _client(stack: Stack, pool: str, **settings: Any) -> str:
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = stack.aws("cognito-idp").create_user_pool_client(
        UserPoolId=pool, ClientName="of-a-test", ExplicitAuthFlows=flows, **settings
    )
    return str(made["UserPoolClient"]["ClientId"])


def _sign_in(stack: Stack, pool: str, client: str, *, username: str = "petugas-pupr") -> dict[str, str]:
    """The tokens of a demo account, or of one that was employed here."""
    known = {account["username"]: account["password"] for account in stack.outputs["accounts"]}
    password = known.get(username, PASSWORD) if pool == stack.outputs["user_pool_id"] else PASSWORD
    answer = stack.aws("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=client,
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    tokens: dict[str, str] = answer["AuthenticationResult"]
    return tokens


def _claims(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _part(claims: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
