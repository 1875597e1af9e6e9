"""What reporters do: submit, follow, and every act on their own report, as JSON or by plain forms.

Whoever has the access code acts as the reporter. It travels in the header `Access-Code` or in a plain form's body,
never in a URL.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalice.app import Response

from chalicelib import reports, start, submissions, views
from chalicelib.api import answers, identities, requests
from chalicelib.api.problems import Routes, status_of
from chalicelib.aws import store
from chalicelib.aws.store import Life
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import intake, lifecycle, numbers
from chalicelib.rules.errors import Invalid, Refused, Unknown
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.submissions import Receipt

if TYPE_CHECKING:
    from chalicelib.api.html import pages
else:
    pages = start.later("chalicelib.api.html.pages")  # for plain forms alone, and a fiftieth of a cold start

routes = Routes(__name__)


@routes.route("/form", methods=["GET"])
def form() -> Response:
    language = requests.language(routes.current_request)
    return answers.page(pages.form(this(), language, key=numbers.idempotency_key(None)))


@routes.route("/reports", methods=["POST"])
def submit() -> Response:
    request = routes.current_request
    body = requests.body(request)
    if requests.is_plain(request):
        return _submit_plainly(body)
    key = numbers.idempotency_key(request.headers.get("idempotency-key"))
    return answers.private(views.receipt(_submit(body, key)), status=201)


@routes.route("/reports/{number}", methods=["GET"])
def read(number: str) -> Response:
    request = routes.current_request
    return answers.private(_view(requests.number(number), requests.code(request)))


@routes.route("/reports/{number}/follow", methods=["POST"])
def follow(number: str) -> Response:
    """The page of a report, for the code in the body; without a code the public view."""
    return _page(number, requests.body(routes.current_request))


@routes.route("/reports/{number}/contact", methods=["GET"])
def contact(number: str) -> Response:
    """What the reporter gave of name, phone and e-mail; each look is noted in the report's history."""
    return _contact(number)


@routes.route("/reports/{number}/contact", methods=["PUT"])
def correct_contact(number: str) -> Response:
    contact = intake.contact(requests.body(routes.current_request), this().limits)
    return _contact(number, contact=contact)


@routes.route("/reports/{number}/{act}", methods=["POST"])
def act(number: str, act: str) -> Response:
    request = routes.current_request
    body = requests.body(request)
    if act not in lifecycle.BY_REPORTER:
        raise Unknown("unknown_act")
    if requests.is_plain(request):
        return _page(number, body, act=Act(act))
    report = _act(requests.number(number), Act(act), body, code=requests.code(request))
    return answers.private(views.changed(report, Role.REPORTER))


def _submit(body: dict[str, Any], key: str) -> Receipt:
    now = datetime.now(UTC)
    return submissions.submit(intake.submission(body, this().facts(), requests.today(now)), key, now=now)


def _act(number: str, act: Act, body: dict[str, Any], *, code: str | None) -> Report:
    now = datetime.now(UTC)
    return reports.by_reporter(number, act, requests.fields(act, body, now=now), code=code or "", now=now)


def _life(number: str, code: str | None, *, consistent: bool = False) -> Life:
    """A report that may be seen with `code`: with none, unless it is confidential. Raises Unknown or Forbidden."""
    life = store.life(number, consistent=consistent)
    if life is None or (life.report.confidential and not code):
        raise Unknown("unknown_report")
    if code:
        reports.check_code(life.report, code)
    return life


def _view(number: str, code: str | None, *, consistent: bool = False) -> views.View:
    life = _life(number, code, consistent=consistent)
    if not code:
        return views.for_public(life)
    into = life.report.into
    return views.for_reporter(life, merged_with=store.life(into) if into else None)


def _contact(number: str, *, contact: Mapping[str, str] | None = None) -> Response:
    request = routes.current_request
    known, code = requests.number(number), requests.code(request) or ""
    question = {"report": known, "asks": "reporter", "code": code, "contact": contact}
    return answers.private(identities.ask(question))


def _submit_plainly(body: dict[str, Any]) -> Response:
    """The same submission from a plain form: its answer is a page, and so is what was wrong with it."""
    language = str(body.get("language") or requests.language(routes.current_request))
    given = str(body.pop("idempotency_key", "")) or None
    key = numbers.idempotency_key(given)
    try:
        receipt = views.receipt(_submit(body, key))
    except Invalid as invalid:
        again = pages.form(this(), language, key=key, values=body, problems=invalid.problems)
        return answers.page(again, status=status_of(invalid))
    return answers.page(pages.receipt(this(), language, receipt), status=201)


def _page(number: str, body: dict[str, Any], *, act: Act | None = None) -> Response:
    """A report's page; with `act`, that is done first, and what was wrong with it is said on the same page."""
    language = requests.language(routes.current_request)
    code = str(body.pop("code", "")) or None
    known = requests.number(str(body.pop("id", "") or number))
    refusal = _tried(known, act, body, code=code) if act else None
    view = _view(known, code, consistent=bool(act))
    message = refusal.sentence(language) if refusal else pages.done(act, language) if act else ""
    problems = refusal.problems if isinstance(refusal, Invalid) else ()
    tried = body if refusal else {}
    page = pages.follow(
        this(), language, view, code=code, message=message, problems=problems, act=act or "", values=tried
    )
    return answers.page(page, status=status_of(refusal) if refusal else 200)


def _tried(number: str, act: Act, body: dict[str, Any], *, code: str | None) -> Refused | None:
    try:
        _act(number, act, body, code=code)
    except Refused as refused:
        return refused
    return None
