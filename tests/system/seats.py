"""What people are appointed to, changed for a while under the tokens that they hold."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.system.stack import Stack


def sub(stack: Stack, username: str) -> str:
    claims = stack.token(username).split(".")[1]
    found: str = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    return found


@contextmanager
def appointed(stack: Stack, username: str, *, begins: int = -1, ends: int = 1) -> Iterator[None]:
    """The same office from and to other days, counted from today."""
    dynamodb, table = stack.aws("dynamodb"), stack.resources["ReportsTable"]
    key = {"pk": {"S": "appointments"}, "sk": {"S": sub(stack, username)}}
    before = dynamodb.get_item(TableName=table, Key=key)["Item"]
    term = {"valid_from": {"S": _day(begins)}, "valid_to": {"S": _day(ends)}}
    dynamodb.put_item(TableName=table, Item=before | term)
    try:
        yield
    finally:
        dynamodb.put_item(TableName=table, Item=before)


def _day(days: int) -> str:
    return str(datetime.now(UTC).date() + timedelta(days))
