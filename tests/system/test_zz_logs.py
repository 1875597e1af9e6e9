"""What the test run left in the logs: nothing of who the reporters are, nor of their codes, keys and tokens.

It comes last of its stack's tests. The product's own output is what CloudWatch Logs has, and what `make run` and the
emulator's log show of it. Only this is left out: the emulator itself writes down each SMS that it is given to send.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from chalicelib.rules import numbers
from tests.system import logs
from tests.system.stack import Stack

BANDA_ACEH = pytest.mark.xdist_group("banda-aceh")
LATIHAN = pytest.mark.xdist_group("latihan")

SHORTEST = 10  # what has fewer characters may stand in a log by chance
FUNCTIONS = {"api", "relay", "route", "notify", "sweep", "expire", "deliver", "identify"}
_THE_EMULATORS_OWN = " INFO [sns] SNS SMS to "
_BETWEEN = re.compile(r"[\s\-.()+]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_PHONE = re.compile(r"\+?[\d\s-]{10,}")


@BANDA_ACEH
def test_no_log_of_banda_aceh_tells_who_a_reporter_is(stack: Stack) -> None:
    assert _told(stack) == []


@LATIHAN
def test_no_log_of_the_training_region_tells_who_a_reporter_is(training: Stack) -> None:
    assert _told(training) == []


@BANDA_ACEH
@pytest.mark.parametrize(
    "line",
    [
        '{"phone": "+6281200009001"}',
        "0812 0000-9001",
        "dari 62812.0000.9001",
        "CUT NYAK CONTOH",
        "contact.name=Cut+Nyak+Contoh",
        "Cut%20Nyak%20Contoh",
        '"Cut\\u00a0Nyak Contoh" <cut.nyak@contoh.example>',
        base64.b64encode(b'{"contact": {"name": "Cut Nyak Contoh"}}').decode(),
        "code 2345-6789-ABCDE",
        "code 23456789abcde",
    ],
)
def test_a_line_that_told_it_would_be_found(line: str) -> None:
    person = {"0812-0000-9001", "Cut Nyak Contoh", "cut.nyak@contoh.example", "2345-6789-ABCDE"}
    assert _found(f"INFO before\n{line}\nINFO after", person)
    assert not _found("INFO Told +6281200009002 Cut Meutia 2345-6789-ABCDF", person)


def _told(stack: Stack) -> list[tuple[str, str]]:
    """Each log, and what it should not have told."""
    secrets = {*stack.personal, *_identities(stack), *_codes(stack)}
    return [(name, value) for name, text in _logs(stack) for value in _found(text, secrets)]


def _logs(stack: Stack) -> Iterator[tuple[str, str]]:
    groups = logs.groups(stack)
    assert {f"/tuntas/{stack.outputs['stack']}/{function}" for function in FUNCTIONS} <= set(groups)
    for group in groups:
        yield group, "\n".join(logs.printed(stack, group))
    lines = stack.log.read_text(errors="replace").splitlines()
    assert any('"Announced"' in line for line in lines)
    yield "the emulator's log", "\n".join(line for line in lines if _THE_EMULATORS_OWN not in line)
    yield "make run", _started(stack).read_text()


def _started(stack: Stack) -> Path:
    """What `make run` printed."""
    return stack.log.parent.parent / "run.log"


def _identities(stack: Stack) -> Iterator[str]:
    """All that lies in the vault, opened as the account's root."""
    kms = stack.aws("kms")
    for item in stack.items("IdentitiesTable"):
        opening = {"CiphertextBlob": item["sealed"]["B"], "EncryptionContext": {"report": item["pk"]["S"]}}
        yield from json.loads(kms.decrypt(**opening)["Plaintext"]).values()


def _codes(stack: Stack) -> Iterator[str]:
    """The access code of every report, and the keys they are made with."""
    secret = stack.aws("secretsmanager").get_secret_value(SecretId=stack.resources["SecretArn"])
    keys: dict[str, str] = json.loads(secret["SecretString"])
    yield from keys.values()
    for item in stack.items("ReportsTable"):
        if item["sk"]["S"] == "report":
            key = keys[item["code_key"]["S"]].encode()
            yield numbers.access_code(item["pk"]["S"], int(item["code_issue"]["N"]), key)


def _found(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets the text tells, however they are spelled in it."""
    told = _plain("\n".join([text, *_decoded(text)]))
    return [secret for secret in secrets if any(spelled in told for spelled in _spellings(secret))]


def _spellings(secret: str) -> set[str]:
    if _PHONE.fullmatch(secret):
        digits = re.sub(r"\D", "", secret)
        spelled = {re.sub("^(62|0)", "", digits)}
    else:
        spelled = {_plain(secret), _plain(quote(secret)), _plain(json.dumps(secret)[1:-1])}
    return {each for each in spelled if len(each) >= SHORTEST}


def _plain(text: str) -> str:
    """Without case, and without what people and programs put between letters and digits."""
    return _BETWEEN.sub("", text.replace("\\u00a0", "")).lower()


def _decoded(text: str) -> Iterator[str]:
    """Whatever in the text may be base64, decoded."""
    for run in set(_BASE64.findall(text)):
        try:
            yield base64.urlsafe_b64decode(run.replace("+", "-").replace("/", "_") + "==").decode(errors="ignore")
        except (ValueError, binascii.Error):
            continue
