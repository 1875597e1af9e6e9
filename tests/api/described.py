"""The API's own description as a measure for its answers."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.conftest import ROOT

DOCUMENT: dict[str, Any] = json.loads((ROOT / "chalicelib" / "api" / "openapi.json").read_text())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def check(schema: str, answer: HTTPResponse) -> Any:
    """Raise unless the answer's JSON is what the document says of `schema`; gives the JSON."""
    validate_as(schema, answer.json_body)
    return answer.json_body


def validate_as(schema: str, value: object) -> None:
    """Raise unless `value` has all that the document says of `schema`, and nothing besides."""
    Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": _closed()}).validate(value)


def _closed() -> dict[str, Any]:
    """The document's components, with whatever they do not describe being wrong."""
    components: dict[str, Any] = deepcopy(DOCUMENT["components"])
    joined = json.dumps(list(_joined(components["schemas"])))
    parts = set(re.findall(r'"#/components/schemas/(\w+)"', joined))
    for name, schema in components["schemas"].items():
        if name not in parts:
            _close(schema)
    return components


def _joined(node: Any) -> Iterator[Any]:
    """Every `allOf`: its parts are not whole by themselves."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _joined(value)
    if isinstance(node, dict) and "allOf" in node:
        yield node["allOf"]


def _close(node: Any) -> None:
    if isinstance(node, dict):
        for value in node.values():
            _close(value)
        if "properties" in node or "allOf" in node:
            node.setdefault("unevaluatedProperties", False)
