"""The victim of the kill test: runs functions of app.py as Lambda would, and dies where it is told to.

Each line of input is a job:
    {"function", "event", "environment", "later": seconds, "kill": {"call": n, "when": "sent" | "answered"} or null}
Its lines of output are {"call": "dynamodb.GetItem"} for each request to AWS, {"answer": ...} if it lives so long,
and in the end {"end": "finished" | "failed" | "killed"}.

Each job is done by a fork of this process, which has made no client and read nothing: a cold start, imports apart.
Death is SIGKILL: nothing is flushed, closed or tidied up. `answered` is when the n-th answer has just come
(0: before anything is asked), `sent` when the n-th request has just left, whose answer nobody will read.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any, NoReturn
from urllib.parse import urlsplit

import time_machine

import app
from chalicelib.aws import clients

Job = dict[str, Any]
Say = Callable[[object], None]

CONTEXT = SimpleNamespace(
    function_name="killed",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:ap-southeast-3:000000000000:function:killed",
    aws_request_id="killed",
)


def main() -> None:
    say = _leaving_the_output_to_the_log()
    _read_models()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _be(json.loads(line), say)
        _, status = os.waitpid(child, 0)
        say({"end": "killed" if os.WIFSIGNALED(status) else "failed" if status else "finished"})


def _leaving_the_output_to_the_log() -> Say:
    """What says lines on today's standard output, which from here on is another name for the error output."""
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(line: object) -> None:
        os.write(output, json.dumps(line).encode() + b"\n")

    return say


def _read_models() -> None:
    """What botocore knows of the services, so that not each fork reads it again."""
    loader = clients.session().get_component("data_loader")
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(name)
    for service in ("dynamodb", "kms", "lambda", "secretsmanager", "sns", "sqs"):
        for part in ("service-2", "endpoint-rule-set-1"):
            loader.load_service_model(service, part)


def _be(job: Job, say: Say) -> NoReturn:
    try:
        _run(job, say)
        sys.stdout.flush()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever happens, a fork must not go on where its parent was
        traceback.print_exc()
        os._exit(1)


def _run(job: Job, say: Say) -> None:
    os.environ.update(job["environment"])
    kill = job["kill"] or {}
    _listen(kill, say)
    if kill.get("call") == 0:
        _die()
    moment = datetime.now(UTC) + timedelta(seconds=job["later"])
    with time_machine.travel(moment) if job["later"] else nullcontext():
        say({"answer": getattr(app, job["function"])(job["event"], CONTEXT)})


def _listen(kill: Job, say: Say) -> None:
    """Tell of each request to AWS, and die at the one that `kill` names."""
    calls: list[str] = []

    def sent(**told: Any) -> None:
        calls.append(told["event_name"].removeprefix("before-send."))
        say({"call": calls[-1]})
        if kill == {"call": len(calls), "when": "sent"}:
            _send(told["request"])
            _die()

    def answered(**_: Any) -> None:
        if kill == {"call": len(calls), "when": "answered"}:
            _die()

    clients.session().register("before-send", sent)
    clients.session().register("response-received", answered)


def _send(request: Any) -> None:
    address = urlsplit(request.url)
    path = address._replace(scheme="", netloc="").geturl()
    HTTPConnection(address.netloc).request(request.method, path, request.body, dict(request.headers))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
