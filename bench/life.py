"""The life of a report in moto, each act of its users counted: calls over the wire and units, never times."""

import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import botocore.session

from app import app
from bench.gateway import SUB, Gateway
from bench.meter import Call, Meter
from bench.stories import LONG, SAID
from chalicelib.aws import secrets
from chalicelib.rules.rights import Actor
from chalicelib.workers import deadlines, notices, relay, routing
from tests import stories
from tests.api.calls import appoint
from tests.workers.events import queued, streamed

# Users' ids are UUIDs in Cognito: as long as they are there, so that sizes are right.
COORDINATOR = stories.COORDINATOR._replace(person="8a3f6c1e-1111-4222-8333-94c0de00aa01")
OFFICER = stories.OFFICER._replace(person="8a3f6c1e-1111-4222-8333-94c0de00aa02")
# 2 KB of words, and every other field that a report may have.
FULL = {
    **LONG,
    "description": LONG["description"].ljust(2048 - len(LONG["title"]), "!"),
    "location": {"lat": 5.548312, "lon": 95.323815, "address": "Jalan Tgk. Daud Beureueh"},
    "occurred_on": "2026-01-02",
    "agency": "pupr",
}
_CONTEXT = SimpleNamespace(
    function_name="api", memory_limit_in_mb=1024, invoked_function_arn="arn", aws_request_id=str(uuid4())
)


class Life:
    """One report, from its submission on; every step says what it took. In an empty account of moto."""

    def __init__(self) -> None:
        self._meter = Meter(botocore.session.get_session().create_client("dynamodb"))
        self._gateway = Gateway(app.routes)
        for actor in (COORDINATOR, OFFICER):
            appoint(actor)
        secrets.numbers_key()  # read once in a container
        self._meter.taken()
        self.number = self.code = ""
        self._entry = 1

    def submit(self, **form: Any) -> list[Call]:
        filled = {**FULL, **form}
        answer = self.ask("POST", "/reports", {"Idempotency-Key": str(uuid4())}, filled)
        self.number, self.code = answer["id"], answer["access_code"]
        return self._meter.taken()

    def follow(self) -> list[Call]:
        self.ask("GET", f"/reports/{self.number}", {"Access-Code": self.code})
        return self._meter.taken()

    def look(self, path: str, **headers: str) -> list[Call]:
        """Any other reading of a user; `{number}` in the path is the report's."""
        self.ask("GET", path.format(number=self.number), headers)
        return self._meter.taken()

    def reporter(self, act: str, **fields: object) -> list[Call]:
        self.ask("POST", f"/reports/{self.number}/{act}", {"Access-Code": self.code}, fields)
        return self._meter.taken()

    def staff(self, act: str, *, by: Actor = OFFICER, **fields: object) -> list[Call]:
        self.ask("POST", f"/agency/reports/{self.number}/{act}", {SUB: by.person or ""}, fields)
        return self._meter.taken()

    def relay(self) -> list[Call]:
        """Announce the newest entry."""
        event = streamed(self.number)
        *_, newest, _ = event["Records"]  # the last one is the report
        relay.handle({"Records": [newest]})
        self._entry = int(newest["dynamodb"]["Keys"]["sk"]["S"].removeprefix("entry#"))
        return self._meter.taken()

    def route(self) -> list[Call]:
        routing.handle(queued({"report": self.number}), _CONTEXT)
        return self._meter.taken()

    def notify(self) -> list[Call]:
        """Tell of the entry that was announced last."""
        notices.handle(queued({"report": self.number, "entry": self._entry}), _CONTEXT)
        return self._meter.taken()

    def sweep(self) -> list[Call]:
        deadlines.sweep()
        return self._meter.taken()

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: object = None) -> Any:
        sent = {"Content-Type": "application/json", **headers}
        event = self._gateway.event(method, path, sent, json.dumps(body or {}).encode() if method == "POST" else b"")
        answer = app(event, _CONTEXT)
        if answer["statusCode"] >= 300:
            raise RuntimeError(answer["body"])
        return json.loads(answer["body"])


def whole(life: Life) -> Iterator[tuple[str, list[Call]]]:
    """Each act of a whole life, in its order."""
    officer = {SUB: OFFICER.person or ""}
    yield "submit without a contact", life.submit(contact=None)
    yield "submit", life.submit()
    yield "relay of an entry", life.relay()
    yield "notice to the reporter", life.notify()
    yield "routing", life.route()
    life.relay()
    yield "notice to an agency", life.notify()
    yield "inbox page", life.look("/agency/reports", **officer)
    yield "report as staff see it", life.look("/agency/reports/{number}", **officer)
    yield "verify", life.staff("verify")
    yield "respond", life.staff("respond", text=SAID)
    yield "reply", life.reporter("reply", text=SAID)
    yield "answer", life.staff("answer", text=SAID)
    yield "follow", life.follow()
    yield "public view", life.look("/reports/{number}")
    yield "public list", life.look("/public/reports")
    yield "confirm", life.reporter("confirm", rating=5)
    yield "sweep, nothing due", life.sweep()
    ten_entries(life)
    yield "follow, ten entries", life.follow()


def ten_entries(life: Life) -> None:
    """A report with ten entries, eight with words, as `follow` reads it."""
    life.submit()
    life.route()
    for agency in ("dlhk3", "pupr"):
        life.staff("assign", by=COORDINATOR, agency=agency)
    for _ in range(3):
        life.staff("respond", text=SAID)
        life.reporter("reply", text=SAID)
