"""API Gateway in this process: makes the events that it would give to the function."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SUB = "Staff-Sub"  # the header that stands for the access token which the real gateway has checked


class Gateway:
    """Knows the routes of an application, as the template gives them to API Gateway."""

    def __init__(self, routes: Mapping[str, object]) -> None:
        patterns = [(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route), route) for route in routes]
        # the most literal first, as API Gateway does
        self._routes = [(re.compile(p), route) for p, route in sorted(patterns, key=lambda known: known[1].count("{"))]

    def event(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> dict[str, Any]:
        parts = urlsplit(path)
        resource, parameters = self._resource(parts.path)
        query = dict(parse_qsl(parts.query))
        signed_in = {"sub": headers.get(SUB), "scope": "aws.cognito.signin.user.admin"}
        claims = {"authorizer": {"claims": signed_in}} if SUB in headers else {}
        return {
            "resource": resource,
            "path": parts.path,
            "httpMethod": method,
            "headers": dict(headers),
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": resource,
                "httpMethod": method,
                "path": f"/api{parts.path}",
                "stage": "api",
                "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
                "identity": {"sourceIp": "127.0.0.1"},
                **claims,
            },
            "body": base64.b64encode(body).decode() if body else None,
            "isBase64Encoded": bool(body),
        }

    def _resource(self, path: str) -> tuple[str, dict[str, str]]:
        for pattern, route in self._routes:
            if found := pattern.fullmatch(path):
                return route, found.groupdict()
        raise LookupError(path)
