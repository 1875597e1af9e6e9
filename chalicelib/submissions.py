"""How a report begins: the same submission, sent however often, is one report with one number and one answer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib import reports
from chalicelib.aws import secrets, store, telemetry, vault
from chalicelib.aws.tables import Identity, Report
from chalicelib.region import this
from chalicelib.rules import clocks, numbers
from chalicelib.rules.clocks import Deadline
from chalicelib.rules.errors import Conflict, Mismatch
from chalicelib.rules.intake import Contact, Place, Submission
from chalicelib.rules.lifecycle import State
from chalicelib.rules.rights import REPORTER


@dataclass(frozen=True)
class Receipt:
    """What the reporter is given: all of it follows from the submission, so that it is the same each time."""

    report: str
    access_code: str
    deadlines: tuple[Deadline, ...]


def submit(submission: Submission, key: str, *, now: datetime) -> Receipt:
    """Take a submission under its idempotency key: one transaction, and one KMS call where a contact is given.

    Raises Mismatch when the key came before with another submission, Conflict when too many arrive at one moment.
    """
    attempt = 0
    for _ in reports.tries():
        report = _report(submission, key, attempt=attempt, now=now)
        try:
            store.submit(report, reports.first_entry(report, REPORTER), _identity(report.id, submission.contact))
        except store.Overtaken:
            continue
        except store.Taken as taken:
            if taken.report.key_digest != report.key_digest:
                attempt += 1
                continue
            return _same(taken.report, report)
        telemetry.logger.info("Report submitted", report=report.id)
        telemetry.count("ReportsSubmitted")
        return _receipt(report, report.clocks)
    raise Conflict("busy")


def _identity(number: str, contact: Contact | None) -> Identity | None:
    return vault.seal(number, _given(contact)) if contact else None


def _given(values: Contact | Place) -> dict[str, Any]:
    return {name: value for name, value in asdict(values).items() if value is not None}


def _same(there: Report, here: Report) -> Receipt:
    if there.body_digest != here.body_digest:
        raise Mismatch("other_submission")
    return _receipt(there, _clocks(there.kind, there.submitted_at))


def _receipt(report: Report, deadlines: tuple[Deadline, ...]) -> Receipt:
    return Receipt(report.id, reports.access_code(report), deadlines)


def _clocks(kind: str, now: datetime) -> tuple[Deadline, ...]:
    return clocks.submit(now, this().rules_for(None), kind=kind, legal_class=None)


def _report(submission: Submission, key: str, *, attempt: int, now: datetime) -> Report:
    secret = secrets.numbers_key()
    running = _clocks(submission.kind, now)
    due = clocks.next_due(running, State.RECEIVED)
    number = numbers.report_number(this().code, key, attempt, secret)
    place = submission.location
    return Report(
        number,
        Report.SORT_KEY,
        version=1,
        state=State.RECEIVED,
        kind=submission.kind,
        title=submission.title,
        description=submission.description,
        category=submission.category,
        area=submission.area,
        location=_given(place) if place else None,
        occurred_on=submission.occurred_on.isoformat() if submission.occurred_on else None,
        wish=submission.agency,
        anonymous=submission.anonymous,
        confidential=submission.confidential,
        language=submission.language,
        clocks=running,
        submitted_at=now,
        updated_at=now,
        key_digest=numbers.digest(secret, "key", key),
        body_digest=numbers.digest(secret, "body", _canonical(submission.canonical())),
        code_key=secrets.current_key_id(),
        code_issue=1,
        due_shard=reports.due_shard(number),
        due_at=due.due_at if due else None,
        due_clock=due.clock if due else None,
    )


def _canonical(form: Mapping[str, object]) -> str:
    return json.dumps(form, sort_keys=True, separators=(",", ":"))
