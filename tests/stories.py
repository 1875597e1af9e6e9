"""Reports and people for the tests: nobody in here exists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chalicelib import reports, submissions
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import intake, numbers
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.rules.rights import Actor
from chalicelib.submissions import Receipt

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10 in the morning in Banda Aceh

COORDINATOR = Actor(Role.COORDINATOR, "diskominfotik", "sub-coordinator")
OFFICER = Actor(Role.OFFICER, "pupr", "sub-officer")
SIGNER = Actor(Role.SIGNER, "pupr", "sub-signer")
STRANGER = Actor(Role.OFFICER, "dinkes", "sub-stranger")
AUDITOR = Actor(Role.AUDITOR, "inspektorat", "sub-auditor")
ABOVE = Actor(Role.OFFICER, "setda", "sub-above")

NOBODYS = numbers.report_number("BNA", "a key that nobody sent", 0, b"another secret")  # well formed, and no report's

LAMP = {
    "kind": "complaint",
    "title": "Jalan berlubang di depan pasar",
    "description": "Lubang sedalam 30 cm, dua pengendara sudah jatuh.",
    "category": "infrastruktur",
    "area": "11.71.03",
}
CONTACT = {"name": "Cut Rahma Contoh", "phone": "0812-0000-1234", "email": "rahma@contoh.example"}


def submitted(*, now: datetime = TUESDAY, key: str | None = None, **form: object) -> Receipt:
    filled = intake.submission({**LAMP, **form}, this().facts(), now.date())
    return submissions.submit(filled, key or str(uuid4()), now=now)


def routed(*, now: datetime = TUESDAY, **form: Any) -> Receipt:
    receipt = submitted(now=now, **form)
    assert reports.route(receipt.report, now=now)
    return receipt


def staff(number: str, act: Act, *, actor: Actor = OFFICER, now: datetime = TUESDAY, **fields: Any) -> Report:
    return reports.by_staff(number, act, Fields(**fields), actor=actor, now=now)


def reporter(receipt: Receipt, act: Act, *, now: datetime = TUESDAY, **fields: Any) -> Report:
    return reports.by_reporter(receipt.report, act, Fields(**fields), code=receipt.access_code, now=now)


def assigned(*, agency: str = "pupr", now: datetime = TUESDAY, **form: Any) -> Receipt:
    receipt = routed(now=now, **form)
    staff(receipt.report, Act.ASSIGN, actor=COORDINATOR, now=now, agency=agency)
    return receipt


def answered(*, now: datetime = TUESDAY, **form: Any) -> Receipt:
    receipt = assigned(now=now, **form)
    staff(receipt.report, Act.ANSWER, now=now, text=f"Sudah ditambal pagi ini, catatan {receipt.report}.")
    return receipt


def clocks_of(report: Report) -> Mapping[str, datetime]:
    return {deadline.clock: deadline.due_at for deadline in report.clocks if deadline.ended_at is None}
