"""Two reports about one matter, and one report about two: merging, separating again, and splitting."""

from datetime import datetime

from chalicelib import reports
from chalicelib.aws import secrets, store
from chalicelib.aws.store import Made, Step
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import clocks, numbers
from chalicelib.rules.clocks import Clock, Deadline
from chalicelib.rules.errors import Conflict, Invalid, Problem, Unknown
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import OPEN, Act, State
from chalicelib.rules.rights import Actor


def merge(number: str, fields: Fields, *, actor: Actor, now: datetime) -> Report:
    """Merge a report into the open one numbered `fields.into`: its reporter is told of that one's answers from now on.

    One transaction over both; of their two total clocks the earlier binds. Raises as `reports.by_staff` does, and
    Invalid for another report that the actor may not see, or that is ended, confidential or this one.
    """

    def attempt(report: Report) -> None:
        reports.check_staff(report, Act.MERGE, actor)
        reports.check_version(report, fields)
        target = _target(report, fields, actor)
        merged = reports.step(report, Act.MERGE, fields._replace(into=target.id), actor=actor, now=now)
        reports.commit(merged, _joined(target, report, actor=actor, now=now))

    return reports.tried(number, attempt)


def separate(number: str, target: str, *, now: datetime) -> Report | None:
    """Let a report go its own way again, as the one it was merged into was withdrawn; None when that was done."""
    report = store.report(number)
    if report is None or report.state != State.MERGED or report.into != target:
        return None
    return reports.by_system(report, Act.SEPARATE, now=now)


def split(number: str, fields: Fields, *, actor: Actor, now: datetime) -> Report:
    """Split another matter off a report: a new one of the same reporter, opened by the same code. One transaction.

    Its total clock goes on from the first report's. Raises as `reports.by_staff` does.
    """
    taken = 0

    def attempt(report: Report) -> None:
        nonlocal taken
        reports.check_staff(report, Act.SPLIT, actor)
        reports.check_version(report, fields)
        made = _made(report, fields, attempt=taken, actor=actor, now=now)
        step = reports.step(report, Act.SPLIT, Fields(text=fields.text, into=made.report.id), actor=actor, now=now)
        try:
            reports.commit(step, made=made)
        except store.Taken as there:
            taken += 1
            raise store.Overtaken from there

    return reports.tried(number, attempt)


def _target(report: Report, fields: Fields, actor: Actor) -> Report:
    target = _known(fields.into or "", actor)
    if target is None:
        raise Invalid([Problem("into", "unknown_number")])
    if target.id == report.id or target.state not in OPEN or target.confidential:
        raise Invalid([Problem("into", "not_to_merge_into")])
    if report.joined:
        raise Conflict("others_joined")
    return target


def _known(number: str, actor: Actor) -> Report | None:
    try:
        target = store.report(numbers.parse(number, this().code))
        if target:
            reports.check_held(target, actor)
    except Unknown:
        return None
    return target


def _joined(target: Report, report: Report, *, actor: Actor, now: datetime) -> Step:
    step = reports.step(target, Act.JOIN, Fields(into=report.id), actor=actor, now=now)
    changes = {**step.changes, "clocks": clocks.earlier(step.changes["clocks"], report.clocks, now=now)}
    changes |= reports.index_keys(target, changes)
    step.entry.clocks = tuple(deadline for deadline in changes["clocks"] if deadline not in target.clocks) or None
    return step._replace(changes=changes)


def _made(report: Report, fields: Fields, *, attempt: int, actor: Actor, now: datetime) -> Made:
    secret, key = secrets.numbers_key(), f"split {report.id} {int(report.version)}"
    number = numbers.report_number(this().code, key, attempt, secret)
    running = _clocks(report, now)
    copied = ("kind", "legal_class", "area", "location", "occurred_on", "anonymous", "confidential", "language")
    made = Report(
        number,
        Report.SORT_KEY,
        **{name: getattr(report, name) for name in (*copied, "referred", "code_key", "code_issue")},
        version=1,
        state=State.RECEIVED,
        title=fields.title,
        description=fields.description,
        category=fields.category or report.category,
        origin=report.root,
        clocks=running,
        submitted_at=now,
        updated_at=now,
        key_digest=numbers.digest(secret, "key", key),
        body_digest=numbers.digest(secret, "body", key),
    )
    for name, value in reports.index_keys(made, {"state": State.RECEIVED, "clocks": running}).items():
        setattr(made, name, value)
    return Made(made, reports.first_entry(made, actor, other=report.id))


def _clocks(report: Report, now: datetime) -> tuple[Deadline, ...]:
    """Those of a new report, but the law's clock has run since the first was submitted."""
    fresh = clocks.submit(now, this().rules_for(None), kind=report.kind, legal_class=report.legal_class)
    totals = [each for each in report.clocks if each.clock is Clock.TOTAL and each.running]
    return (*(each for each in fresh if each.clock is not Clock.TOTAL), *totals) if totals else fresh
