"""Everything that can be done to a report: the only writer of reports.

Each verb reads the report, asks the rules, and writes the report's next version and the entry of that number at once.
Whoever loses a race reads again and tries anew; a client that said which version it saw is told instead.
"""

import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib import effects
from chalicelib.aws import secrets, store, telemetry
from chalicelib.aws.tables import Entry, Report
from chalicelib.region import this
from chalicelib.rules import clocks, lifecycle, numbers, rights
from chalicelib.rules.errors import Conflict, Forbidden, Unknown
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import OPEN, PAUSED, Act, State
from chalicelib.rules.rights import REPORTER, SYSTEM, Actor

TRIES = 6
MOST_BEFORE_REPLIES_STOP = 200  # entries; a history is always read whole
_NO_FIELDS = Fields()
_PUBLISHES = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED})  # an agency has it and answers it
_HIDES = frozenset({State.ARCHIVED, State.MERGED, State.WITHDRAWN})


def by_reporter(number: str, act: Act, fields: Fields, *, code: str, now: datetime) -> Report:
    """Do one of the reporter's acts. Raises Forbidden or Unknown without the right code, Conflict as `_do` does."""

    def door(report: Report) -> Actor:
        check_code(report, code)
        if act is Act.REPLY and report.version >= MOST_BEFORE_REPLIES_STOP:
            raise Conflict("too_many_replies")
        return REPORTER

    return _do(number, act, fields, door=door, now=now)


def by_staff(number: str, act: Act, fields: Fields, *, actor: Actor, now: datetime) -> Report:
    """Do one of the agencies' acts. Raises Unknown for a report outside the actor's tree, Conflict as `_do` does."""

    def door(report: Report) -> Actor:
        check_held(report, actor)
        return actor

    return _do(number, act, fields, door=door, now=now)


def route(number: str, *, now: datetime) -> Report | None:
    """Find whose report this is; None when that was done."""
    report = store.report(number)
    if report is None or report.routed_by or report.state != State.RECEIVED:
        return None
    return _by_system(report, Act.ROUTE, now=now)


def expire(number: str, version: int, *, now: datetime) -> Report | None:
    """Do what the clock says that has run out; None when the report has moved on since it was queued."""
    report = store.report(number)
    if report is None or report.version != version:
        return None
    due = clocks.next_due(report.clocks, State(report.state))
    if due is None or due.due_at > now:
        return None
    return _by_system(report, clocks.DUE_ACTS[due.clock], now=now)


def identify(number: str, actor: Actor, *, now: datetime) -> Report:
    """Note in the history that `actor` reads who the reporter is. The caller has checked that it may."""
    return _do(number, Act.IDENTIFY, _NO_FIELDS, door=lambda _: actor, now=now)


def knows(report: Report, code: str | None) -> bool:
    """Whether `code` is the report's access code: whoever has it acts as the reporter."""
    return bool(code) and numbers.same_code(code or "", access_code(report))


def check_code(report: Report, code: str | None) -> None:
    """Raise Forbidden without the report's access code, or Unknown where the report is confidential."""
    if not knows(report, code):
        raise Unknown("unknown_report") if report.confidential else Forbidden("wrong_code")


def access_code(report: Report) -> str:
    return numbers.access_code(report.id, int(report.code_issue), secrets.codes_key(report.code_key))


def check_seen(report: Report, actor: Actor) -> None:
    """Raise Unknown when the report is outside what `actor` may see."""
    if not rights.may_see(actor, [report.agency, report.answered_by], _tree(report)):
        raise Unknown("unknown_report")


def check_held(report: Report, actor: Actor) -> None:
    """Raise Unknown as `check_seen` does, and Forbidden when the report is another agency's to deal with now."""
    check_seen(report, actor)
    if not rights.may_see(actor, [report.agency], _tree(report)):
        raise Forbidden("not_your_tree")


def _tree(report: Report) -> Mapping[str, str | None]:
    return this().tree(referred=bool(report.referred))


def due_shard(number: str) -> str:
    return store.DUE_SHARDS[zlib.crc32(number.encode()) % len(store.DUE_SHARDS)]


def feed_day(now: datetime) -> str:
    """The feed's partition of a moment: its day in UTC."""
    return now.date().isoformat()


def tries() -> Iterator[int]:
    """Attempts with growing pauses between them, for writers that meet on one report."""
    for attempt in range(TRIES):
        yield attempt
        time.sleep(random.uniform(0, 0.05 * 2**attempt))


def _by_system(report: Report, act: Act, *, now: datetime) -> Report | None:
    """A clock's act is for the version that was read; who comes in between decides anew."""
    try:
        _write(report, act, _NO_FIELDS, actor=SYSTEM, now=now)
    except store.Overtaken:
        telemetry.logger.info("Overtaken by another act", report=report.id, act=act)
        raise
    return report


def _do(number: str, act: Act, fields: Fields, *, door: Callable[[Report], Actor], now: datetime) -> Report:
    """Raises Conflict when the state forbids the act or the client saw an older version, Unknown without a report."""
    for _ in tries():
        report = store.report(number)
        if report is None:
            raise Unknown("unknown_report")
        actor = door(report)
        if fields.version is not None and fields.version != report.version:
            raise Conflict("changed_meanwhile", state=report.state)
        try:
            _write(report, act, fields, actor=actor, now=now)
        except store.Overtaken:
            continue
        return report
    raise Conflict("busy")


def _write(report: Report, act: Act, fields: Fields, *, actor: Actor, now: datetime) -> None:
    changes = _changes(report, act, fields, actor=actor, now=now)
    entry = _entry(report, changes, act=act, fields=fields, actor=actor)
    store.change(report, changes, entry)
    telemetry.logger.info("Report changed", report=report.id, act=act, version=int(report.version))
    telemetry.count(f"Act{act.capitalize()}")


def _changes(report: Report, act: Act, fields: Fields, *, actor: Actor, now: datetime) -> dict[str, Any]:
    old = State(report.state)
    paused = State(report.paused_state) if report.paused_state else None
    new = lifecycle.after(old, act, role=actor.role, paused=paused)
    changes: dict[str, Any] = {"state": new, "version": report.version + 1, "updated_at": now}
    if (old in PAUSED) != (new in PAUSED):
        changes["paused_state"] = old if new in PAUSED else None
    changes |= effects.of(act, report, fields)
    changes["clocks"] = _clocks(report, act, fields, changes=changes, old=old)
    return changes | _index_keys(report, changes)


def _clocks(
    report: Report, act: Act, fields: Fields, *, changes: Mapping[str, Any], old: State
) -> tuple[clocks.Deadline, ...]:
    rules = this().rules_for(changes.get("agency", report.agency))
    now: datetime = changes["updated_at"]
    change = clocks.Change(act=act, old=old, new=changes["state"], now=now, until=fields.until)
    advanced = clocks.advance(report.clocks, change, rules)
    if act is Act.ESCALATE:
        return clocks.miss(advanced, now, rules, state=changes["state"])
    return advanced


def _index_keys(report: Report, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What puts the report into the indexes, or takes it out of them."""
    state, agency = changes["state"], changes.get("agency", report.agency)
    due = clocks.next_due(changes["clocks"], state)
    return {
        "inbox": agency if state in OPEN else None,
        "due_shard": due_shard(report.id) if due else None,
        "due_at": due.due_at if due else None,
        "due_clock": due.clock if due else None,
        "published": _published(report, state),
    }


def _published(report: Report, state: State) -> str | None:
    """A report is public from its disposition on; confidential, archived, merged and withdrawn ones are not."""
    if report.confidential or state in _HIDES:
        return None
    return f"{report.submitted_at:%Y-%m}" if state in _PUBLISHES else report.published


def _called(report: Report, changes: Mapping[str, Any]) -> str | None:
    """The agency that is called by this act; one that had been called before is not called anew."""
    called: str | None = changes.get("escalated_to")
    return called if called != report.escalated_to else None


def _entry(report: Report, changes: Mapping[str, Any], *, act: Act, fields: Fields, actor: Actor) -> Entry:
    agency = changes.get("agency", report.agency)
    now: datetime = changes["updated_at"]
    return Entry(
        report.id,
        Entry.sort_key(changes["version"]),
        act=act,
        at=now,
        role=actor.role,
        by_agency=actor.agency,
        person=actor.person,
        old_state=report.state,
        state=changes["state"],
        agency=agency,
        before=report.agency if report.agency != agency else None,
        escalated_to=_called(report, changes),
        text=fields.text,
        reason=changes.get("routed_by", fields.reason),
        clocks=tuple(deadline for deadline in changes["clocks"] if deadline not in report.clocks) or None,
        correlation_id=telemetry.correlation_id(),
        feed=feed_day(now),
    )
