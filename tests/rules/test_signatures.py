"""A signed body is known by whom and when it was sent; any other is not."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import signatures
from tests.conftest import ROOT

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECRET = signatures.secret(b"a master of this test only", "pupr", 1)
BODY = b'{"event": "BNA-2345-6789A/3"}'
HEADER = signatures.sign(BODY, SECRET, now=NOW)


def test_secret_and_header_are_as_any_other_implementation_makes_them() -> None:
    assert SECRET == "13e2b2a45b2cf20c320eebaa34792ccbd7efe605c44f858af1110f7911865701"
    assert HEADER == "t=1795489200,v1=591c4a2527f411ff4810543e2285b7fb0c0963a42b704b673e7c5a8f89bc80be"


@given(st.binary(), st.text())
def test_what_was_signed_is_known_again(body: bytes, secret: str) -> None:
    secret = secret.encode(errors="replace").decode()
    assert signatures.is_signed(body, signatures.sign(body, secret, now=NOW), secret, now=NOW)


@pytest.mark.parametrize("minutes", [-5, -1, 0, 1, 5])
def test_clocks_may_differ_by_five_minutes(minutes: int) -> None:
    assert signatures.is_signed(BODY, HEADER, SECRET, now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_what_was_sent_at_another_time_is_not_taken(seconds: int) -> None:
    assert not signatures.is_signed(BODY, HEADER, SECRET, now=NOW + timedelta(seconds=seconds))


def test_another_body_secret_or_time_is_not_taken() -> None:
    later = HEADER.replace(f"t={int(NOW.timestamp())}", f"t={int(NOW.timestamp()) + 1}")
    assert not signatures.is_signed(BODY + b" ", HEADER, SECRET, now=NOW)
    assert not signatures.is_signed(BODY, HEADER, SECRET + "0", now=NOW)
    assert not signatures.is_signed(BODY, later, SECRET, now=NOW)


@pytest.mark.parametrize("header", ["", "t=1", "v1=" + "a" * 64, "t=-1,v1=" + "a" * 64, "t=x,v1=y", f" {HEADER}"])
def test_a_header_of_another_form_is_not_taken(header: str) -> None:
    assert not signatures.is_signed(BODY, header, SECRET, now=NOW)


def test_every_agency_and_every_issue_has_a_secret_of_its_own() -> None:
    made = {signatures.secret(b"m", agency, issue) for agency in ("pupr", "pupr:1", "dinkes") for issue in (1, 11, 2)}
    assert len(made) == 9
    assert all(len(each) == 64 for each in made)


def test_the_example_for_agencies_knows_what_we_sign() -> None:
    [example] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text(), re.DOTALL)
    made: dict[str, Any] = {}
    exec(example, made)  # noqa: S102 - our own
    now = datetime.now(UTC)
    header = signatures.sign(BODY, SECRET, now=now)
    assert made["is_from_tuntas"](BODY, header, SECRET)
    assert not made["is_from_tuntas"](BODY + b" ", header, SECRET)
    assert not made["is_from_tuntas"](BODY, signatures.sign(BODY, SECRET, now=now - timedelta(minutes=6)), SECRET)
