"""Tells the people concerned of each entry of a history: the reporter by SMS, the agencies by their topic.

Each notice is claimed before it is sent and marked when it was: a message that comes twice tells nobody twice,
and after a crash between sending and marking it is sent at most once more, never not at all.
"""

import os
from collections.abc import Callable, Iterator, Set
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import appointments
from chalicelib.aws import store, telemetry, texts, topics, vault
from chalicelib.aws.tables import Entry, Report
from chalicelib.region import this
from chalicelib.rules import clocks, notices, words
from chalicelib.rules.clocks import Clock, Deadline
from chalicelib.rules.lifecycle import Act, State
from chalicelib.workers import batches

LEASE = timedelta(seconds=90)  # longer than the function may run, shorter than a message stays hidden

# The deadline that a notice names; any other act names the next one.
_NAMED = {**clocks.STARTS, Act.SUBMIT: Clock.VERIFICATION, Act.RESPOND: Clock.TOTAL}

_FOLLOW = {"id": "/lacak/", "en": "/en/follow/"}  # the pages' addresses, as in api/html/phrases.py

Send = Callable[[], None]


def handle(event: dict[str, Any], context: object) -> Any:
    return batches.each(event, context, _tell)


def _tell(message: batches.Message) -> None:
    """Every channel has its try, also when another fails; then the message comes again for those that failed."""
    report, entry = store.report(message["report"]), store.entry(message["report"], message["entry"])
    if report is None or entry is None:
        raise LookupError("a notice of an entry that is not there")
    failures = [failure for channel, send in _sendings(report, entry) if (failure := _once(entry, channel, send))]
    if failures:
        raise ExceptionGroup("notices not sent", failures)


def _sendings(report: Report, entry: Entry) -> Iterator[tuple[str, Send]]:
    told = notices.TOLD[Act(entry.act)]
    parts = {"holder": entry.agency, "before": entry.before, "escalated": entry.escalated_to or report.escalated_to}
    for agency, vacant in _with_stand_ins({agency for part in told.agencies if (agency := parts[part])}).items():
        yield f"agency:{agency}", lambda agency=agency, vacant=vacant: _tell_agency(entry, agency, vacant)  # type: ignore[misc]
    if told.reporter and not _is_repeated(entry):
        yield "sms", lambda: _tell_reporter(report, entry)
        for joined in _joined_before(report, entry) if entry.act in notices.SHARED else ():
            yield f"sms:{joined}", lambda joined=joined: _tell_joined(joined, report, entry)  # type: ignore[misc]


def _joined_before(report: Report, entry: Entry) -> list[str]:
    """The reports that had been merged into this one when the entry was written; its notice may come late."""
    return [number for number, since in (report.joined or {}).items() if since < entry.number]


def _with_stand_ins(named: Set[str]) -> dict[str, str | None]:
    """The agencies to tell, each once, with the vacant agency for which one is told that was not itself named."""
    vacancies = appointments.vacancies(datetime.now(UTC)) if named else {}
    return {vacancies[agency]: agency for agency in sorted(named) if agency in vacancies} | dict.fromkeys(named)


def _is_repeated(entry: Entry) -> bool:
    """An escalation that calls nobody new: the agencies are reminded, the reporter is not told the same again."""
    return entry.act == Act.ESCALATE and not entry.escalated_to


def _once(entry: Entry, channel: str, send: Send) -> Exception | None:
    try:
        notice = store.claim_notice(entry.pk, entry.number, channel, now=datetime.now(UTC), lease=LEASE)
        if notice is None:
            telemetry.logger.info("Already told", report=entry.pk, entry=entry.number, channel=channel)
            return None
        send()
        store.notice_sent(notice, now=datetime.now(UTC))
    except store.Overtaken as busy:
        telemetry.logger.info("Another worker is telling", report=entry.pk, entry=entry.number, channel=channel)
        return busy
    except Exception as failure:  # noqa: BLE001 - told to the queue when every channel had its try
        telemetry.logger.exception("Not told", report=entry.pk, entry=entry.number, channel=channel)
        return failure
    telemetry.logger.info("Told", report=entry.pk, entry=entry.number, channel=channel)
    telemetry.count("NoticesSent")
    return None


def _tell_agency(entry: Entry, agency: str, vacant: str | None) -> None:
    instead: topics.Message = {"for": vacant} if vacant else {}
    topics.tell_agency(
        {"report": entry.pk, "entry": entry.number, "act": entry.act, "state": entry.state, "agency": agency, **instead}
    )


def _tell_reporter(report: Report, entry: Entry) -> None:
    contact = vault.contact(report.root) or {}
    if "phone" in contact:
        texts.send(contact["phone"], _text(report, entry))


def _tell_joined(number: str, into: Report, entry: Entry) -> None:
    """The reporter of a report that was merged into this one reads of it by the own number."""
    report = store.report(number)
    if report and report.state == State.MERGED and report.into == into.id:
        report.clocks = into.clocks
        _tell_reporter(report, entry)


def _text(report: Report, entry: Entry) -> str:
    names = this().names()
    facts = {
        "id": report.id,
        "agency": names.get(entry.escalated_to or entry.agency or "", ""),
        "due": _due(report, entry),
        "missed": _missed(report, entry),
        "link": _link(report),
        "other": entry.other or "",
    }
    return notices.text(Act(entry.act), report.language, facts)


def _link(report: Report) -> str:
    pages = os.environ.get("WEB_URL")
    return f"{pages}{_FOLLOW.get(report.language, _FOLLOW['id'])}#{report.id}" if pages else ""


def _missed(report: Report, entry: Entry) -> str:
    """Which clock ran out, in words; nothing where somebody raised the report before any did."""
    known = (*(entry.clocks or ()), *report.clocks)
    missed = [(deadline.missed_at, deadline.clock) for deadline in known if deadline.missed_at]
    before = [(at, clock) for at, clock in missed if at <= entry.at]
    return words.word(words.CLOCKS, max(before)[1], report.language).lower() if before else ""


def _due(report: Report, entry: Entry) -> str:
    deadline = _deadline(report, entry)
    if deadline is None:
        return ""
    by_the_clock = deadline.unit in (clocks.Unit.MINUTES, clocks.Unit.HOURS)
    return notices.when(deadline.due_at, deadline.zone, report.language, by_the_clock=by_the_clock)


def _deadline(report: Report, entry: Entry) -> Deadline | None:
    """The deadline to name, as it was after the entry: the report may have moved on since."""
    known = {deadline.clock: deadline for deadline in (*report.clocks, *(entry.clocks or ()))}
    alive = [deadline for deadline in known.values() if _is_alive(deadline, entry)]
    if entry.act == Act.EXTEND:
        return clocks.extendable(entry.clocks or ())
    named = [deadline for deadline in alive if deadline.clock == _NAMED.get(Act(entry.act))]
    running = [deadline for deadline in alive if deadline.clock in clocks.RUNNING[State(entry.state)]]
    return min(named or running, key=lambda deadline: deadline.due_at, default=None)


def _is_alive(deadline: Deadline, entry: Entry) -> bool:
    return deadline.missed_at is None and (deadline.ended_at is None or deadline.ended_at > entry.at)
