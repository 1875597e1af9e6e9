"""What the agencies' people do: one report, and every act the lifecycle gives their role.

Who is signed in comes from the access token's `sub`; what that person may do from the appointment, on every request.
"""

from datetime import UTC, datetime
from functools import partial

from chalice.app import Response

from chalicelib import mergers, reports, views
from chalicelib.api import answers, identities, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.rules import lifecycle
from chalicelib.rules.errors import Conflict, Unknown
from chalicelib.rules.lifecycle import Act

routes = Routes(__name__)

# Acts that concern more than one report; every other is reports.by_staff.
_DONE = {Act.MERGE: mergers.merge, Act.SPLIT: mergers.split}


@routes.route("/agency/me", methods=["GET"], authorizer=staff.signed_in)
def me() -> Response:
    actor = staff.actor(routes.current_request, now=datetime.now(UTC))
    return answers.private({"role": actor.role, "agency": views.agency(actor.agency)})


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
    staff.actor(routes.current_request, now=datetime.now(UTC))
    sub = staff.sub(routes.current_request)
    return answers.private(identities.ask({"report": requests.number(number), "asks": "staff", "sub": sub}))


@routes.route("/agency/reports/{number}/{act}", methods=["POST"], authorizer=staff.signed_in)
def act_on(number: str, act: str) -> Response:
    now = datetime.now(UTC)
    actor = staff.actor(routes.current_request, now=now, writes=True)
    body = requests.body(routes.current_request)
    if act not in lifecycle.BY_STAFF:
        raise Unknown("unknown_act")
    known, verb = requests.number(number), Act(act)
    fields = requests.fields(verb, body, now=now)
    try:
        report = _DONE.get(verb, partial(reports.by_staff, act=verb))(known, fields=fields, actor=actor, now=now)
    except Conflict as conflict:
        if conflict.code == "changed_meanwhile" and fields.version is not None:
            conflict.details["meanwhile"] = views.meanwhile(store.entries_after(known, fields.version))
        raise
    return answers.private(views.changed(report, actor.role))
