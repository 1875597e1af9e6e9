"""The agencies' people: a user who can sign in, and the appointment that says what the user may be.

`appoint` can be done again: it changes what is there. Demo staff are one for each role and reporting unit.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.region import Region
from chalicelib.rules.lifecycle import Role
from infra.cloud import Cloud

_PRONOUNCEABLE = "abcdefghijkmnpqrstuvwxyz"
_DEMO_DECREE = "SK-DEMO"
_DEMO_DAYS = 3650
_LAYOUT = 2  # of the appointments in the table; where another was kept, the demo staff are appointed again


@dataclass(frozen=True)
class Office:
    """What somebody is appointed to, from and to dates included."""

    role: Role
    agency: str
    decree: str
    valid_from: date
    valid_to: date


def appoint(cloud: Cloud, outputs: Mapping[str, str], username: str, office: Office) -> str | None:
    """Make the user if there is none, and appoint. Gives a new user's temporary password, None of one known before."""
    idp, pool = cloud.client("cognito-idp"), outputs["StaffPoolId"]
    password = None
    try:
        found = idp.admin_get_user(UserPoolId=pool, Username=username)["UserAttributes"]
    except idp.exceptions.UserNotFoundException:
        password = make_password()
        made = idp.admin_create_user(
            UserPoolId=pool, Username=username, TemporaryPassword=password, MessageAction="SUPPRESS"
        )
        found = made["User"]["Attributes"]
    cloud.enter(outputs)
    hold(_sub(found), office)
    return password


def hold(sub: str, office: Office, *, machine: bool = False) -> None:
    """Write what the user or client `sub` is appointed to, in the stack that was entered."""
    store.appoint(
        Appointment(
            Appointment.PARTITION,
            sub,
            agency=office.agency,
            role=office.role.value,
            machine=machine or None,
            decree=office.decree,
            valid_from=office.valid_from.isoformat(),
            valid_to=office.valid_to.isoformat(),
        )
    )


def end(sub: str, last_day: date) -> None:
    """Let an appointment end early, in the stack that was entered. Raises SystemExit where it would not."""
    appointment = store.appointment(sub)
    if appointment is None:
        raise SystemExit("Nobody to dismiss: there is no appointment.")
    if last_day.isoformat() > appointment.valid_to:
        raise SystemExit(f"The appointment ends on {appointment.valid_to} by itself; a longer one needs a decree.")
    appointment.valid_to = last_day.isoformat()
    store.appoint(appointment)


def sub_of(cloud: Cloud, outputs: Mapping[str, str], username: str) -> str | None:
    """The opaque id of a user, None where there is no such user."""
    idp = cloud.client("cognito-idp")
    try:
        return _sub(idp.admin_get_user(UserPoolId=outputs["StaffPoolId"], Username=username)["UserAttributes"])
    except idp.exceptions.UserNotFoundException:
        return None


def names(cloud: Cloud, outputs: Mapping[str, str]) -> dict[str, str]:
    """Sub to username of every user."""
    pages = cloud.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=outputs["StaffPoolId"])
    return {_sub(user["Attributes"]): user["Username"] for page in pages for user in page["Users"]}


def _sub(attributes: Iterable[Mapping[str, str]]) -> str:
    return next(attribute["Value"] for attribute in attributes if attribute["Name"] == "sub")


def make_password() -> str:
    """Sixteen letters and digits that the user pool takes."""
    letters = "".join(secrets.choice(_PRONOUNCEABLE) for _ in range(12))
    return f"{letters[:6]}{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{letters[6:]}{secrets.randbelow(900) + 100}"


@dataclass(frozen=True)
class Account:
    """One demo account, as .local/outputs.json shows it."""

    username: str
    password: str
    role: str
    agency: str


def demo(cloud: Cloud, outputs: Mapping[str, str], region: Region, *, kept: Path) -> list[Account]:
    """The demo staff of the region's stack, their passwords kept in the file `kept` and made once."""
    known = _read(kept)
    accounts = [
        Account(username, known["passwords"].get(username) or make_password(), role.value, agency)
        for username, role, agency in _staff(region)
    ]
    passwords = {account.username: account.password for account in accounts}
    now = {"layout": _LAYOUT, "pool": outputs["StaffPoolId"], "passwords": passwords}
    if now != known:
        for account in accounts:
            _employ(cloud, outputs, account)
        kept.touch(mode=0o600)  # last: a start that was interrupted employs them all again
        kept.write_text(json.dumps(now, indent=1))
    return accounts


def _read(kept: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.is_file() else {"pool": None, "passwords": {}}
    return found


def _staff(region: Region) -> Iterator[tuple[str, Role, str]]:
    """Username, role and agency of each."""
    yield "koordinator", Role.COORDINATOR, region.coordinator
    yield "auditor", Role.AUDITOR, region.auditor
    yield "operator", Role.OPERATOR, region.coordinator
    for agency in region.agencies:
        if agency.takes_reports:
            yield f"petugas-{agency.id}", Role.OFFICER, agency.id
            yield f"kepala-{agency.id}", Role.SIGNER, agency.id


def _employ(cloud: Cloud, outputs: Mapping[str, str], account: Account) -> None:
    today = date.today()  # noqa: DTZ011 a demo's dates may be this machine's
    office = Office(
        Role(account.role), account.agency, _DEMO_DECREE, today - timedelta(days=1), today + timedelta(days=_DEMO_DAYS)
    )
    appoint(cloud, outputs, account.username, office)
    cloud.client("cognito-idp").admin_set_user_password(
        UserPoolId=outputs["StaffPoolId"], Username=account.username, Password=account.password, Permanent=True
    )


def shown(accounts: list[Account]) -> list[dict[str, str]]:
    return [asdict(account) for account in accounts]
