"""Cold starts: how long a function takes from nothing to its first answer, as Lambda's own runtime client runs it.

Each start is a process of its own, `python -m awslambdaric` with the unpacked package and the calls to AWS answered on
loopback at once. The variants take turns, so that whatever else the machine does meets them all alike.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import aws
from bench.runtime import Run, runtime_api
from bench.tools import runtime_client

_PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Variant:
    """A package as unpacked in `folder`, and one of its functions with its first event."""

    name: str
    folder: Path
    handler: str
    event: Mapping[str, Any]


@dataclass(frozen=True)
class Start:
    """Milliseconds from starting the process to asking for the first event, to having answered it, and of processor."""

    ready: float
    answered: float
    cpu: float


def start(variant: Variant, endpoint: str) -> Start:
    """Start it once. Raises RuntimeError where the function fails."""
    with runtime_api([variant.event]) as (address, run):
        before, began = _cpu(), time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-s", "-S", "-m", "awslambdaric", variant.handler],
            cwd=variant.folder,
            env=_environment(variant, endpoint, address),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(run, process)
        finally:
            process.kill()
            said = process.communicate()[0].decode()
    if run.ready_at is None or run.failure or not run.answered_at or not _is_well(run.answers[0]):
        raise RuntimeError(f"{variant.name} failed: {run.failure or run.answers}\n{said}")
    return Start((run.ready_at - began) * 1000, (run.answered_at[0] - began) * 1000, _cpu() - before)


def modules(variant: Variant) -> set[str]:
    """The modules that the function has loaded once it is ready for its first event."""
    module = variant.handler.rpartition(".")[0]
    command = [sys.executable, "-s", "-S", "-c", f"import {module}, sys; print(*sys.modules)"]
    environment = _environment(variant, "http://127.0.0.1:9", "")
    done = subprocess.run(command, cwd=variant.folder, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def _cpu() -> float:
    """Milliseconds of processor time of all processes that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def _environment(variant: Variant, endpoint: str, runtime: str) -> dict[str, str]:
    return {
        **aws.ENVIRONMENT,
        "PATH": os.environ["PATH"],
        "HOME": "/nowhere",
        "PYTHONPATH": os.pathsep.join([str(variant.folder), str(runtime_client())]),
        "PYTHONDONTWRITEBYTECODE": "1",  # Lambda's folder cannot be written
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_LAMBDA_RUNTIME_API": runtime,
        "AWS_LAMBDA_FUNCTION_NAME": variant.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
    }


def _wait(run: Run, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while not run.over.wait(0.05) and process.poll() is None and time.monotonic() < until:
        pass


def _is_well(answer: Any) -> bool:
    return not (isinstance(answer, dict) and (answer.get("statusCode", 200) >= 300 or answer.get("batchItemFailures")))
