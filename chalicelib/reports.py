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

from chalicelib import answers, effects
from chalicelib.aws import secrets, store, telemetry
from chalicelib.aws.store import Made, Step
from chalicelib.aws.tables import Entry, Report, Said
from chalicelib.region import this
from chalicelib.rules import clocks, lifecycle, numbers, rights
from chalicelib.rules.errors import Conflict, Forbidden, Invalid, Problem, Unknown
from chalicelib.rules.intake import COMPLETABLE, CORRECTABLE, Fields
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
        check_staff(report, act, actor)
        _check_part(report, act, fields, actor)
        return actor

    return _do(number, act, fields, door=door, now=now)


def route(number: str, *, now: datetime) -> Report | None:
    """Find whose report this is; None when that was done."""
    report = store.report(number)
    if report is None or report.routed_by or report.state != State.RECEIVED:
        return None
    return by_system(report, Act.ROUTE, now=now)


def expire(number: str, version: int, *, now: datetime) -> Report | None:
    """Do what the clock says that has run out; None when the report has moved on since it was queued."""
    report = store.report(number)
    if report is None or report.version != version:
        return None
    due = clocks.next_due(report.clocks, State(report.state))
    if due is None or due.due_at > now:
        return None
    return by_system(report, clocks.DUE_ACTS[due.clock], now=now)


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
    return numbers.access_code(report.root, int(report.code_issue), secrets.codes_key(report.code_key))


def check_seen(report: Report, actor: Actor) -> None:
    """Raise Unknown when the report is outside what `actor` may see."""
    if not rights.may_see(actor, [report.agency, report.answered_by], _tree(report)):
        raise Unknown("unknown_report")


def check_held(report: Report, actor: Actor) -> None:
    """Raise Unknown as `check_seen` does, and Forbidden when the report is another agency's to deal with now."""
    check_seen(report, actor)
    if not rights.may_see(actor, [report.agency], _tree(report)):
        raise Forbidden("not_your_tree")


def check_staff(report: Report, act: Act, actor: Actor) -> None:
    """Raise as `check_held` does, and Forbidden when the act is never the actor's."""
    check_held(report, actor)
    lifecycle.check_role(act, actor.role)


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


def tried(number: str, attempt: Callable[[Report], None]) -> Report:
    """The report after `attempt`, made again with a fresh read while somebody else is first.

    Raises Unknown without a report, Conflict when it never succeeds, and whatever `attempt` refuses.
    """
    for _ in tries():
        report = store.report(number)
        if report is None:
            raise Unknown("unknown_report")
        try:
            attempt(report)
        except store.Overtaken:
            continue
        return report
    raise Conflict("busy")


def check_version(report: Report, fields: Fields) -> None:
    """Raise Conflict when the client saw an older version than this."""
    if fields.version is not None and fields.version != report.version:
        raise Conflict("changed_meanwhile", state=report.state)


def step(report: Report, act: Act, fields: Fields, *, actor: Actor, now: datetime) -> Step:
    """What the act does to the report. Raises Conflict when its state or its past forbids the act."""
    changes = _changes(report, act, fields, actor=actor, now=now)
    return Step(report, changes, _entry(report, changes, act=act, fields=fields, actor=actor))


def commit(*steps: Step, made: Made | None = None, said: Said | None = None) -> None:
    """Write all of it or nothing. Raises as `store.change` does."""
    store.change(*steps, made=made, said=said)
    for each in steps:
        act = Act(each.entry.act)
        telemetry.logger.info("Report changed", report=each.report.id, act=act, version=int(each.report.version))
        telemetry.count(f"Act{act.capitalize()}")


def by_system(report: Report, act: Act, *, now: datetime) -> Report | None:
    """A clock's act is for the version that was read; who comes in between decides anew."""
    try:
        commit(step(report, act, _NO_FIELDS, actor=SYSTEM, now=now))
    except store.Overtaken:
        telemetry.logger.info("Overtaken by another act", report=report.id, act=act)
        raise
    return report


def _do(number: str, act: Act, fields: Fields, *, door: Callable[[Report], Actor], now: datetime) -> Report:
    """Raises Conflict when the state forbids the act or the client saw an older version, Unknown without a report."""

    def attempt(report: Report) -> None:
        actor = door(report)
        check_version(report, fields)
        draft = answers.draft(report, act)
        worded = answers.worded(report, act, fields, draft=draft)
        taken = step(report, act, worded, actor=actor, now=now)
        taken.entry.attachments = answers.attached(report, worded, draft=draft)
        commit(taken, said=answers.said(report, act, worded))

    return tried(number, attempt)


def _check_part(report: Report, act: Act, fields: Fields, actor: Actor) -> None:
    """Raise Invalid where an officer passes a report out of the own tree, Forbidden where one judges the own answer."""
    passes = act in (Act.ASSIGN, Act.VERIFY) and fields.agency is not None
    if passes and not rights.may_see(actor, [fields.agency], _tree(report)):
        raise Invalid([Problem("agency", "outside_your_tree")])
    judges = act in (Act.UPHOLD, Act.OVERRULE) and report.agency != report.answered_by
    if judges and actor.agency == report.answered_by:
        raise Forbidden("own_answer")


def _changes(report: Report, act: Act, fields: Fields, *, actor: Actor, now: datetime) -> dict[str, Any]:
    old = State(report.state)
    paused = State(report.paused_state) if report.paused_state else None
    new = lifecycle.after(old, act, role=actor.role, paused=paused)
    if code := effects.barred(report, now=now).get(act):
        raise Conflict(code)
    changes: dict[str, Any] = {"state": new, "version": report.version + 1, "updated_at": now}
    if (old in PAUSED) != (new in PAUSED):
        changes["paused_state"] = old if new in PAUSED else None
    if old is State.INCOMPLETE and new is not old:
        changes["missing"] = None
    changes |= effects.of(act, report, fields)
    changes["clocks"] = _clocks(report, act, fields, changes=changes, old=old)
    return changes | index_keys(report, changes)


def _clocks(
    report: Report, act: Act, fields: Fields, *, changes: Mapping[str, Any], old: State
) -> tuple[clocks.Deadline, ...]:
    rules = this().rules_for(changes.get("agency", report.agency))
    now: datetime = changes["updated_at"]
    change = clocks.Change(
        act=act,
        old=old,
        new=changes["state"],
        now=now,
        until=fields.until,
        total=_new_total(report, changes, rules) if act is Act.CORRECT else None,
        contested=int(changes.get("hops") or 0) >= this().ceilings.hops,
    )
    advanced = clocks.advance(report.clocks, change, rules)
    if act is Act.ESCALATE:
        return clocks.miss(advanced, now, rules, state=changes["state"])
    return advanced


def _new_total(report: Report, changes: Mapping[str, Any], rules: clocks.Rules) -> clocks.Span | None:
    """The whole time of a report whose kind or class is corrected, where that is another."""
    old = clocks.total_key(report.kind, report.legal_class)
    new = clocks.total_key(changes.get("kind", report.kind), changes.get("legal_class", report.legal_class))
    return rules.totals[new] if new != old else None


def index_keys(report: Report, changes: Mapping[str, Any]) -> dict[str, Any]:
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


def _corrected(report: Report, act: Act, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field to old and new value, of what is corrected or completed."""
    fields = [*CORRECTABLE, *COMPLETABLE] if act in (Act.CORRECT, Act.COMPLETE) else []
    return {name: [getattr(report, name), changes[name]] for name in fields if name in changes}


def _called(report: Report, changes: Mapping[str, Any]) -> str | None:
    """The agency that is called by this act; one that had been called before is not called anew."""
    called: str | None = changes.get("escalated_to")
    return called if called != report.escalated_to else None


def first_entry(report: Report, actor: Actor, *, other: str | None = None) -> Entry:
    """The entry with which a report begins; `other` is the one it was split from."""
    return Entry(
        report.id,
        Entry.sort_key(1),
        act=Act.SUBMIT,
        at=report.submitted_at,
        role=actor.role,
        by_agency=actor.agency,
        person=actor.person,
        state=report.state,
        other=other,
        clocks=report.clocks,
        correlation_id=telemetry.correlation_id(),
        feed=feed_day(report.submitted_at),
    )


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
        justification=fields.justification,
        changed=_corrected(report, act, changes) or None,
        other=fields.into,
        clocks=tuple(deadline for deadline in changes["clocks"] if deadline not in report.clocks) or None,
        correlation_id=telemetry.correlation_id(),
        feed=feed_day(now),
    )
