"""`make run`: the very stack that is deployed, on this machine: emulator, stack, demo staff, front door.

State is kept per region in .local/<region>/; .local/outputs.json describes the one that runs.
Another folder than .local can be given, as the tests do.
"""

import fcntl
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra import emulator, front, loopback, people
from infra.cloud import Cloud
from infra.emulator import Emulator
from infra.package import ROOT, STAGE, Package, package, source_of
from infra.stack import Stack
from infra.steps import step

LOCAL = ROOT / ".local"
_LOOPBACK = "127.0.0.0/8,::1/128"  # where receivers of webhooks may be, on this machine


@dataclass(frozen=True)
class Place:
    """Where on this machine it runs: its two ports, and the folder of its state."""

    web: int
    emulator: int
    folder: Path = LOCAL

    @property
    def address(self) -> str:
        return f"http://localhost:{self.web}"

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs.json"


def run(name: str, place: Place) -> None:
    """Start everything, say where it is, and stop everything on Ctrl-C or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # Ctrl-C too: a shell's background job ignores it
        signal.signal(number, signal.default_int_handler)
    source_of(name)
    _demand_port(place.web, "PORT")
    _demand_port(place.emulator, "EMULATOR_PORT")
    home = place.folder / name
    home.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as running:
            running.enter_context(_alone(home))
            _wait(_start(running, name, home, place))
    except KeyboardInterrupt:
        print("\nStopped; the reports are kept.")


def _start(running: ExitStack, name: str, home: Path, place: Place) -> Emulator:
    with step(f"Packaging {name}"):
        made = package(name)
    emulated = running.enter_context(_emulator(home, made, port=place.emulator))
    with step("Deploying the stack"):
        outputs = _deploy(home, made, emulated, place)
    stack = _stack(made, emulated)
    with step("Appointing the demo staff"):
        accounts = people.demo(stack.cloud, outputs, made.region, kept=home / "accounts.json")
    running.enter_context(_front(made, outputs, emulated, place))
    _check_loopback(emulated)
    running.enter_context(_described(stack, outputs, place, accounts))
    _welcome(made, place, accounts)
    return emulated


def _deploy(home: Path, made: Package, emulated: Emulator, place: Place) -> dict[str, str]:
    """The stack's outputs; it is changed only where package or address have."""
    mark, wanted = home / "deployed", f"{made.fingerprint} {place.address}"
    stack = _stack(made, emulated)
    outputs = stack.outputs()
    if outputs and mark.is_file() and mark.read_text() == wanted:
        return outputs
    template = emulator.suit(json.loads(made.template.read_text()))
    outputs = stack.deploy(made, template, {"WebUrl": place.address, "WebhookNetworks": _LOOPBACK})
    mark.write_text(wanted)
    return outputs


def _stack(made: Package, emulated: Emulator) -> Stack:
    return Stack(Cloud(made.region.aws_region, emulated.address), f"tuntas-{made.region.slug}")


@contextmanager
def _emulator(home: Path, made: Package, *, port: int) -> Iterator[Emulator]:
    with step("Starting the emulator"):
        emulated = emulator.start(home, port=port, region=made.region.aws_region)
        try:
            emulated.wait()
        except BaseException:
            emulated.stop()
            raise
    try:
        yield emulated
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not lose what is being written
        with step("Writing the state and stopping"):
            emulated.stop()


@contextmanager
def _front(made: Package, outputs: Mapping[str, str], emulated: Emulator, place: Place) -> Iterator[None]:
    door = front.Front(
        place.web,
        web=made.web,
        api=f"{emulated.address}/restapis/{outputs['RestAPIId']}/{STAGE}/_user_request_",
        headers=front.headers(json.loads(made.template.read_text())),
    )
    threading.Thread(target=door.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        door.shutdown()
        door.server_close()


@contextmanager
def _described(
    stack: Stack, outputs: Mapping[str, str], place: Place, accounts: list[people.Account]
) -> Iterator[None]:
    description: dict[str, Any] = {
        "web": place.address,
        "api": f"{place.address}/{STAGE}",
        "emulator": stack.cloud.endpoint,
        "aws_region": stack.cloud.region,
        "stack": stack.name,
        "user_pool_id": outputs["StaffPoolId"],
        "user_pool_client_id": outputs["StaffClientId"],
        "open311_api_key": None,
        "accounts": people.shown(accounts),
    }
    fresh = place.outputs.with_suffix(".new")  # whoever waits for the file must not read half of it
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(description, indent=1) + "\n")
    fresh.replace(place.outputs)
    try:
        yield
    finally:
        if json.loads(place.outputs.read_text()) == description:  # not another region's, started since
            place.outputs.unlink()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two emulators on one state would each write over the other's."""
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"{home.name} runs already; stop that one first (Ctrl-C where it runs).") from None
        yield


def _wait(emulated: Emulator) -> None:
    while emulated.process.poll() is None:
        time.sleep(1)
    raise SystemExit(f"The emulator has ended by itself; see {emulated.log}")


def _demand_port(port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} cannot be used ({os.strerror(error.errno or 0)}). "
                f"Stop what uses it, or choose another: make run {variable}={port + 1}"
            ) from None


def _check_loopback(emulated: Emulator) -> None:
    if found := loopback.open_to_others(emulated.process.pid):
        raise SystemExit(f"Not started: ports {', '.join(found)} would be open to other machines.")


def _welcome(made: Package, place: Place, accounts: list[people.Account]) -> None:
    officer = next(account for account in accounts if account.role == "officer")
    print(
        f"\n{made.region.name} is up: {place.address}\n"
        f"  API       {place.address}/{STAGE}\n"
        f"  accounts  {place.outputs}, for example {officer.username} / {officer.password}\n"
        "Ctrl-C stops it; the reports are kept.",
        flush=True,
    )
