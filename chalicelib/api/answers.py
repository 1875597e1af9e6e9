"""The answers of the API: JSON, pages, and what may be kept of them by whom."""

from collections.abc import Mapping
from typing import Any

import msgspec
from chalice.app import Response

_PRIVATE = {"Cache-Control": "no-store"}
_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}
# What infra/stack.yaml gives the static pages, for those who come to the API's own address.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def private(body: Any, *, status: int = 200) -> Response:
    """JSON for whoever asked, and nobody in between."""
    return _json(body, status=status, headers=_PRIVATE)


def public(body: Any, *, kind: str = "application/json") -> Response:
    """JSON for everybody, from any page, kept by caches for a minute."""
    return _json(body, status=200, headers={**_OPEN, "Content-Type": kind})


def page(body: str, *, status: int = 200) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": PAGE_POLICY,
        **_PRIVATE,
    }
    return Response(body=body, status_code=status, headers=headers)


def _json(body: Any, *, status: int, headers: Mapping[str, str]) -> Response:
    text = msgspec.json.encode(body).decode()
    kept: dict[str, str | list[str]] = {"Content-Type": "application/json", **headers}
    return Response(body=text, status_code=status, headers=kept)
