"""The emulator: all of AWS that the product uses, in one process on this machine, on loopback only.

It enforces IAM policies, so what a role may not do fails here as it would in AWS.
Its state is written when it is stopped, and lost since the last stop when it is killed.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_UNKNOWN = frozenset({"AWS::WAFv2::WebACLAssociation"})  # which the emulator refuses to make; nothing depends on it
_NOT_HERE = frozenset({"AttachmentsPolicy"})  # it denies whatever comes by plain HTTP, which is all that comes here
_OWN_ACTIONS = {"sqs:SendMessage": "sqs:SendMessageBatch"}  # IAM knows no batch: the one permission covers both
_NOT_HANDED_ON = ("AWS_", "MINISTACK_", "REGION_FILE")  # the functions inherit all that the emulator is given
_STARTS_WITHIN = 60  # seconds
_STOPS_WITHIN = 30
_DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Emulator:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_ministack/health", timeout=5) as answer:  # noqa: S310 loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def wait(self) -> None:
        """Until it answers. Raises SystemExit when it does not."""
        until = time.monotonic() + _STARTS_WITHIN
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
                raise SystemExit(f"The emulator did not start; the end of {self.log}:\n{tail}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Let it write its state, then end whatever it started."""
        self.process.terminate()
        try:
            self.process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            print("The emulator did not stop by itself; what came since its start may be lost.", file=sys.stderr)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(home: Path, *, port: int, region: str) -> Emulator:
    """Start it with its state in `home`. A group of its own: Ctrl-C reaches us, and we stop it in good order."""
    state = home / "state"
    state.mkdir(parents=True, exist_ok=True)
    forget_stream_positions(state / "lambda.json")
    move(state, port=port)
    log, unpacked = home / "emulator.log", home / "unpacked"
    unpacked.mkdir(exist_ok=True)
    old, new = list(unpacked.iterdir()), tempfile.mkdtemp(dir=unpacked)
    log.touch(mode=0o600)  # the emulator prints the telephone numbers it would send to
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=_environment(state, port=port, region=region) | {"TMPDIR": new},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 no thread runs yet
        )
    # Code that earlier runs unpacked, ten thousand files: removing them takes a slow disk longer than starting does.
    threading.Thread(target=_remove, args=(old,), daemon=True).start()
    return Emulator(process, port, log)


def suit(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template as the emulator takes it; what differs is here and nowhere else.

    It cannot make some resources, reads gateway responses as resources only, and has actions of its own.
    """
    suited = deepcopy(dict(template))
    resources = suited["Resources"]
    for name in [name for name, each in resources.items() if each["Type"] in _UNKNOWN or name in _NOT_HERE]:
        del resources[name]
    for kind, response in resources["RestAPI"]["Properties"].pop("GatewayResponses", {}).items():
        resources[f"Gateway{kind.title().replace('_', '')}"] = _gateway_response(kind, response)
    for statement in _statements(resources):
        statement["Action"] += [_OWN_ACTIONS[action] for action in statement["Action"] if action in _OWN_ACTIONS]
    return suited


def forget_stream_positions(path: Path) -> None:
    """Streams begin anew with each start; kept positions would skip as many records as were read before."""
    if not path.is_file():
        return
    saved = json.loads(path.read_text())
    saved["payload"]["dynamodb_stream_positions"] = {}
    path.write_text(json.dumps(saved))


def move(state: Path, *, port: int) -> None:
    """Queues are kept with their addresses: those of a run on another port are rewritten to this one."""
    kept = state / "port"
    before = kept.read_text() if kept.is_file() else str(port)
    if before != str(port):
        for path in state.glob("*.json"):
            path.write_text(path.read_text().replace(f"localhost:{before}/", f"localhost:{port}/"))
    kept.write_text(str(port))


def _statements(resources: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each statement of the functions' policies."""
    for resource in resources.values():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                yield from policy["PolicyDocument"]["Statement"]


def _gateway_response(kind: str, response: Mapping[str, Any]) -> dict[str, Any]:
    headers = response["ResponseParameters"]["Headers"]
    properties = {
        "RestApiId": {"Ref": "RestAPI"},
        "ResponseType": kind,
        "ResponseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "ResponseTemplates": response["ResponseTemplates"],
    }
    if "StatusCode" in response:
        properties["StatusCode"] = str(response["StatusCode"])
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}


def _environment(state: Path, *, port: int, region: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_HANDED_ON)}
    return kept | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",  # it would listen on every address
        "IOT_MTLS_ENABLED": "0",  # or port 8883 would be open to everybody
        "SFTP_ENABLED": "0",
        "AUTH": "true",
        "MINISTACK_REGION": region,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "PYTHONUNBUFFERED": "1",
    }


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _die_with_parent() -> None:
    """Have Linux stop it when we are killed: its state is then written all the same."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
