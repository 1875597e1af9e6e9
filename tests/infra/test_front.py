"""The front door: pages by their address, the API behind /api, CloudFront's headers on everything, nothing outside."""

import gzip
import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra import front
from infra.front import LARGEST, Front

ADDED = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}


class Api(BaseHTTPRequestHandler):
    """An API that answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        asked = {
            "method": self.command,
            "path": self.path,
            "headers": dict(self.headers),
            "body": self.rfile.read(length).decode(),
        }
        content = json.dumps(asked).encode()
        self.send_response(418)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Security-Policy", "none of CloudFront's")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def web(tmp_path: Path) -> Path:
    pages = tmp_path / "web"
    (pages / "lacak").mkdir(parents=True)
    (pages / "index.html").write_text("<p>Beranda</p>" * 100)
    (pages / "lacak" / "index.html").write_text("<p>Lacak</p>")
    (pages / "404.html").write_text("<p>Tidak ada</p>")
    (pages / "style.css").write_text("p { margin: 0 }")
    (tmp_path / "secret.txt").write_text("nobody's")
    return pages


def serve(server: ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def api() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    yield from serve(server)


@pytest.fixture
def door(web: Path, api: int) -> Iterator[int]:
    yield from serve(Front(0, web=web, api=f"http://localhost:{api}/restapis/abc/api/_user_request_", headers=ADDED))


class Answer:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.content = answer.status, answer.headers, answer.read()

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(link.getresponse())
    finally:
        link.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/", "Beranda"),
        ("/?utm=1", "Beranda"),
        ("/index.html", "Beranda"),
        ("/lacak", "Lacak"),
        ("/lacak/", "Lacak"),
        ("/%6Cacak/", "Lacak"),
        ("/style.css", "margin"),
    ],
)
def test_a_page_is_found_by_its_address(door: int, address: str, says: str) -> None:
    answer = ask(door, "GET", address)
    assert answer.status == 200
    assert says in answer.content.decode()


def test_every_answer_carries_the_headers_of_cloudfront(door: int) -> None:
    for path in ("/", "/nowhere", "/style.css", "/api/health"):
        answer = ask(door, "GET", path)
        assert {name: answer.headers.get_all(name) for name in ADDED} == {
            name: [value] for name, value in ADDED.items()
        }


def test_a_missing_page_says_so_in_words(door: int) -> None:
    answer = ask(door, "GET", "/nowhere")
    assert (answer.status, answer.content) == (404, b"<p>Tidak ada</p>")


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/lacak/../../secret.txt",
        "//../secret.txt",
        "/\\..\\secret.txt",
        "/%00.html",
        "/" + "a" * 5000 + ".html",
        "/..",
    ],
)
def test_nothing_outside_the_pages_is_served(door: int, address: str) -> None:
    assert ask(door, "GET", address).status == 404


def test_a_long_page_is_zipped_for_whom_can_read_it(door: int) -> None:
    zipped = ask(door, "GET", "/", Accept_Encoding="br, gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == ask(door, "GET", "/").content
    assert zipped.headers["Vary"] == "Accept-Encoding"


def test_head_says_how_long_the_page_is_and_sends_none(door: int) -> None:
    answer = ask(door, "HEAD", "/style.css")
    assert (answer.status, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len("p { margin: 0 }"))
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


def test_a_page_takes_no_post(door: int) -> None:
    assert ask(door, "POST", "/", b"x").status == 405


def test_the_api_gets_method_path_query_headers_and_body_as_they_were(door: int) -> None:
    asked = ask(
        door, "PUT", "/api/reports/BNA-1/x%2Fy?a=1&b=%20", b'{"a": 1}', Access_Code="K", Accept_Language="en"
    ).json()
    assert asked["method"] == "PUT"
    assert asked["path"] == "/restapis/abc/api/_user_request_/reports/BNA-1/x%2Fy?a=1&b=%20"
    assert asked["body"] == '{"a": 1}'
    assert asked["headers"]["Access-Code"] == "K"
    assert asked["headers"]["Accept-Language"] == "en"
    assert asked["headers"]["X-Forwarded-For"] == "127.0.0.1"


def test_the_api_s_answer_comes_back_as_it_was(door: int) -> None:
    answer = ask(door, "POST", "/api/reports", b"{}")
    assert answer.status == 418
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("path", ["/api/../../secret", "/api/%2e%2e/%2e%2e/_ministack/health", "/api/a/..%2f..%2fb"])
def test_nothing_of_the_emulator_but_the_api_is_reached(door: int, path: str) -> None:
    answer = ask(door, "GET", path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_too_much_is_refused_before_it_is_read(door: int) -> None:
    link = http.client.HTTPConnection("127.0.0.1", door, timeout=10)
    link.putrequest("POST", "/api/reports")
    link.putheader("Content-Length", str(LARGEST + 1))
    link.endheaders()
    answer = Answer(link.getresponse())
    link.close()
    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")


def test_a_body_without_a_length_is_refused(door: int) -> None:
    assert ask(door, "POST", "/api/reports", None, Transfer_Encoding="chunked").status == 411
    assert ask(door, "POST", "/api/reports", None, Content_Length="many").status == 400


def test_an_api_that_is_gone_is_a_problem_document(web: Path) -> None:
    for port in serve(Front(0, web=web, api="http://localhost:9/x", headers=ADDED)):
        answer = ask(port, "GET", "/api/health")
        assert (answer.status, answer.json()["type"]) == (502, "urn:tuntas:problem:failed")


def test_the_door_opens_to_this_machine_only(door: int, web: Path) -> None:
    with Front(0, web=web, api="http://localhost:9/x", headers=ADDED) as other:
        assert other.server_address[0] == "127.0.0.1"


def test_the_headers_are_those_of_the_stack(template: dict[str, Any]) -> None:
    found = front.headers(template)
    assert "default-src 'none'" in found["Content-Security-Policy"]
    assert "unsafe" not in found["Content-Security-Policy"]
    assert found["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert found["Referrer-Policy"] == "no-referrer"
    assert found["Permissions-Policy"].startswith("geolocation=(self)")
    assert found["X-Frame-Options"] == "DENY"
