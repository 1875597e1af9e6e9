"""What lies on the desk: the open reports with their clocks, page by page, and the whole of it for a successor."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
from chalice.app import Response

from chalicelib import appointments, start, views
from chalicelib.api import answers, cursors, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.aws.tables import Entry, Report
from chalicelib.region import this
from chalicelib.rules import calendar, rights
from chalicelib.rules.deadlines import Clock
from chalicelib.rules.errors import Forbidden, Invalid, Malformed, Problem, Unknown
from chalicelib.rules.lifecycle import OPEN, UNIT, Role
from chalicelib.rules.rights import Actor

if TYPE_CHECKING:
    from chalicelib.rules import inbox
    from chalicelib.rules.inbox import Desk, Filters, Line
else:
    inbox = start.later("chalicelib.rules.inbox")  # for agencies alone

routes = Routes(__name__)

PAGE = 50
PAGE_BYTES = 28 * 1024
SHEET_BYTES = 5 * 1024 * 1024  # Lambda answers with 6 MB at most
SHEET_REPORTS = 1000
WORDS = 100  # characters of `q`

_YES_OR_NO = {"true": True, "false": False}


@routes.route("/agency/reports", methods=["GET"], authorizer=staff.signed_in)
def desk() -> Response:
    """The open reports of all that the actor may see, or of `agency` alone."""
    now = datetime.now(UTC)
    actor = staff.actor(routes.current_request, now=now)
    query = requests.query(routes.current_request)
    agencies, filters = _agencies(actor, query.get("agency")), _filters(query)
    after = _place(query.get("cursor"), now=now)
    waiting = {report.pk: report for agency in agencies for report in store.inbox(agency)}
    found = inbox.desk(map(_line, waiting.values()), filters, now=after[0])
    head = {
        "counts": found.counts,
        "overdue": found.overdue,
        "total": len(found.lines),
        "vacant": _vacant(agencies, now=now),
    }
    return answers.private(head | _page(found, waiting, after=after, room=PAGE_BYTES - _size(head), now=now))


@routes.route("/agency/handover", methods=["GET"], authorizer=staff.signed_in)
def handover() -> Response:
    """Every open report of one agency with clocks and drafts, the soonest due first."""
    now = datetime.now(UTC)
    actor = staff.actor(routes.current_request, now=now)
    if actor.role not in UNIT:
        raise Forbidden("desk_not_yours")
    [agency] = _agencies(actor, requests.query(routes.current_request).get("agency") or actor.agency)
    waiting = store.inbox(agency)
    reports = sorted(store.reports_of([each.pk for each in waiting[:SHEET_REPORTS]]), key=_due)
    sheet = {"agency": views.agency(agency), "made_at": now, "total": len(waiting)}
    return answers.private(sheet | {"reports": _sheet(reports, actor.role, now=now)})


def _agencies(actor: Actor, agency: str | None) -> list[str]:
    """One agency, or all that the actor may see. Raises Unknown for one outside the tree as for none at all."""
    tree = this().tree(referred=False)
    if agency is None:
        return [each for each in this().names() if rights.may_see(actor, [each], tree)]
    if agency not in this().names() or not rights.may_see(actor, [agency], tree):
        raise Unknown("unknown_agency", agency=agency)
    return [agency]


def _filters(query: Mapping[str, str]) -> "Filters":
    """Raises Invalid with every filter that is wrong."""
    choices = {
        "state": OPEN,
        "clock": frozenset(Clock),
        "category": this().facts().categories,
        "area": this().facts().areas,
        "escalated": _YES_OR_NO.keys(),
    }
    given = {name: query[name] for name in choices if query.get(name)}
    wrong = [Problem(name, "unknown_choice") for name, value in given.items() if value not in choices[name]]
    if len(query.get("q", "")) > WORDS:
        wrong.append(Problem("q", "too_long", {"limit": WORDS}))
    if wrong:
        raise Invalid(wrong)
    escalated = _YES_OR_NO.get(given.pop("escalated", ""))
    return inbox.Filters(**given, words=query.get("q", ""), escalated=escalated)


def _line(report: Report) -> "Line":
    return inbox.Line(
        number=report.pk,
        state=report.state,
        due_at=report.due_at,
        clock=report.due_clock,
        category=report.category,
        area=report.area,
        level=int(report.level or 0),
        text=f"{report.title} {report.summary or ''} {report.words or ''}",
    )


def _page(
    found: "Desk", waiting: Mapping[str, Report], *, after: tuple[datetime, list[str]], room: int, now: datetime
) -> dict[str, Any]:
    """What comes after the place, as much as fits; the cursor keeps the moment by which all pages are sorted."""
    since, passed = after
    rest = [line for line in found.lines if list(inbox.place(line, now=since)) > passed]
    items: list[dict[str, Any]] = []
    for line in rest[:PAGE]:
        item = _item(line, waiting[line.number], now=now)
        room -= _size(item) + 1
        if items and room < 0:
            break
        items.append(item)
    more = len(items) < len(rest)
    last = [since.isoformat(), *inbox.place(rest[len(items) - 1], now=since)] if more else None
    return {"items": items, "cursor": cursors.write(last) if last else None}


def _item(line: "Line", report: Report, *, now: datetime) -> dict[str, Any]:
    overdue = inbox.is_overdue(line, now=now)
    return views.for_inbox(report) | {"overdue": overdue, "working_days_left": _days_left(report, now=now)}


def _place(cursor: str | None, *, now: datetime) -> tuple[datetime, list[str]]:
    """The moment by which the pages are sorted, and the last place that was shown."""
    if not cursor:
        return now, []
    since, *passed = cursors.read(cursor, parts=4)
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise Malformed("cursor") from error
    if moment.tzinfo is None:
        raise Malformed("cursor")
    return moment, passed


def _days_left(report: Report, *, now: datetime) -> int:
    """Whole working days after today, by the responsible agency's day; none on the last day and when overdue."""
    zone = ZoneInfo(this().rules_for(report.agency).zone)
    today, due = now.astimezone(zone).date(), report.due_at.astimezone(zone).date()
    return calendar.working_days_between(today, due, this().calendar())


def _vacant(agencies: Iterable[str], *, now: datetime) -> list[dict[str, Any]]:
    found = appointments.vacancies(now)
    vacant = [agency for agency in agencies if agency in found]
    return [{"agency": views.agency(agency), "stand_in": views.agency(found[agency])} for agency in vacant]


def _due(report: Report) -> tuple[str, str]:
    """One that was closed since the list was read is in no inbox, and stands last."""
    return report.due_at.isoformat() if report.inbox else "~", report.pk


def _sheet(reports: list[Report], role: Role, *, now: datetime) -> list[dict[str, Any]]:
    """Drafts as far as all of it fits in the answer: those due last are left out, and read at their reports."""
    entries = {(entry.pk, entry.number): entry for entry in store.entries_of(_keys(reports))}
    sheet = [_row(report, entries, role, now=now) for report in reports if report.inbox]
    over = _size(sheet) - SHEET_BYTES
    for row in (row for row in reversed(sheet) if row["draft"]):
        if over <= 0:
            break
        over -= _size(row["draft"])
        row.update(draft=None, draft_left_out=True)
    return sheet


def _keys(reports: Iterable[Report]) -> list[tuple[str, int]]:
    """Of each report the last entry and that of the draft, which may be the same."""
    return list({(each.pk, int(number)) for each in reports for number in (each.version, each.draft) if number})


def _row(report: Report, entries: Mapping[tuple[str, int], Entry], role: Role, *, now: datetime) -> dict[str, Any]:
    shown = views.changed(report, role)
    last = entries.get((report.pk, int(report.version)))
    draft = entries.get((report.pk, int(report.draft or 0)))
    return {
        **{name: shown[name] for name in ("id", "status", "title", "deadlines")},
        "working_days_left": _days_left(report, now=now),
        "last": {"number": last.number, "act": last.act, "at": last.at} if last else None,
        "draft": draft.text if draft else None,
        "draft_left_out": False,
    }


def _size(part: object) -> int:
    return len(msgspec.json.encode(part))
