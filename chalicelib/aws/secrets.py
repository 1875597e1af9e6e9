"""The region's secrets, each read once per container.

The value of each is `{"current": "<key id>", "<key id>": "<key>", ...}`: the current key makes what is new, and every
older one stays for what it made.
Of the first, key "1" makes the report numbers for ever, so that a submission sent again after a rotation is still the
same report; the others make access codes.
The second makes the secrets of webhooks. It is apart because who delivers those has no business with codes.
"""

import json
import os
from functools import cache
from typing import TYPE_CHECKING

from chalicelib import start
from chalicelib.aws.clients import client

if TYPE_CHECKING:
    from chalicelib.rules import signatures
else:
    signatures = start.later("chalicelib.rules.signatures")  # for who registers a webhook

_CODES = "SECRET"
_WEBHOOKS = "WEBHOOKS_SECRET"


def numbers_key() -> bytes:
    return _keys(_CODES)["1"].encode()


def current_key_id() -> str:
    return _keys(_CODES)["current"]


def codes_key(key_id: str) -> bytes:
    return _key(_CODES, key_id)


def current_webhooks_key_id() -> str:
    return _keys(_WEBHOOKS)["current"]


def webhook_secret(key_id: str, agency: str, issue: int) -> str:
    """What an agency's system checks signatures with."""
    return signatures.secret(_key(_WEBHOOKS, key_id), agency, issue)


def _key(variable: str, key_id: str) -> bytes:
    """The key of that id; one that this container has not seen was added since and is read now."""
    if key_id not in _keys(variable):
        _keys.cache_clear()
    return _keys(variable)[key_id].encode()


@cache
def _keys(variable: str) -> dict[str, str]:
    answer = client("secretsmanager").get_secret_value(SecretId=os.environ[variable])
    keys: dict[str, str] = json.loads(answer["SecretString"])
    return keys
