"""The region's secret, read once per container.

Its value is `{"current": "<key id>", "<key id>": "<key>", ...}`.
Key "1" makes the report numbers for ever, so that a submission sent again after a rotation is still the same report;
the current key makes new access codes, and every older one stays for the codes it made.
"""

import json
import os
from functools import cache

from chalicelib.aws.clients import client


def numbers_key() -> bytes:
    return _keys()["1"].encode()


def current_key_id() -> str:
    return _keys()["current"]


def codes_key(key_id: str) -> bytes:
    """The key of that id; one that this container has not seen was added since and is read now."""
    if key_id not in _keys():
        _keys.cache_clear()
    return _keys()[key_id].encode()


@cache
def _keys() -> dict[str, str]:
    answer = client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET"])
    keys: dict[str, str] = json.loads(answer["SecretString"])
    return keys
