"""What the emulator gets is the deployed template but for what it cannot take, and it is open to nobody else."""

import json
import os
import socket
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from infra import emulator, loopback


def test_only_what_the_emulator_cannot_take_is_changed(template: dict[str, Any]) -> None:
    suited = emulator.suit(template)
    gone = set(template["Resources"]) - set(suited["Resources"])
    come = set(suited["Resources"]) - set(template["Resources"])
    changed = {
        name for name in suited["Resources"] if template["Resources"].get(name, ...) != suited["Resources"][name]
    }
    assert gone == {"AttachmentsPolicy", "FirewallOfApi"}
    assert {suited["Resources"][name]["Type"] for name in come} == {"AWS::ApiGateway::GatewayResponse"}
    assert changed - come == {"RestAPI", "RelayRole", "SweepRole"}
    assert {key: part for key, part in suited.items() if key != "Resources"} == {
        key: part for key, part in template.items() if key != "Resources"
    }


def test_the_packaged_template_itself_is_left_as_it_is(template: dict[str, Any]) -> None:
    before = deepcopy(template)
    emulator.suit(template)
    assert template == before


def test_positions_in_streams_are_forgotten_and_nothing_else(tmp_path: Path) -> None:
    saved = tmp_path / "lambda.json"
    saved.write_text(json.dumps({"payload": {"dynamodb_stream_positions": {"a": 7}, "functions": {"b": 1}}}))
    emulator.forget_stream_positions(saved)
    assert json.loads(saved.read_text()) == {"payload": {"dynamodb_stream_positions": {}, "functions": {"b": 1}}}
    emulator.forget_stream_positions(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("family", "address", "is_open"),
    [
        (socket.AF_INET, "127.0.0.1", False),
        (socket.AF_INET, "127.8.8.8", False),
        (socket.AF_INET6, "::1", False),
        (socket.AF_INET, "0.0.0.0", True),  # noqa: S104 - that this is found is what is tested
        (socket.AF_INET6, "::", True),
    ],
)
def test_a_port_open_to_other_machines_is_found(family: socket.AddressFamily, address: str, is_open: bool) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind((address, 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        assert (port in loopback.open_to_others(os.getsid(0))) == is_open


def test_queues_of_a_run_on_another_port_are_found_on_this_one(tmp_path: Path) -> None:
    queues = tmp_path / "sqs.json"
    emulator.move(tmp_path, port=4566)
    queues.write_text('{"http://localhost:4566/000000000000/routing": []}')
    emulator.move(tmp_path, port=4599)
    assert queues.read_text() == '{"http://localhost:4599/000000000000/routing": []}'
