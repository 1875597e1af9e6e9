"""An agency's own system over HTTP: from `python -m infra client` to its token, its reports, and its removal."""

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from tests.system.over_http import Receipt, assigned, problem
from tests.system.stack import ROOT, Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

TODAY = datetime.now(UTC).date()
TERM = ("--decree", "SK 7/2026", "--from", str(TODAY - timedelta(days=1)), "--to", str(TODAY + timedelta(days=9)))


@pytest.fixture(scope="module")
def report(stack: Stack) -> Receipt:
    return assigned(stack)


def test_a_system_with_both_scopes_reads_and_acts_for_its_agency(stack: Stack, report: Receipt) -> None:
    token = _token(stack, *_made(stack, "sistem-pupr"))
    me = stack.call("GET", "/agency/me", Authorization=token).json
    assert (me["role"], me["agency"]["id"]) == ("officer", "pupr")
    answer = stack.call(
        "POST", f"/agency/reports/{report['id']}/note", {"text": "Dari sistem kami."}, Authorization=token
    )
    assert answer.status == 200, answer.text


def test_a_system_that_only_reads_does_no_act(stack: Stack, report: Receipt) -> None:
    token = _token(stack, *_made(stack, "pembaca-pupr", "--read-only"))
    assert stack.call("GET", f"/agency/reports/{report['id']}", Authorization=token).status == 200
    refused = stack.call("POST", f"/agency/reports/{report['id']}/note", {"text": "Halo"}, Authorization=token)
    assert refused.status == 403
    assert problem(refused)["type"] == "urn:tuntas:problem:scope_missing"


def test_a_system_gets_no_scope_that_it_was_not_given(stack: Stack) -> None:
    client, secret = _made(stack, "penasaran-pupr", "--read-only")
    assert _refused(stack, client, secret, scope="tuntas/reports.write")
    assert _refused(stack, client, "a guess")


def test_a_removed_system_is_shut_out_at_once_though_its_token_is_valid(stack: Stack) -> None:
    client, secret = _made(stack, "bekas-pupr")
    token = _token(stack, client, secret)
    assert stack.call("GET", "/agency/me", Authorization=token).status == 200
    _infra(stack, "client", "bekas-pupr", "--remove")
    assert stack.call("GET", "/agency/me", Authorization=token).status == 401
    assert _refused(stack, client, secret)


def test_a_dismissed_system_is_shut_out_after_its_last_day(stack: Stack) -> None:
    token = _token(stack, *_made(stack, "berhenti-pupr"))
    _infra(stack, "dismiss", "berhenti-pupr", "--on", str(TODAY - timedelta(days=1)))
    assert stack.call("GET", "/agency/me", Authorization=token).status == 401


def test_the_roster_shows_systems_and_people(stack: Stack) -> None:
    _made(stack, "tampak-pupr")
    printed = _infra(stack, "roster")
    assert {"petugas-dinkes", "tampak-pupr", "SK 7/2026"} <= {word.strip() for word in printed.split("  ")}
    assert "ends in 9 days" in printed


def _made(stack: Stack, name: str, *options: str) -> tuple[str, str]:
    """The id and the secret that the command prints."""
    printed = _infra(stack, "client", name, "pupr", *TERM, *options)
    found = dict(line.split()[:2] for line in printed.splitlines() if line.startswith("  ") and "http" not in line)
    stack.personal.add(found["secret"])
    return found["id"], found["secret"]


def _infra(stack: Stack, command: str, *arguments: str) -> str:
    place = ("--stack", stack.outputs["stack"], "--endpoint", stack.outputs["emulator"])
    return subprocess.run(
        [sys.executable, "-m", "infra", command, "banda-aceh", *arguments, *place],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _token(stack: Stack, client: str, secret: str, **wanted: str) -> str:
    form = urllib.parse.urlencode({"grant_type": "client_credentials", **wanted}).encode()
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(f"{stack.outputs['emulator']}/oauth2/token", form, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        token: str = json.load(answer)["access_token"]
    return token


def _refused(stack: Stack, client: str, secret: str, **wanted: str) -> bool:
    try:
        _token(stack, client, secret, **wanted)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code == 400
    return False
