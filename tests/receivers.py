"""An agency's own system, on this machine: takes what is delivered to it, or does not."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.rules import signatures

LOOPBACK = "127.0.0.0/8"


@dataclass
class Receiver:
    """`answer` is the status that it gives; before that it waits for `delay` seconds, or dribbles if told to."""

    port: int = 0
    answer: int = 200
    delay: float = 0
    dribbles: bool = False
    seal: ssl.SSLContext | None = None
    asked: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tuntas?from=tuntas"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.asked]

    @property
    def events(self) -> list[str]:
        return [body["event"] for body in self.bodies]

    def is_signed(self, secret: str, number: int = -1) -> bool:
        body, headers = self.asked[number]
        return signatures.is_signed(body, headers[signatures.HEADER], secret, now=datetime.now(UTC))


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Who hangs up is no news."""


@contextmanager
def receiving(**behaviour: Any) -> Iterator[Receiver]:
    told = Receiver(**behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append((self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
            time.sleep(told.delay)
            with suppress(OSError):  # the other side has gone
                _dribble(self.wfile) if told.dribbles else self._answer()

        def _answer(self) -> None:
            self.send_response(told.answer)
            self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with _Server(("127.0.0.1", 0), Handler) as server:
        if told.seal:
            server.socket = told.seal.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        server.block_on_close = False
        told.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


def _dribble(answer: Any) -> None:
    """Something comes all the time, and never an end."""
    answer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        answer.write(b"X-%d: 1\r\n" % number)
        answer.flush()
        time.sleep(0.5)
