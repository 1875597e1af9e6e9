"""The only reader of who a reporter is, besides the notices; a Lambda with a role of its own.

Question   {"report", "asks": "reporter" with "code", or "asks": "staff" with "sub", "correlation_id";
            and "contact" where the reporter corrects the own data}
Answer     {"contact": {name, phone, email} or null, "version": the report's}, or {"refused": {"as", "code", "values"}}

It asks for itself whether the one who asks may know, and each read is an entry in the report's history.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib import appointments, reports
from chalicelib.aws import store, telemetry, vault
from chalicelib.aws.tables import Report
from chalicelib.rules.errors import Forbidden, Refused, Unknown
from chalicelib.rules.rights import REPORTER, Actor


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `question` as above; a refusal is an answer too."""
    telemetry.follow(question.get("correlation_id"))
    try:
        return _told(question, now=datetime.now(UTC))
    except Refused as refused:
        return {"refused": {"as": type(refused).__name__, "code": refused.code, "values": refused.values}}


def _told(question: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    report = store.report(question["report"])
    if report is None:
        raise Unknown("unknown_report")
    actor = _who(report, question, now=now)
    noted = reports.identify(report.id, actor, now=now)
    if actor is REPORTER and question.get("contact"):
        vault.replace(report.root, question["contact"])
    return {"contact": vault.contact(report.root), "version": int(noted.version)}


def _who(report: Report, question: Mapping[str, Any], *, now: datetime) -> Actor:
    if question["asks"] == "reporter":
        reports.check_code(report, question["code"])
        return REPORTER
    actor = appointments.actor(question["sub"], now=now)
    reports.check_held(report, actor)
    if report.anonymous:
        raise Forbidden("anonymous_reporter")
    return actor
