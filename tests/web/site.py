"""The pages and the API behind one address, in this process: the real application over moto, and the static pages.

What the deployed front does is done here in little: `/api/*` goes to the API, all else is a file.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from chalice.test import Client

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Site(ThreadingHTTPServer):
    def __init__(self, client: Client, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.client = client
        self.folder = folder
        self.one_at_a_time = threading.Lock()  # the application in a test is one function, not many

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def served(client: Client, folder: Path) -> Iterator[str]:
    """The address of the site while it is up."""
    site = Site(client, folder)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site.address
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


class _Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path.startswith("/api/"):
            self._ask("GET")
        else:
            self._file(self.server.folder / self.path.partition("?")[0].lstrip("/"))

    def do_POST(self) -> None:
        self._ask("POST")

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - http.server's name
        """Tests say what went wrong themselves."""

    def _ask(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.one_at_a_time:
            path = self.path[len("/api") :]
            answer = self.server.client.http.request(method, path, dict(self.headers.items()), body)
        self._answer(answer.status_code, answer.headers, answer.body)

    def _file(self, path: Path) -> None:
        file = path / "index.html" if path.is_dir() else path
        found = file if file.is_file() else self.server.folder / "404.html"
        kind = f"{guess_type(found.name)[0]}; charset=utf-8"
        headers = {"Content-Type": kind, "Content-Security-Policy": POLICY}
        self._answer(200 if found is file else 404, headers, found.read_bytes())

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
