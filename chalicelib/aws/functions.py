"""Calls from one Lambda to another: only the API calls, and only the identity function."""

import json
import os
from collections.abc import Mapping
from typing import Any

from chalicelib.aws.clients import client


def identify(question: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the identity function; see workers/identity.py for question and answer."""
    answer = client("lambda").invoke(
        FunctionName=os.environ["IDENTITY_FUNCTION"], Payload=json.dumps(dict(question)).encode()
    )
    if answer.get("FunctionError"):
        raise RuntimeError("the identity function failed")
    result: dict[str, Any] = json.loads(answer["Payload"].read())
    return result
