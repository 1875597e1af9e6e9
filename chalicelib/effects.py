"""What an act changes in a report besides its state and its clocks: a table of act to function."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib import start
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import clocks, routing
from chalicelib.rules.clocks import Clock
from chalicelib.rules.errors import Invalid, Problem
from chalicelib.rules.intake import CORRECTABLE, Fields, Kind
from chalicelib.rules.lifecycle import Act, State

if TYPE_CHECKING:
    from chalicelib.rules import inbox
else:
    inbox = start.later("chalicelib.rules.inbox")  # the API, which loads this too, routes nothing

SUMMARY = 200  # characters of the description that lists carry

Effect = Callable[[Report, Fields], dict[str, Any]]


def of(act: Act, report: Report, fields: Fields) -> dict[str, Any]:
    """The attributes that `act` sets (None removes one). Raises Invalid when a field does not fit this report."""
    effect = _EFFECTS.get(act)
    return _held(report, act) | (effect(report, fields) if effect else {})


def barred(report: Report, *, now: datetime) -> Mapping[Act, str]:
    """The acts that the table allows and this report's own past forbids, each with the code of its refusal."""
    contested = _is_contested(report)
    past = {
        Act.REFER: "already_referred" if report.referred else None,
        Act.RETURN: "decided" if report.decided else None,
        Act.VERIFY: "must_be_decided" if contested else None,
        Act.ASSIGN: "must_be_decided" if contested else None,
        Act.HOLD: "held_too_often" if int(report.holds or 0) >= this().ceilings.holds else None,
        Act.EXTEND: _no_extension(report),
        Act.SIGN: None if report.draft else "no_draft",
        Act.REDRAFT: None if report.draft else "no_draft",
        Act.APPEAL: None if _may_appeal(report, now) else "too_late_to_appeal",
        Act.MERGE: "others_joined" if report.joined else None,
    }
    return {act: code for act, code in past.items() if code}


def _is_contested(report: Report) -> bool:
    """Whether it went to and fro so often that only the coordinator may say whose it is."""
    return not report.decided and int(report.hops or 0) >= this().ceilings.hops


def _no_extension(report: Report) -> str | None:
    if report.extended:
        return "already_extended"
    return None if clocks.extendable(report.clocks) else "nothing_to_extend"


def _may_appeal(report: Report, now: datetime) -> bool:
    """Whether the window for an appeal, which archiving and silent closing open, is still open."""
    return any(each.clock is Clock.APPEAL and each.running and each.due_at >= now for each in report.clocks)


def _held(report: Report, act: Act) -> dict[str, Any]:
    """Whoever deals with a report before its routing does so for the coordinator."""
    return {"agency": this().coordinator} if not report.agency and act not in _BEFORE_ROUTING else {}


def _route(report: Report, _: Fields) -> dict[str, Any]:
    region = this()
    choice = routing.choose(
        report.wish,
        report.category,
        report.area,
        agencies=region.wishes(),
        owners=region.owners(),
        by_area=region.by_area(),
        coordinator=region.coordinator,
    )
    listed = {
        "summary": report.description[:SUMMARY],
        "words": inbox.search_words(report.description, after=SUMMARY) or None,
    }
    return {"agency": choice.agency, "routed_by": choice.reason, **listed}


def _assign(report: Report, fields: Fields) -> dict[str, Any]:
    if fields.agency == report.agency and report.state != State.RECEIVED:
        raise Invalid([Problem("agency", "same_agency")])
    return _passed(report, fields.agency)


def _passed(report: Report, agency: str | None) -> dict[str, Any]:
    """The report is `agency`'s from now on; a hop is counted where that is another than before."""
    if agency not in this().wishes():
        raise Invalid([Problem("agency", "unknown_choice")])
    hops = int(report.hops or 0) + (report.agency != agency)
    return {"agency": agency, "hops": hops, "proposed": None, "draft": None} | _NOT_ESCALATED


def _verify(report: Report, fields: Fields) -> dict[str, Any]:
    return _assign(report, fields) if fields.agency else {}


def _decide(report: Report, fields: Fields) -> dict[str, Any]:
    return _passed(report, fields.agency) | {"decided": True}


def _return(report: Report, fields: Fields) -> dict[str, Any]:
    """A transfer to the coordinator, never an end; whoever returns may say whose it is."""
    if fields.agency == report.agency:
        raise Invalid([Problem("agency", "same_agency")])
    hops = int(report.hops or 0) + 1
    returned = {"agency": this().coordinator, "hops": hops, "proposed": fields.agency, "draft": None}
    return returned | _NOT_ESCALATED


def _hold(report: Report, _: Fields) -> dict[str, Any]:
    return {"holds": int(report.holds or 0) + 1}


def _ask(_: Report, fields: Fields) -> dict[str, Any]:
    return {"missing": list(fields.missing) if fields.missing else None}


def _complete(_: Report, fields: Fields) -> dict[str, Any]:
    place, day = fields.location, fields.occurred_on
    given = {
        "category": fields.category,
        "area": fields.area,
        "location": {name: value for name, value in vars(place).items() if value is not None} if place else None,
        "occurred_on": day.isoformat() if day else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _correct(report: Report, fields: Fields) -> dict[str, Any]:
    given = {name: getattr(fields, name) for name in CORRECTABLE}
    new = {name: value for name, value in given.items() if value not in (None, getattr(report, name))}
    if not new:
        raise Invalid([Problem("body", "nothing_to_correct")])
    if new.get("legal_class") and new.get("kind", report.kind) != Kind.COMPLAINT:
        raise Invalid([Problem("legal_class", "complaints_only")])
    return new


def _extend(report: Report, fields: Fields) -> dict[str, Any]:
    clock, until = clocks.extendable(report.clocks), fields.until
    if clock is not None and until is not None:
        latest = clocks.latest_extension(clock, this().ceilings.extension, this().calendar())
        if not clock.due_on < until <= latest:
            raise Invalid([Problem("until", "extension", {"after": clock.due_on, "latest": latest})])
    return {"extended": True}


def _draft(report: Report, _: Fields) -> dict[str, Any]:
    return {"draft": int(report.version) + 1}


def _redraft(_: Report, __: Fields) -> dict[str, Any]:
    return {"draft": None}


def _answer(report: Report, _: Fields) -> dict[str, Any]:
    return {"answered_by": report.agency, "draft": None} | _NOT_ESCALATED


def _merge(_: Report, fields: Fields) -> dict[str, Any]:
    return {"into": fields.into, "draft": None}


def _join(report: Report, fields: Fields) -> dict[str, Any]:
    return {"joined": {**(report.joined or {}), str(fields.into): int(report.version) + 1}}


def _separate(_: Report, __: Fields) -> dict[str, Any]:
    return {"into": None}


def _dispute(report: Report, _: Fields) -> dict[str, Any]:
    """Never back to the one who answered: the parent agency validates."""
    above = _above(report)
    return {"answered_by": report.agency, "agency": above[0] if above else this().coordinator} | _NOT_ESCALATED


def _reopen(report: Report, _: Fields) -> dict[str, Any]:
    """Back to who answered; one that had been merged goes its own way from now on."""
    return {"agency": report.answered_by or report.agency, "into": None} | _NOT_ESCALATED


def _escalate(report: Report, _: Fields) -> dict[str, Any]:
    """One step up the ladder; the top is told again and again. The Ombudsman only with the reporter's consent."""
    above = _above(report)
    level = min(int(report.level or 0) + 1, max(len(above), 1))
    return {"level": level, "escalated_to": above[level - 1] if above else this().coordinator}


def _above(report: Report) -> tuple[str, ...]:
    """The ladder above the report's agency; an overseer is on it only with the reporter's consent."""
    return routing.ladder(report.agency or "", this().tree(referred=bool(report.referred)))


def _refer(report: Report, _: Fields) -> dict[str, Any]:
    """The reporter's consent, given once: the overseer is told now, and is the ladder's last step from now on."""
    whole = routing.ladder(report.agency or this().coordinator, this().parents())
    overseers = [step for step in whole if this().agency(step).overseer]
    return {"referred": True, "level": len(whole), "escalated_to": overseers[0] if overseers else whole[-1]}


def _rate(_: Report, fields: Fields) -> dict[str, Any]:
    return {"rating": fields.rating} if fields.rating else {}


_NOT_ESCALATED: dict[str, Any] = {"level": None, "escalated_to": None}

_BEFORE_ROUTING = frozenset({Act.ROUTE, Act.REPLY, Act.WITHDRAW, Act.REFER, Act.NOTE, Act.IDENTIFY, Act.JOIN})

_EFFECTS: Mapping[Act, Effect] = {
    Act.ROUTE: _route,
    Act.VERIFY: _verify,
    Act.ASSIGN: _assign,
    Act.DECIDE: _decide,
    Act.RETURN: _return,
    Act.HOLD: _hold,
    Act.ASK: _ask,
    Act.COMPLETE: _complete,
    Act.CORRECT: _correct,
    Act.EXTEND: _extend,
    Act.DRAFT: _draft,
    Act.REDRAFT: _redraft,
    Act.ANSWER: _answer,
    Act.SIGN: _answer,
    Act.MERGE: _merge,
    Act.JOIN: _join,
    Act.SEPARATE: _separate,
    Act.DISPUTE: _dispute,
    Act.APPEAL: _dispute,
    Act.UPHOLD: _reopen,
    Act.REOPEN: _reopen,
    Act.ESCALATE: _escalate,
    Act.REFER: _refer,
    Act.CONFIRM: _rate,
    Act.RATE: _rate,
}
