"""What the agencies' people do: the inbox, one report, and every act the lifecycle gives their role.

Who is signed in comes from the access token's `sub`; what that person may do from the appointment, on every request.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from chalice.app import Response

from chalicelib import reports, views
from chalicelib.api import answers, cursors, identities, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import lifecycle, rights
from chalicelib.rules.errors import Invalid, Problem, Unknown
from chalicelib.rules.lifecycle import OPEN, Act, State

routes = Routes(__name__)

PAGE = 50


@routes.route("/agency/me", methods=["GET"], authorizer=staff.signed_in)
def me() -> Response:
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    return answers.private({"role": actor.role, "agency": views.agency(actor.agency)})


@routes.route("/agency/reports", methods=["GET"], authorizer=staff.signed_in)
def inbox() -> Response:
    """The open reports of the own agency, or of `agency` below it, the earliest due first."""
    query = requests.query(routes.current_request)
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    agency = query.get("agency") or actor.agency or ""
    if agency not in this().names() or not rights.may_see(actor, [agency], this().tree(referred=False)):
        raise Unknown("unknown_agency", agency=agency)
    if query.get("state", State.RECEIVED) not in OPEN:
        raise Invalid([Problem("state", "unknown_choice")])
    waiting = [report for report in store.inbox(agency) if query.get("state", report.state) == report.state]
    return answers.private(_page(waiting, query.get("cursor")))


@routes.route("/agency/reports/{number}", methods=["GET"], authorizer=staff.signed_in)
def report(number: str) -> Response:
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    life = store.life(requests.number(number))
    if life is None:
        raise Unknown("unknown_report")
    reports.check_seen(life.report, actor)
    return answers.private(views.for_staff(life, actor.role))


@routes.route("/agency/reports/{number}/contact", methods=["GET"], authorizer=staff.signed_in)
def reporter(number: str) -> Response:
    """Who the reporter is, unless anonymous; each look is noted in the report's history."""
    sub = staff.sub(routes.current_request)
    return answers.private(identities.ask({"report": requests.number(number), "asks": "staff", "sub": sub}))


@routes.route("/agency/reports/{number}/{act}", methods=["POST"], authorizer=staff.signed_in)
def act_on(number: str, act: str) -> Response:
    now = datetime.now(UTC)
    actor = staff.actor(routes.current_request, now=now)
    body = requests.body(routes.current_request)
    if act not in lifecycle.BY_STAFF:
        raise Unknown("unknown_act")
    known, verb = requests.number(number), Act(act)
    report = reports.by_staff(known, verb, requests.fields(verb, body, now=now), actor=actor, now=now)
    return answers.private(views.changed(report, actor.role))


def _page(waiting: Iterable[Report], cursor: str | None) -> dict[str, object]:
    """A page after the cursor's place; reports may have come and gone since, and many are due at the same moment."""
    after = cursors.read(cursor, parts=2) if cursor else ["", ""]
    rest = [report for report in sorted(waiting, key=_place) if _place(report) > after]
    shown = rest[:PAGE]
    more = cursors.write(_place(shown[-1])) if len(rest) > PAGE else None
    return {"items": [views.for_inbox(report) for report in shown], "cursor": more}


def _place(report: Report) -> list[str]:
    return [report.due_at.isoformat(), report.pk]
