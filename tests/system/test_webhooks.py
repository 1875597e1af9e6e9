"""An agency's own system on the running stack: told of what happens, left alone while it fails, and told then."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.receivers import Receiver, receiving
from tests.stories import LAMP
from tests.system.stack import ROOT, Stack, until

OFFICER = "petugas-pupr"
PATIENCE = 180  # seconds; the first rest is half a minute

pytestmark = pytest.mark.xdist_group("banda-aceh")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def test_what_happens_is_delivered_signed_also_after_the_receiver_has_failed(stack: Stack, receiver: Receiver) -> None:
    token = stack.token(OFFICER)
    registered = stack.call("PUT", "/agency/webhook", {"url": receiver.url}, Authorization=token)
    assert registered.status == 200
    try:
        number = stack.submit(LAMP).json["id"]
        stack.by_staff("koordinator", number, "assign", agency="pupr")
        stack.by_staff(OFFICER, number, "respond", text="Petugas berangkat.")
        until(lambda: "respond" in _acts(receiver, number), within=PATIENCE)
        assert all(receiver.is_signed(registered.json["secret"], n) for n in range(len(receiver.asked)))
        [body] = [each for each in receiver.bodies if each["act"] == "respond" and each["event"].startswith(number)]
        assert (body["agency"], body["entry"]["text"]) == ("pupr", "Petugas berangkat.")

        receiver.answer = 500
        assert stack.by_staff(OFFICER, number, "note", text="Foto ada di arsip.").status == 200
        until(lambda: _state(stack, token)["last_error"] == "500", within=PATIENCE)
        assert _acts(receiver, number).count("note") == 1
        receiver.answer = 200
        until(lambda: _acts(receiver, number).count("note") == 2, within=PATIENCE)
        until(lambda: _state(stack, token)["failing_since"] is None, within=PATIENCE)
    finally:
        assert stack.call("DELETE", "/agency/webhook", Authorization=token).status == 200


def test_what_was_parked_is_delivered_after_a_redrive(stack: Stack, receiver: Receiver) -> None:
    number = stack.submit(LAMP).json["id"]
    assert stack.by_staff("koordinator", number, "assign", agency="pupr").status == 200
    token = stack.token(OFFICER)
    history = stack.call("GET", f"/agency/reports/{number}", Authorization=token).json["history"]
    [assigned] = [entry["number"] for entry in history if entry["act"] == "assign"]
    assert stack.call("PUT", "/agency/webhook", {"url": receiver.url}, Authorization=token).status == 200
    try:
        body = json.dumps({"report": number, "entry": assigned, "correlation_id": None})
        stack.aws("sqs").send_message(QueueUrl=stack.resources["WebhooksFailuresQueue"], MessageBody=body)
        assert "1 messages are back in Webhooks." in _redriven(stack, "Webhooks").stdout
        until(lambda: f"{number}/{assigned}" in receiver.events, within=PATIENCE)
        refused = _redriven(stack, "Relay")
        assert refused.returncode == 1
        assert "this is for: Deadlines, Notices, Routing, Webhooks" in refused.stderr
    finally:
        assert stack.call("DELETE", "/agency/webhook", Authorization=token).status == 200


def _redriven(stack: Stack, queue: str) -> "subprocess.CompletedProcess[str]":
    place = ["--region", "banda-aceh", "--endpoint", str(stack.outputs["emulator"])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "infra", "redrive", queue, *place]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def _acts(receiver: Receiver, number: str) -> list[str]:
    return [body["act"] for body in receiver.bodies if body["event"].startswith(number)]


def _state(stack: Stack, token: str) -> dict[str, str | None]:
    found: dict[str, str | None] = stack.call("GET", "/agency/webhook", Authorization=token).json
    return found
