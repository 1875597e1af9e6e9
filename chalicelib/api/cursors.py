"""Opaque cursors: the place in a list from which the next page goes on."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from chalicelib.rules.errors import Malformed


def write(place: Sequence[str]) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read(cursor: str, *, parts: int) -> list[str]:
    """The place that was written. Raises Malformed for anything else."""
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Malformed("cursor") from error
    if not isinstance(place, list) or len(place) != parts or not all(isinstance(part, str) for part in place):
        raise Malformed("cursor")
    return place
