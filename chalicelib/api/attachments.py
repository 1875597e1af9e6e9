"""Where an agency's people put a file before they attach it: a form is signed for it, the file goes straight to S3."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib import reports, start
from chalicelib.api import answers, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.rules.attachments import offer
from chalicelib.rules.errors import Forbidden, Unknown
from chalicelib.rules.lifecycle import UNIT

if TYPE_CHECKING:
    from chalicelib.aws import attachments
else:
    attachments = start.later("chalicelib.aws.attachments")  # few requests have files

routes = Routes(__name__)


@routes.route("/agency/reports/{number}/attachments", methods=["POST"], authorizer=staff.signed_in)
def upload(number: str) -> Response:
    """For who holds the report now; which acts may name the file is in rules/intake.py."""
    now = datetime.now(UTC)
    actor = staff.actor(routes.current_request, now=now)
    offered = offer(requests.body(routes.current_request))
    report = store.report(requests.number(number))
    if report is None:
        raise Unknown("unknown_report")
    reports.check_held(report, actor)
    if actor.role not in UNIT:
        raise Forbidden("desk_not_yours")
    return answers.private(asdict(attachments.upload(report.id, offered, now=now)), status=201)
