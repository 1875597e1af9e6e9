"""What an act changes in a report besides its state and its clocks: a table of act to function."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import routing
from chalicelib.rules.errors import Conflict, Invalid, Problem
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act, State

SUMMARY = 200  # characters of the description that lists carry

Effect = Callable[[Report, Fields], dict[str, Any]]


def of(act: Act, report: Report, fields: Fields) -> dict[str, Any]:
    """The attributes that `act` sets (None removes one). Raises Invalid when a field does not fit this report."""
    effect = _EFFECTS.get(act)
    return _held(report, act) | (effect(report, fields) if effect else {})


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
    return {"agency": choice.agency, "routed_by": choice.reason, "summary": report.description[:SUMMARY]}


def _assign(report: Report, fields: Fields) -> dict[str, Any]:
    if fields.agency not in this().wishes():
        raise Invalid([Problem("agency", "unknown_choice")])
    if fields.agency == report.agency and report.state != State.RECEIVED:
        raise Invalid([Problem("agency", "same_agency")])
    return {"agency": fields.agency, "hops": int(report.hops or 0) + (report.agency != fields.agency)} | _NOT_ESCALATED


def _verify(report: Report, fields: Fields) -> dict[str, Any]:
    return _assign(report, fields) if fields.agency else {}


def _return(report: Report, _: Fields) -> dict[str, Any]:
    return {"agency": this().coordinator, "hops": int(report.hops or 0) + 1} | _NOT_ESCALATED


def _answer(report: Report, _: Fields) -> dict[str, Any]:
    return {"answered_by": report.agency} | _NOT_ESCALATED


def _dispute(report: Report, _: Fields) -> dict[str, Any]:
    """Never back to the one who answered: the parent agency validates."""
    above = _above(report)
    return {"answered_by": report.agency, "agency": above[0] if above else this().coordinator} | _NOT_ESCALATED


def _reopen(report: Report, _: Fields) -> dict[str, Any]:
    return {"agency": report.answered_by or report.agency} | _NOT_ESCALATED


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
    if report.referred:
        raise Conflict("already_referred")
    whole = routing.ladder(report.agency or this().coordinator, this().parents())
    overseers = [step for step in whole if this().agency(step).overseer]
    return {"referred": True, "level": len(whole), "escalated_to": overseers[0] if overseers else whole[-1]}


def _rate(_: Report, fields: Fields) -> dict[str, Any]:
    return {"rating": fields.rating} if fields.rating else {}


_NOT_ESCALATED: dict[str, Any] = {"level": None, "escalated_to": None}

_BEFORE_ROUTING = frozenset({Act.ROUTE, Act.REPLY, Act.WITHDRAW, Act.REFER, Act.NOTE, Act.IDENTIFY})

_EFFECTS: Mapping[Act, Effect] = {
    Act.ROUTE: _route,
    Act.VERIFY: _verify,
    Act.ASSIGN: _assign,
    Act.RETURN: _return,
    Act.ANSWER: _answer,
    Act.DISPUTE: _dispute,
    Act.APPEAL: _dispute,
    Act.UPHOLD: _reopen,
    Act.REOPEN: _reopen,
    Act.ESCALATE: _escalate,
    Act.REFER: _refer,
    Act.CONFIRM: _rate,
    Act.RATE: _rate,
}
