"""A refusal becomes an RFC 9457 problem document, or a page for a plain form; here only.

A bug is not caught: it is logged, answered 500, and the answer names the request to ask about.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Request, Response

from chalicelib import start
from chalicelib.api import answers, requests
from chalicelib.aws import telemetry
from chalicelib.region import this
from chalicelib.rules import errors, words

if TYPE_CHECKING:
    from chalicelib.api.html import pages
else:
    pages = start.later("chalicelib.api.html.pages")  # for plain forms alone

STATUSES: Mapping[type[errors.Refused], int] = {
    errors.Invalid: 422,
    errors.Malformed: 400,
    errors.TooLarge: 413,
    errors.WrongType: 415,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Unknown: 404,
    errors.Conflict: 409,
    errors.Mismatch: 422,
    errors.OutOfCalendar: 503,
}

View = Callable[..., Any]


class Routes(Blueprint):
    """A blueprint whose views may raise Refused, take any content type, and read the body by `requests`."""

    def route(self, path: str, **options: Any) -> Callable[[View], View]:
        register = super().route(path, content_types=["*/*"], **options)

        def decorate(view: View) -> View:
            registered: View = register(self._answering(view))
            return registered

        return decorate

    def _answering(self, view: View) -> View:
        @wraps(view)
        def answer(**parameters: str) -> Any:
            try:
                return view(**parameters)
            except errors.Refused as refused:
                return _refused(refused, self.current_request)
            except Exception:  # noqa: BLE001 - a bug: logged here, answered 500, and nothing told of it
                telemetry.logger.exception("Request failed", route=self.current_request.context.get("resourcePath"))
                return _failed(requests.language(self.current_request))

        return answer


def _refused(refused: errors.Refused, request: Request) -> Response:
    language, status = requests.language(request), status_of(refused)
    if requests.is_plain(request):
        return answers.page(pages.refusal(this(), language, status, refused.sentence(language)), status=status)
    return problem(refused, language)


def status_of(refused: errors.Refused) -> int:
    return STATUSES[type(refused)]


def problem(refused: errors.Refused, language: str) -> Response:
    """The problem document of a refusal, its sentence and each wrong field's in `language`."""
    body: dict[str, Any] = {"detail": refused.sentence(language), **refused.details}
    if isinstance(refused, errors.Invalid):
        body["errors"] = [{"field": wrong.field, "detail": wrong.sentence(language)} for wrong in refused.problems]
    return _document(refused.code, status_of(refused), body, language=language)


def _failed(language: str) -> Response:
    body = {"detail": words.refusal("failed", language, {}), "instance": telemetry.correlation_id()}
    return _document("failed", 500, body, language=language)


def _document(code: str, status: int, body: Mapping[str, Any], *, language: str) -> Response:
    document = {"type": f"urn:tuntas:problem:{code}", "title": words.title(status, language), "status": status, **body}
    return Response(
        body=json.dumps(document, ensure_ascii=False),
        status_code=status,
        headers={"Content-Type": "application/problem+json", "Content-Language": language, "Cache-Control": "no-store"},
    )
