"""Appointing people: a user is made once, an appointment can change, demo staff keep their passwords."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib import region
from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.rules.lifecycle import Role
from infra import people
from infra.cloud import VARIABLES, Cloud
from infra.package import STACK, load
from infra.people import Office

CLOUD = Cloud("ap-southeast-3")
OFFICE = Office(Role.OFFICER, "dinkes", "SK 1/2026", date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def outputs(aws: list[str]) -> dict[str, str]:
    """The outputs of a stack that is the mocked account."""
    return {output: os.environ[variable] for variable, output in VARIABLES.items()} | {"StaffPoolId": make_pool()}


def make_pool() -> str:
    """A user pool with the stack's own password policy; its id."""
    policies = load(STACK)["Resources"]["Staff"]["Properties"]["Policies"]
    made = CLOUD.client("cognito-idp").create_user_pool(PoolName="staff", Policies=policies)
    pool: str = made["UserPool"]["Id"]
    return pool


def users(outputs: Mapping[str, str]) -> dict[str, str]:
    """Username to sub."""
    idp: Any = boto3.client("cognito-idp", CLOUD.region)
    found = idp.list_users(UserPoolId=outputs["StaffPoolId"], Limit=60)["Users"]
    return {user["Username"]: next(a["Value"] for a in user["Attributes"] if a["Name"] == "sub") for user in found}


def appointment(outputs: Mapping[str, str], username: str) -> Appointment:
    found = store.appointment(users(outputs)[username])
    assert found
    return found


def test_somebody_new_gets_a_temporary_password_and_an_appointment(outputs: dict[str, str]) -> None:
    password = people.appoint(CLOUD, outputs, "cut", OFFICE)
    assert password
    found = appointment(outputs, "cut")
    assert (found.role, found.agency, found.decree) == ("officer", "dinkes", "SK 1/2026")
    assert (found.valid_from, found.valid_to) == ("2026-01-01", "2026-12-31")


def test_appointing_again_changes_the_appointment_and_keeps_the_user(outputs: dict[str, str]) -> None:
    people.appoint(CLOUD, outputs, "cut", OFFICE)
    before = users(outputs)
    moved = replace(OFFICE, agency="pupr", decree="SK 2/2026")
    assert people.appoint(CLOUD, outputs, "cut", moved) is None
    assert users(outputs) == before
    assert (appointment(outputs, "cut").agency, appointment(outputs, "cut").decree) == ("pupr", "SK 2/2026")


def test_demo_staff_are_one_for_each_role_and_reporting_unit(outputs: dict[str, str], tmp_path: Path) -> None:
    here = region.this()
    accounts = people.demo(CLOUD, outputs, here, kept=tmp_path / "accounts.json")
    roles = {(account.role, account.agency) for account in accounts}
    assert {("coordinator", here.coordinator), ("auditor", here.auditor), ("operator", here.coordinator)} <= roles
    assert {agency for role, agency in roles if role == "officer"} == set(here.wishes())
    assert {agency for role, agency in roles if role == "signer"} == set(here.wishes())
    assert set(users(outputs)) == {account.username for account in accounts}


def test_demo_staff_keep_their_passwords_and_are_not_made_twice(
    outputs: dict[str, str], calls: list[str], tmp_path: Path
) -> None:
    first = people.demo(CLOUD, outputs, region.this(), kept=tmp_path / "accounts.json")
    calls.clear()
    assert people.demo(CLOUD, outputs, region.this(), kept=tmp_path / "accounts.json") == first
    assert calls == []
    assert (tmp_path / "accounts.json").stat().st_mode & 0o077 == 0


def test_a_new_user_pool_gets_the_demo_staff_with_the_passwords_they_had(
    outputs: dict[str, str], tmp_path: Path
) -> None:
    first = people.demo(CLOUD, outputs, region.this(), kept=tmp_path / "accounts.json")
    outputs["StaffPoolId"] = make_pool()
    assert people.demo(CLOUD, outputs, region.this(), kept=tmp_path / "accounts.json") == first
    assert len(users(outputs)) == len(first)


def test_passwords_suit_the_user_pool_and_differ() -> None:
    passwords = {people.make_password() for _ in range(100)}
    assert len(passwords) == 100
    for password in passwords:
        assert len(password) == 16
        assert any(sign.isupper() for sign in password)
        assert any(sign.islower() for sign in password)
        assert any(sign.isdigit() for sign in password)


def test_demo_staff_of_an_earlier_layout_are_appointed_again(outputs: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "accounts.json"
    accounts = people.demo(CLOUD, outputs, region.this(), kept=kept)
    known = json.loads(kept.read_text())
    kept.write_text(json.dumps({name: known[name] for name in ("pool", "passwords")}))
    for each in store.roster():
        each.delete()
    assert people.demo(CLOUD, outputs, region.this(), kept=kept) == accounts
    assert len(store.roster()) == len(accounts)


def test_who_is_dismissed_is_appointed_to_the_last_day_and_no_longer(outputs: dict[str, str]) -> None:
    people.appoint(CLOUD, outputs, "cut", OFFICE)
    sub = people.sub_of(CLOUD, outputs, "cut")
    assert sub == users(outputs)["cut"]
    people.end(sub, date(2026, 6, 30))
    found = appointment(outputs, "cut")
    assert (found.valid_from, found.valid_to, found.decree) == ("2026-01-01", "2026-06-30", "SK 1/2026")


def test_dismissing_makes_no_appointment_longer(outputs: dict[str, str]) -> None:
    people.appoint(CLOUD, outputs, "cut", OFFICE)
    with pytest.raises(SystemExit, match="ends on 2026-12-31 by itself"):
        people.end(users(outputs)["cut"], date(2027, 1, 1))


def test_nobody_is_dismissed_who_holds_nothing(outputs: dict[str, str]) -> None:
    CLOUD.enter(outputs)
    assert people.sub_of(CLOUD, outputs, "nobody") is None
    with pytest.raises(SystemExit, match="no appointment"):
        people.end("sub-of-nobody", date(2026, 6, 30))
