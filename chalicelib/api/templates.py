"""The templates an agency keeps for its responses, and the same filled for one report."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from chalicelib import reports, start
from chalicelib.api import answers, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.aws.tables import Report, Template
from chalicelib.region import this
from chalicelib.rules.deadlines import Unit
from chalicelib.rules.errors import Conflict, Forbidden, Unknown
from chalicelib.rules.lifecycle import UNIT

if TYPE_CHECKING:
    from chalicelib.rules import notices, templates
else:
    notices = start.later("chalicelib.rules.notices")  # for agencies alone
    templates = start.later("chalicelib.rules.templates")

routes = Routes(__name__)


@routes.route("/agency/templates", methods=["GET"], authorizer=staff.signed_in)
def kept() -> Response:
    """All of them: at most a hundred of 10,000 characters, so below the 6 MB of an answer."""
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    return answers.private({"items": [_view(each) for each in store.templates(actor.agency or "")]})


@routes.route("/agency/templates/{name}", methods=["PUT"], authorizer=staff.signed_in)
def keep(name: str) -> Response:
    now = datetime.now(UTC)
    agency, person = _writer(now)
    wording = templates.read(name, requests.body(routes.current_request))
    others = [each for each in store.templates(agency) if each.name != name]
    if len(others) >= templates.MOST:
        raise Conflict("too_many_templates", limit=templates.MOST)
    made = Template(
        Template.key(agency), Template.sort_key(name), title=wording.title, text=wording.text, by=person, updated_at=now
    )
    store.keep_template(made)
    return answers.private(_view(made))


@routes.route("/agency/templates/{name}", methods=["DELETE"], authorizer=staff.signed_in)
def drop(name: str) -> Response:
    agency, _ = _writer(datetime.now(UTC))
    if not store.drop_template(agency, name):
        raise Unknown("unknown_template")
    return answers.private({"items": [_view(each) for each in store.templates(agency)]})


@routes.route("/agency/reports/{number}/templates", methods=["GET"], authorizer=staff.signed_in)
def filled(number: str) -> Response:
    """In the report's language, for an agency that holds it now."""
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    report = store.report(requests.number(number))
    if report is None:
        raise Unknown("unknown_report")
    reports.check_held(report, actor)
    facts = _facts(report)
    ready = [_view(each, facts) for each in store.templates(actor.agency or "")]
    return answers.private({"items": ready})


def _writer(now: datetime) -> tuple[str, str | None]:
    """The agency and person. Raises Forbidden for a role that only reads."""
    actor = staff.actor(routes.current_request, now=now)
    if actor.role not in UNIT or not actor.agency:
        raise Forbidden("desk_not_yours")
    return actor.agency, actor.person


def _view(template: Template, facts: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    text = template.text if facts is None else templates.filled(template.text, facts)
    return {"name": template.name, "title": template.title, "text": text, "updated_at": template.updated_at}


def _facts(report: Report) -> Mapping[str, str | None]:
    region, language = this(), report.language
    zone = region.rules_for(report.agency).zone
    names = {each.code: each.name_en if language == "en" else each.name for each in region.categories}
    return {
        "id": report.id,
        "title": report.title,
        "agency": region.names().get(report.agency or ""),
        "category": names.get(report.category or ""),
        "submitted": notices.day(report.submitted_at, zone, language),
        "due": _due(report, zone),
    }


def _due(report: Report, zone: str) -> str | None:
    running = [each for each in report.clocks if each.clock == report.due_clock and each.running]
    if not running:
        return None
    by_the_clock = running[-1].unit in (Unit.HOURS, Unit.MINUTES)
    return notices.when(running[-1].due_at, zone, report.language, by_the_clock=by_the_clock)
