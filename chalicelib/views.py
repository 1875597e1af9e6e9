"""A report as each audience may see it; here only.

The public sees a report from its disposition on, and of its history what the agencies said to all.
The reporter sees all but internal notes, and who looked up the reporter; officers see all but who the reporter is.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib import effects, start
from chalicelib.aws.store import Life
from chalicelib.aws.tables import Entry, Report
from chalicelib.region import this
from chalicelib.rules import clocks, lifecycle
from chalicelib.rules.clocks import Deadline
from chalicelib.rules.lifecycle import Act, Role, State
from chalicelib.submissions import Receipt

if TYPE_CHECKING:
    from chalicelib.aws import attachments
else:
    attachments = start.later("chalicelib.aws.attachments")  # few requests have files

View = dict[str, Any]

INTERNAL = frozenset({Act.NOTE, Act.DRAFT, Act.REDRAFT, Act.JOIN})
LOOKS = frozenset({Act.IDENTIFY})  # who looked up the reporter is the reporter's to know
# What is said in these acts is said to all.
SAID_TO_ALL = frozenset({Act.RESPOND, Act.ANSWER, Act.SIGN, Act.HOLD, Act.EXTEND, Act.OVERRULE})
REASONED_TO_ALL = frozenset({Act.ARCHIVE, Act.ROUTE})  # by codes of lists


def receipt(receipt: Receipt) -> View:
    return {
        "id": receipt.report,
        "access_code": receipt.access_code,
        "status": State.RECEIVED,
        "deadlines": _deadlines(receipt.deadlines),
        "links": {"self": f"/api/reports/{receipt.report}", "follow": f"/api/reports/{receipt.report}/follow"},
    }


def for_public(life: Life) -> View:
    """Its words and place are withheld until the report is published."""
    shown = life.report.published is not None
    return _report(life.report, shown=shown) | {
        "history": _history(life.entries, hidden=INTERNAL | LOOKS, said=SAID_TO_ALL.__contains__, linked=shown)
    }


def for_reporter(life: Life, *, merged_with: Life | None = None) -> View:
    """`merged_with` is the report that this one was merged into: its answers are this reporter's too."""
    report = life.report
    return {
        **_report(report),
        **_private(report),
        "history": _history(life.entries, hidden=INTERNAL, said=lambda _: True, whole=True),
        "acts": _acts(report, Role.REPORTER),
        "merged_with": for_public(merged_with) if merged_with else None,
    }


def for_staff(life: Life, role: Role) -> View:
    return for_inbox(life.report) | {
        **_report(life.report),
        **_private(life.report),
        **_for_the_desk(life.report),
        "history": _history(life.entries, hidden=frozenset(), said=lambda _: True, whole=True),
        "acts": _acts(life.report, role),
    }


def meanwhile(entries: Iterable[Entry]) -> list[View]:
    """What was done since an officer looked, without its words."""
    return _history(entries, hidden=LOOKS, said=lambda _: False)


def changed(report: Report, role: Role) -> View:
    """What an act answers: the report as it is now, without its history."""
    return _report(report) | {"acts": _acts(report, role)}


def for_inbox(report: Report) -> View:
    """A line of the inbox: only what the index carries."""
    return _line(report) | {
        "escalated_to": agency(report.escalated_to),
        "clock": report.due_clock,
        "due_at": _time(report.due_at),
        "level": int(report.level or 0),
        "hops": int(report.hops or 0),
        "version": int(report.version),
    }


def for_list(report: Report) -> View:
    """A line of the public list: only what the index carries."""
    return _line(report) | {"location": report.location, "supports": int(report.supports or 0)}


def _line(report: Report) -> View:
    return {
        "id": report.pk,
        "status": report.state,
        "kind": report.kind,
        "title": report.title,
        "summary": report.summary,
        "category": report.category,
        "area": report.area,
        "agency": agency(report.agency),
        "submitted_at": _time(report.submitted_at),
        "updated_at": _time(report.updated_at),
    }


def for_webhook(report: Report, entry: Entry, *, sees: bool) -> View:
    """One entry and the report as it is now, for an agency's own system.

    An agency that `sees` the report has what its people have. Another, which has given it away, has what the public
    has, and of a confidential report its number only.
    """
    if sees:
        return {
            "report": _report(report) | _private(report) | _for_the_desk(report),
            "entry": _entry(entry, said=True) | _corrections(entry),
        }
    if report.confidential:
        return {"report": {"id": report.id}, "entry": None}
    said = Act(entry.act) in SAID_TO_ALL
    hidden = entry.act in INTERNAL | LOOKS
    public = _report(report, shown=report.published is not None)
    return {"report": public, "entry": None if hidden else _entry(entry, said=said)}


def _report(report: Report, *, shown: bool = True) -> View:
    return {
        "id": report.id,
        "status": report.state,
        "kind": report.kind,
        "title": report.title if shown else None,
        "description": report.description if shown else None,
        "category": report.category,
        "area": report.area,
        "location": report.location if shown else None,
        "agency": agency(report.agency),
        "submitted_at": _time(report.submitted_at),
        "updated_at": _time(report.updated_at),
        "deadlines": _deadlines(deadline for deadline in report.clocks if deadline.ended_at is None),
        "supports": int(report.supports or 0),
        "version": int(report.version),
    }


def _private(report: Report) -> View:
    return {
        "occurred_on": report.occurred_on,
        "wish": agency(report.wish),
        "anonymous": report.anonymous,
        "confidential": report.confidential,
        "legal_class": report.legal_class,
        "routed_by": report.routed_by,
        "escalated_to": agency(report.escalated_to),
        "referred": bool(report.referred),
        "rating": _whole(report.rating),
        "missing": report.missing or [],
        "merged_into": report.into,
        "split_from": report.origin,
    }


def _for_the_desk(report: Report) -> View:
    """What the agencies know besides: how it went to and fro, and the draft's entry."""
    return {
        "proposed": agency(report.proposed),
        "decided": bool(report.decided),
        "holds": int(report.holds or 0),
        "extended": bool(report.extended),
        "draft": _whole(report.draft),
        "joined": list(report.joined or ()),
    }


def _acts(report: Report, role: Role) -> list[Act]:
    """What `role` may do now by an act's address."""
    offered = (lifecycle.BY_REPORTER | lifecycle.BY_STAFF) - effects.barred(report, now=datetime.now(UTC)).keys()
    return [act for act in lifecycle.possible(State(report.state), role) if act in offered]


def _history(
    entries: Iterable[Entry],
    *,
    hidden: Set[Act],
    said: Callable[[Act], bool],
    linked: bool = True,
    whole: bool = False,
) -> list[View]:
    """The entries but those `hidden`.

    Their words only where `said` to this audience, and what is attached where it may be `linked` too; corrections
    where `whole`.
    """
    return [
        _entry(entry, said=said(Act(entry.act)), linked=linked) | (_corrections(entry) if whole else {})
        for entry in entries
        if entry.act not in hidden
    ]


def _corrections(entry: Entry) -> View:
    return {
        "changed": {name: {"old": old, "new": new} for name, (old, new) in (entry.changed or {}).items()},
        "other": entry.other,
        "justification": entry.justification,
    }


def _entry(entry: Entry, *, said: bool, linked: bool = False) -> View:
    return {
        "number": entry.number,
        "act": entry.act,
        "at": _time(entry.at),
        "by": {"role": entry.role, "agency": agency(entry.by_agency)},
        "agency": agency(entry.agency),
        "text": entry.text if said else None,
        "reason": entry.reason if said or entry.act in REASONED_TO_ALL else None,
        "status": entry.state,
        "attachments": _attachments(entry) if said and linked else [],
    }


def _attachments(entry: Entry) -> list[View]:
    """Each with an address that holds for an hour, signed by the role that shows it."""
    return [
        {
            **{part: each[part] for part in ("name", "type", "size")},
            "url": attachments.link(entry.pk, each["id"]),
        }
        for each in entry.attachments or ()
    ]


def _deadlines(deadlines: Iterable[Deadline]) -> list[View]:
    calendar = this().calendar()
    return [
        {
            "clock": deadline.clock,
            "due_at": _time(deadline.due_at),
            "paused_at": _time(deadline.paused_at),
            "missed_at": _time(deadline.missed_at),
            "proof": clocks.proof(deadline, calendar),
        }
        for deadline in deadlines
    ]


def agency(known: str | None) -> Mapping[str, str] | None:
    return {"id": known, "name": this().names().get(known, known)} if known else None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
