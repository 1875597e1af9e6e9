"""Agencies' own systems: a client with a secret and two scopes, appointed like a person, taken away for good."""

import argparse
from datetime import date
from typing import Any

import pytest

from chalicelib.aws import store
from infra import clients, staffing
from infra.clients import Client
from tests.infra.test_people import CLOUD, OFFICE, outputs

__all__ = ["outputs"]

TODAY = date(2026, 6, 30)


@pytest.fixture
def pool(outputs: dict[str, str]) -> dict[str, str]:
    """With the client by which people sign in."""
    made = CLOUD.client("cognito-idp").create_user_pool_client(UserPoolId=outputs["StaffPoolId"], ClientName="people")
    return outputs | {"StaffClientId": made["UserPoolClient"]["ClientId"], "TokenAddress": "https://tokens.example"}


def make(pool: dict[str, str], *, read_only: bool = False) -> Client:
    return clients.make(CLOUD, pool, "sistem-dinkes", office=OFFICE, read_only=read_only)


def settings(pool: dict[str, str], client: Client) -> dict[str, Any]:
    found: dict[str, Any] = CLOUD.client("cognito-idp").describe_user_pool_client(
        UserPoolId=pool["StaffPoolId"], ClientId=client.id
    )["UserPoolClient"]
    return found


@pytest.mark.parametrize(
    ("read_only", "scopes"), [(True, ["tuntas/reports.read"]), (False, ["tuntas/reports.read", "tuntas/reports.write"])]
)
def test_a_client_signs_in_by_itself_only_and_with_its_scopes(
    pool: dict[str, str], read_only: bool, scopes: list[str]
) -> None:
    client = make(pool, read_only=read_only)
    found = settings(pool, client)
    assert found["AllowedOAuthFlows"] == ["client_credentials"]
    assert found["AllowedOAuthScopes"] == scopes
    assert found["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client.secret == found["ClientSecret"]


def test_it_is_appointed_by_its_id(pool: dict[str, str]) -> None:
    appointment = store.appointment(make(pool).id)
    assert appointment
    assert (appointment.role, appointment.agency, appointment.decree) == ("officer", "dinkes", "SK 1/2026")


def test_a_name_is_given_once(pool: dict[str, str]) -> None:
    make(pool)
    with pytest.raises(SystemExit, match="There is a client sistem-dinkes"):
        make(pool)


def test_a_removed_client_is_gone_and_its_appointment_is_over(pool: dict[str, str]) -> None:
    client = make(pool)
    clients.remove(CLOUD, pool, "sistem-dinkes", today=TODAY)
    assert clients.names(CLOUD, pool) == {}
    appointment = store.appointment(client.id)
    assert appointment
    assert appointment.valid_to == "2026-06-29"


def test_the_client_by_which_people_sign_in_is_never_removed(pool: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match="There is no client people"):
        clients.remove(CLOUD, pool, "people", today=TODAY)


def test_tokens_are_at_the_stacks_address(pool: dict[str, str]) -> None:
    assert clients.token_address(CLOUD, pool) == "https://tokens.example"


def test_a_client_is_made_for_an_agency_and_by_a_decree() -> None:
    parser = argparse.ArgumentParser()
    staffing.add_commands(parser.add_subparsers(dest="command"))
    arguments = parser.parse_args(["client", "banda-aceh", "sistem-dinkes"])
    with pytest.raises(SystemExit, match="A client needs AGENCY, --decree, --from and --to"):
        staffing.COMMANDS["client"](arguments)


def test_nobody_is_appointed_to_an_agency_that_is_not_there() -> None:
    parser = argparse.ArgumentParser()
    staffing.add_commands(parser.add_subparsers(dest="command"))
    term = ["--decree", "SK 1", "--from", "2026-01-01", "--to", "2026-12-31"]
    arguments = parser.parse_args(["appoint", "banda-aceh", "cut", "officer", "dinsehat", *term])
    with pytest.raises(SystemExit, match="There is no agency dinsehat; there are: dinkes, "):
        staffing.COMMANDS["appoint"](arguments)
