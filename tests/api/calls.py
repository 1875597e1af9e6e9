"""Requests to the application without a network."""

import base64
import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from chalice.test import Client, HTTPResponse

from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.rules.rights import Actor

JSON = {"Content-Type": "application/json"}
PLAIN = {"Content-Type": "application/x-www-form-urlencoded"}


def post(client: Client, path: str, body: object, **headers: str) -> HTTPResponse:
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.http.post(path, headers={**JSON, **spelled}, body=json.dumps(body).encode())


def post_plainly(client: Client, path: str, **fields: str) -> HTTPResponse:
    return client.http.post(path, headers=PLAIN, body=urlencode(fields).encode())


def submit(client: Client, form: dict[str, Any], *, key: str | None = None) -> HTTPResponse:
    return post(client, "/reports", form, Idempotency_Key=key or str(uuid4()))


def appoint(actor: Actor, *, start: str = "2020-01-01", until: str = "2099-12-31") -> None:
    store.appoint(
        Appointment(
            Appointment.PARTITION,
            actor.person or "",
            agency=actor.agency,
            role=actor.role,
            valid_from=start,
            valid_to=until,
        )
    )


def token(actor: Actor) -> dict[str, str]:
    """What a signed-in user sends; Chalice's client reads the claims and leaves the signature to the gateway."""
    parts = (
        {"alg": "none"},
        {"sub": actor.person, "cognito:username": "petugas", "scope": "aws.cognito.signin.user.admin"},
    )
    return {"Authorization": ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)}
