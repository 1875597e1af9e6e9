"""Asks the identity function, and turns its refusals back into ours."""

from collections.abc import Mapping
from typing import Any

from chalicelib.aws import functions, telemetry
from chalicelib.rules import errors


def ask(question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer `{"contact": ...}` of workers/identity.py. Raises what that function refused."""
    answer = functions.identify({**question, "correlation_id": telemetry.correlation_id()})
    refused = answer.get("refused")
    if refused:
        kind: type[errors.Refused] = getattr(errors, refused["as"])
        raise kind(refused["code"], **refused["values"])
    return answer
