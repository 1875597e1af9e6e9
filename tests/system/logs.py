"""What the functions of a running stack have printed, as CloudWatch Logs keeps it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.system.stack import Stack


def groups(stack: Stack) -> list[str]:
    pages = stack.aws("logs").get_paginator("describe_log_groups").paginate()
    return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def printed(stack: Stack, group: str) -> list[str]:
    """Every line of a log group."""
    pages = stack.aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    return [event["message"] for page in pages for event in page["events"]]


def said(stack: Stack, function: str, report: str) -> list[dict[str, Any]]:
    """The log lines of a function, named as its group is (api, relay, ...), that name a report."""
    lines = _lines(printed(stack, f"/tuntas/{stack.outputs['stack']}/{function}"))
    return [line for line in lines if line.get("report") == report]


def _lines(texts: list[str]) -> Iterator[dict[str, Any]]:
    yield from (json.loads(text) for text in texts if text.startswith("{"))
