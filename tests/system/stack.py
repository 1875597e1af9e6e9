"""A running stack, as the tests meet it: over HTTP as its users do, and through the emulator's AWS as operators do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN = 180  # seconds; the package may have to be made first


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Stack:
    """`outputs` is what `make run` writes into outputs.json; `log` is what the emulator and its functions print."""

    outputs: Mapping[str, Any]
    log: Path

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """A request through the front door; `body` is sent as JSON unless it is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.personal.update(_personal(body, named))
        request = urllib.request.Request(
            self.outputs["api"] + path, data, {"Content-Type": "application/json", **named}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())

    def submit(self, form: Mapping[str, Any], *, key: str | None = None) -> Answer:
        return self.call("POST", "/reports", dict(form), Idempotency_Key=key or str(uuid4()))

    def read(self, receipt: Mapping[str, Any]) -> Any:
        """The report as its reporter sees it."""
        return self.call("GET", f"/reports/{receipt['id']}", Access_Code=receipt["access_code"]).json

    def by_reporter(self, receipt: Mapping[str, Any], act: str, **fields: Any) -> Answer:
        return self.call("POST", f"/reports/{receipt['id']}/{act}", fields, Access_Code=receipt["access_code"])

    def by_staff(self, username: str, number: str, act: str, **fields: Any) -> Answer:
        return self.call("POST", f"/agency/reports/{number}/{act}", fields, Authorization=self.token(username))

    def token(self, username: str) -> str:
        """The access token of a demo account, signed in once."""
        if username not in self._tokens:
            self._tokens[username] = self._sign_in(username)["AccessToken"]
        return self._tokens[username]

    def aws(self, service: str, **credentials: str) -> Any:
        """A client for the emulated account: as its root, or with a role's credentials."""
        keys = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        make: Any = boto3.client  # its types have an overload for each of some 400 services
        return make(service, region_name=self.outputs["aws_region"], endpoint_url=self.outputs["emulator"], **keys)

    def role(self, function: str) -> dict[str, str]:
        """Credentials of the role that a function runs with; `function` by its name in the stack, like APIHandler."""
        configuration = self.aws("lambda").get_function_configuration(FunctionName=self.resources[f"{function}Name"])
        session = self.aws("sts").assume_role(RoleArn=configuration["Role"], RoleSessionName="tests")["Credentials"]
        return {
            "aws_access_key_id": session["AccessKeyId"],
            "aws_secret_access_key": session["SecretAccessKey"],
            "aws_session_token": session["SessionToken"],
        }

    def environment(self, function: str) -> dict[str, str]:
        """The environment variables of a deployed function."""
        name = self.resources[f"{function}Name"]
        configuration = self.aws("lambda").get_function_configuration(FunctionName=name)
        variables: dict[str, str] = configuration["Environment"]["Variables"]
        return variables

    def texts(self, phone: str) -> list[str]:
        """Every SMS sent to `phone`, the oldest first."""
        with urllib.request.urlopen(f"{self.outputs['emulator']}/_ministack/sns/sms-messages") as answer:
            sent = json.load(answer)["sms_messages"]
        return [message["Message"] for message in sent.get(phone, [])]

    def items(self, table: str) -> list[dict[str, Any]]:
        """Every item of a table, which is named as in the stack's outputs; only the account's root may scan."""
        pages = self.aws("dynamodb").get_paginator("scan").paginate(TableName=self.resources[table])
        return [item for page in pages for item in page["Items"]]

    @cached_property
    def personal(self) -> set[str]:
        """Whatever was sent that may stand in no log: contacts, codes, keys and tokens."""
        return set()

    @cached_property
    def resources(self) -> dict[str, str]:
        """The CloudFormation outputs of the stack."""
        [stack] = self.aws("cloudformation").describe_stacks(StackName=self.outputs["stack"])["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    @cached_property
    def _tokens(self) -> dict[str, str]:
        return {}

    def _sign_in(self, username: str) -> dict[str, str]:
        [account] = [account for account in self.outputs["accounts"] if account["username"] == username]
        answer = self.aws("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.outputs["user_pool_client_id"],
            AuthParameters={"USERNAME": username, "PASSWORD": account["password"]},
        )
        result: dict[str, str] = answer["AuthenticationResult"]
        return result


def _personal(body: object, headers: Mapping[str, str]) -> Iterator[str]:
    yield from (headers[name] for name in ("Access-Code", "Authorization", "Idempotency-Key") if name in headers)
    contact = body.get("contact") if isinstance(body, Mapping) else None
    values = contact.values() if isinstance(contact, Mapping) else ()
    yield from (value for value in values if isinstance(value, str))


def until(condition: Any, *, within: float = 30, every: float = 0.3) -> Any:
    """What `condition()` gives once it gives something true; fails when it does not in time."""
    end = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {within} s"
        time.sleep(every)
    return found


@contextmanager
def running(region: str, folder: Path) -> Iterator[Stack]:
    """`make run` of a region, with its state in `folder` and on free ports."""
    web, emulator = _free_ports(2)
    command = [sys.executable, "-m", "infra", "run", region, "--port", web, "--emulator-port", emulator]
    printed = folder / "run.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--state", str(folder)], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Stack(_outputs(process, folder, printed), folder / region / "emulator.log")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _outputs(process: "subprocess.Popen[bytes]", folder: Path, printed: Path) -> dict[str, Any]:
    end = time.monotonic() + STARTS_WITHIN
    while not (folder / "outputs.json").is_file():
        assert process.poll() is None, printed.read_text()
        assert time.monotonic() < end, printed.read_text()
        time.sleep(0.2)
    found: dict[str, Any] = json.loads((folder / "outputs.json").read_text())
    return found


def _free_ports(count: int) -> list[str]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [str(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
