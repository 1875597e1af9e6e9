"""The front door on this machine: the pages, and the API under /api, at one address, as CloudFront gives them.

The security headers are those of stack.yaml's ResponseHeadersPolicy, read from the packaged template.
"""

import gzip
import http.client
import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from infra.site import type_of

LARGEST = 10_000_000  # bytes, as API Gateway
PATIENCE = 5  # seconds for the rest of a request that was refused
API_TIMEOUT = 30  # seconds; API Gateway waits for 29
WORTH_ZIPPING = 1000  # bytes, as CloudFront
_ZIPPED = (".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest")
_HOP_BY_HOP = frozenset(
    {"connection", "content-length", "date", "host", "keep-alive", "server", "te", "transfer-encoding", "upgrade"}
)


class Front(ThreadingHTTPServer):
    """Serves `web` and passes /api/* on to `api`, the stage's address at the emulator. Loopback only."""

    daemon_threads = True

    def __init__(self, port: int, *, web: Path, api: str, headers: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", port), _Visit)
        self.web = web.resolve()
        self.api = urlsplit(api)
        self.headers = headers


def headers(template: Mapping[str, Any]) -> dict[str, str]:
    """The headers that CloudFront adds to every answer, from the template's ResponseHeadersPolicy."""
    policy = template["Resources"]["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    below = "; includeSubDomains" if transport.get("IncludeSubdomains") else ""
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}{below}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        **{item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]},
    }


def file_of(web: Path, path: str) -> Path | None:
    """The file of a page's address, as stack.yaml's PageAddresses finds it; None where there is none in `web`."""
    name = unquote(path).lstrip("/")
    if "." not in name.rpartition("/")[2]:
        name = f"{name.rstrip('/')}/index.html".lstrip("/")
    try:
        found = (web / name).resolve()
        return found if found.is_file() and found.is_relative_to(web) else None
    except (OSError, ValueError):  # a name too long, or with a NUL in it, is no file's
        return None


class _Visit(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"
    timeout = 75
    wbufsize = -1  # headers and body in one packet: in two they wait 40 ms for each other

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        if self.path.startswith("/api/"):
            self._pass_on()
        elif self.command in ("GET", "HEAD"):
            self._page(urlsplit(self.path).path)
        else:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "wrong_method")

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 the base class's names

    def version_string(self) -> str:
        return "front"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: a visit's address is personal."""

    def _page(self, path: str) -> None:
        found = file_of(self.server.web, path)
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        found = found or file_of(self.server.web, "/404.html")
        if not found:
            self._refuse(status, "unknown_page")
            return
        answer = {"Content-Type": type_of(found.name), "Cache-Control": "no-cache"}
        content = found.read_bytes()
        if found.suffix in _ZIPPED and len(content) > WORTH_ZIPPING:
            answer["Vary"] = "Accept-Encoding"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                answer["Content-Encoding"] = "gzip"
                content = gzip.compress(content, mtime=0)
        self._answer(status, answer, content)

    def _pass_on(self) -> None:
        if ".." in unquote(self.path).split("/"):
            self._refuse(HTTPStatus.NOT_FOUND, "unknown_page")
            return
        body = self._body()
        if body is None:
            return
        try:
            status, answer, content = self._ask(body)
        except (OSError, http.client.HTTPException):
            self._refuse(HTTPStatus.BAD_GATEWAY, "failed")
            return
        self._answer(status, answer, content)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the API answers: status, headers, content."""
        api = self.server.api
        passed = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        passed["X-Forwarded-For"] = self.client_address[0]
        link = http.client.HTTPConnection("127.0.0.1", api.port, timeout=API_TIMEOUT)
        try:
            link.request(self.command, f"{api.path}{self.path.removeprefix('/api')}", body or None, passed)
            answer = link.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP]
            return answer.status, kept, answer.read()
        finally:
            link.close()

    def _body(self) -> bytes | None:
        """What was sent; None where it was refused."""
        if self.headers.get("Transfer-Encoding"):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "refused")
            return None
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit():
            self._refuse(HTTPStatus.BAD_REQUEST, "refused")
            return None
        if int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
            self._let_finish(int(length))
            return None
        return self.rfile.read(int(length))

    def _let_finish(self, length: int) -> None:
        """Throw away what is still being sent: who is cut off while sending never reads the answer."""
        self.wfile.flush()
        self.connection.settimeout(PATIENCE)
        left = min(length, 10 * LARGEST)
        with suppress(OSError):
            while left > 0 and (part := self.rfile.read1(min(left, 65_536))):
                left -= len(part)

    def _refuse(self, status: HTTPStatus, code: str) -> None:
        self.close_connection = True  # what was sent may not have been read
        problem = {"type": f"urn:tuntas:problem:{code}", "title": status.phrase, "status": status.value}
        document = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Connection": "close"}
        self._answer(status, document, json.dumps(problem).encode())

    def _answer(self, status: int, answer: Mapping[str, str] | list[tuple[str, str]], content: bytes) -> None:
        pairs = list(answer.items()) if isinstance(answer, Mapping) else answer
        added = self.server.headers
        overridden = {name.lower() for name in added}
        self.send_response(status)
        for name, value in pairs:
            if name.lower() not in overridden:
                self.send_header(name, value)
        for name, value in added.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
