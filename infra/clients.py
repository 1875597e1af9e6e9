"""Agencies' own systems: each a client of the user pool with a secret and scopes, appointed as a person is.

A client's token bears its id as `sub`, so its role and agency come from its appointment, as everybody's do.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from chalicelib.api.staff import READS, WRITES
from chalicelib.aws import store
from infra import people
from infra.cloud import Cloud
from infra.people import Office


class Client(NamedTuple):
    id: str
    secret: str


def make(cloud: Cloud, outputs: Mapping[str, str], name: str, *, office: Office, read_only: bool) -> Client:
    """A client that may sign in by itself, and its appointment. Raises SystemExit where the name is taken."""
    if name in names(cloud, outputs).values():
        raise SystemExit(f"There is a client {name}; remove it first, or give another name.")
    made = cloud.client("cognito-idp").create_user_pool_client(
        UserPoolId=outputs["StaffPoolId"],
        ClientName=name,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[READS] if read_only else [READS, WRITES],
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],  # or Cognito adds flows by which people sign in
        AccessTokenValidity=60,
        TokenValidityUnits={"AccessToken": "minutes"},
    )["UserPoolClient"]
    cloud.enter(outputs)
    people.hold(made["ClientId"], office, machine=True)
    return Client(made["ClientId"], made["ClientSecret"])


def remove(cloud: Cloud, outputs: Mapping[str, str], name: str, *, today: date) -> None:
    """Shut the door first, for tokens of the client are valid for an hour; the appointment stays on record."""
    client, yesterday = id_of(cloud, outputs, name), today - timedelta(days=1)
    if client is None:
        raise SystemExit(f"There is no client {name}.")
    cloud.enter(outputs)
    appointment = store.appointment(client)
    if appointment and appointment.valid_to > yesterday.isoformat():
        people.end(client, yesterday)
    cloud.client("cognito-idp").delete_user_pool_client(UserPoolId=outputs["StaffPoolId"], ClientId=client)


def id_of(cloud: Cloud, outputs: Mapping[str, str], name: str) -> str | None:
    return next((client for client, known in names(cloud, outputs).items() if known == name), None)


def names(cloud: Cloud, outputs: Mapping[str, str]) -> dict[str, str]:
    """Id to name of every client but the one by which people sign in."""
    pages = cloud.client("cognito-idp").get_paginator("list_user_pool_clients")
    found = [client for page in pages.paginate(UserPoolId=outputs["StaffPoolId"]) for client in page["UserPoolClients"]]
    return {
        client["ClientId"]: client["ClientName"] for client in found if client["ClientId"] != outputs["StaffClientId"]
    }


def token_address(cloud: Cloud, outputs: Mapping[str, str]) -> str:
    """Where a client gets its tokens."""
    return f"{cloud.endpoint}/oauth2/token" if cloud.endpoint else outputs["TokenAddress"]
