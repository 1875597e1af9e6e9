"""What a request says: its language, its body as JSON or as a plain form, its code and key."""

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote
from zoneinfo import ZoneInfo

from chalice.app import Request

from chalicelib.region import this
from chalicelib.rules import intake, numbers
from chalicelib.rules.errors import Malformed, TooLarge, WrongType
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act

MOST_BYTES = 2 * 1024 * 1024
MOST_FIELDS = 100
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def is_plain(request: Request) -> bool:
    """Whether a browser's plain form sent this and a page must answer."""
    return _content_type(request) == _FORM


def body(request: Request) -> dict[str, Any]:
    """The body's fields, nested. Raises WrongType, TooLarge or Malformed when it cannot be read."""
    raw: bytes = request.raw_body or b""  # type: ignore[assignment] # text only where Chalice serves locally
    if len(raw) > MOST_BYTES:
        raise TooLarge("too_large", limit=f"{MOST_BYTES // 1024 // 1024} MB")
    match _content_type(request):
        case "application/json":
            return _json(raw)
        case "application/x-www-form-urlencoded":
            return intake.flat(_plain(raw))
        case _:
            raise WrongType("wrong_type", expected=f"{_JSON}, {_FORM}")


def number(text: str) -> str:
    """The report's number out of a path. Raises Unknown when it can be none."""
    return numbers.parse(unquote(text), this().code)


def code(request: Request) -> str | None:
    """The reporter's access code: from the header only; it never travels in a URL."""
    given: str | None = request.headers.get("access-code")
    return given


def language(request: Request) -> str:
    """What the reader asked for by `lang` in the query or by Accept-Language, else the region's first language."""
    languages = this().languages
    asked = query(request).get("lang")
    wanted = [asked] if asked else [part.strip()[:2].lower() for part in _accepted(request).split(",")]
    return next((tag for tag in wanted if tag in languages), languages[0])


def query(request: Request) -> dict[str, str]:
    """The query's parameters; of one given twice, the last."""
    return dict(request.query_params or {})


def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(this().zone)).date()


def fields(act: Act, form: dict[str, Any], *, now: datetime) -> Fields:
    """The cleaned fields of an act. Raises Invalid."""
    region = this()
    reasons = [reason.code for reason in region.archive_reasons]
    return intake.act_fields(act, form, facts=region.facts(), today=today(now), reasons=reasons)


def _accepted(request: Request) -> str:
    accepted: str = request.headers.get("accept-language", "")
    return accepted


def _content_type(request: Request) -> str:
    given: str = request.headers.get("content-type", "")
    return given.partition(";")[0].strip().lower()


def _json(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise Malformed("broken_json") from error
    if not isinstance(found, dict):
        raise Malformed("broken_json")
    return found


def _plain(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Malformed("broken_form") from error
