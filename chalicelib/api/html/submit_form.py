"""The form of a submission: one definition for the static page and for the page that needs no JavaScript."""

from collections.abc import Callable, Mapping, Sequence

from chalicelib.api.html import labels
from chalicelib.api.html.fields import Sheet
from chalicelib.api.html.markup import EMPTY, Html
from chalicelib.api.html.reader import Reader
from chalicelib.rules import words
from chalicelib.rules.clocks import Clock
from chalicelib.rules.errors import Problem

# Where the summary of problems may lead.
ANCHORS = (
    "kind", "title", "description", "category", "area", "location", "location.address", "occurred_on",
    "anonymous", "confidential", "contact.name", "contact.phone", "contact.email", "agency",
)  # fmt: skip


def form(reader: Reader, *, key: str, values: Mapping[str, object], problems: Sequence[Problem]) -> Html:
    """The form with what was filled in, flat or nested, and what is wrong with it."""
    sheet = Sheet(reader, flat(values), [_at_the_place(problem) for problem in problems])
    return _render(sheet, key=key, summary=sheet.summary(ANCHORS), speech=EMPTY, plainly=EMPTY)


def scripted(reader: Reader, *, speech: Html, plainly: Html) -> Html:
    """The same form, empty, for a script that sends it; `speech` is what the script can say."""
    sheet = Sheet(reader)
    return _render(sheet, key="", summary=sheet.summary(ANCHORS, scripted=True), speech=speech, plainly=plainly)


def category_name(reader: Reader, code: str) -> str:
    return dict(_categories(reader)).get(code, code)


def area_name(reader: Reader, code: str) -> str:
    return dict(_areas(reader)).get(code, code)


def flat(values: Mapping[str, object]) -> dict[str, str]:
    """The names of the form's fields again: `phone` in `contact` is `contact.phone`."""
    flat: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{part}": str(inner) for part, inner in value.items()}
        else:
            flat[name] = str(value)
    return flat


def _render(sheet: Sheet, **values: object) -> Html:
    reader = sheet.reader
    return reader.render(
        "form",
        kind=sheet.choose("kind", _kinds(reader), default="complaint"),
        title=sheet.line("title", required=True),
        description=sheet.lines("description", rows=6, required=True),
        category=sheet.pick("category", _categories(reader)),
        area=sheet.pick("area", _areas(reader)),
        address=sheet.line("location.address"),
        position=_position(sheet),
        occurred_on=sheet.line("occurred_on"),
        anonymous=sheet.tick("anonymous"),
        confidential=sheet.tick("confidential"),
        name=sheet.line("contact.name"),
        phone=sheet.line("contact.phone"),
        email=sheet.line("contact.email"),
        agency=sheet.pick("agency", _agencies(reader)),
        **_promises(reader),
        **values,
    )


def _at_the_place(problem: Problem) -> Problem:
    """The point has no visible field of its own: what is wrong with it is said at the place."""
    wrong = problem.field in ("location.lat", "location.lon")
    return Problem("location", problem.code, problem.values) if wrong else problem


def _position(sheet: Sheet) -> Html:
    lat, lon = (sheet.values.get(f"location.{part}", "") for part in ("lat", "lon"))
    error = sheet.wrong("location")
    return sheet.reader.render("position", lat=lat, lon=lon, error=error, hidden=EMPTY if error else Html(" hidden"))


def _promises(reader: Reader) -> dict[str, str]:
    """What happens after sending, with the region's own times."""
    region = reader.region
    spans = {
        "verification": reader.span(region.clocks[Clock.VERIFICATION]),
        "first_response": reader.span(region.clocks[Clock.FIRST_RESPONSE]),
        "total": reader.span(region.totals["complaint"]),
    }
    names = ("after_verification", "after_response", "after_total")
    return {name: reader.words[name].format_map(spans) for name in names}


def _kinds(reader: Reader) -> list[tuple[str, str, str]]:
    hints = labels.KIND_HINTS
    return [(kind, reader.word(words.KINDS, kind), reader.word(hints, kind)) for kind in hints]


def _categories(reader: Reader) -> list[tuple[str, str]]:
    english = reader.language == "en"
    return [(category.code, category.name_en if english else category.name) for category in reader.region.categories]


def _areas(reader: Reader) -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in reader.region.areas]


def _agencies(reader: Reader) -> list[tuple[str, str]]:
    names = reader.region.names()
    return [(agency, names[agency]) for agency in reader.region.wishes()]


LISTS: Mapping[str, Callable[[Reader], list[tuple[str, str]]]] = {
    "category": _categories,
    "area": _areas,
    "agency": _agencies,
}
