"""A form for each act of the reporter, in the order in which they are offered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.api.html import sentences
from chalicelib.api.html.fields import Sheet
from chalicelib.api.html.markup import EMPTY, Html, join, switch
from chalicelib.api.html.reader import Reader
from chalicelib.rules import words

ORDER = ("complete", "confirm", "dispute", "reply", "rate", "appeal", "refer", "withdraw")
# What the report waits for is open from the start; the rest opens when it is asked for.
_OPEN = ("complete", "confirm", "rate")
_NEEDS_TEXT = ("complete", "reply", "dispute", "appeal")
_TAKES_TEXT = (*_NEEDS_TEXT, "rate", "withdraw")


@dataclass(frozen=True)
class Door:
    """What a form of an act carries: which report, the code that opens it, and the version the reporter saw."""

    report: str = ""
    code: str = ""
    version: str = ""


def forms(reader: Reader, acts: Collection[str], door: Door, *, tried: Sheet) -> Html:
    """The forms of the acts that are possible; `tried` holds what was wrong with one of them."""
    offered = [act for act in ORDER if act in acts]
    if not offered:
        return EMPTY
    title = reader.render("acts_title")
    return join([title, *(form(reader, act, door, sheet=tried if tried.act == act else None) for act in offered)])


def form(reader: Reader, act: str, door: Door = Door(), *, sheet: Sheet | None = None) -> Html:
    shown = sheet or Sheet(reader, act=act)
    name = reader.word(words.VERBS, act)
    return reader.render(
        "act",
        act=act,
        name=name,
        button=name,
        explained=reader.word(sentences.EXPLAINED, act),
        open=switch("open", on=act in _OPEN or sheet is not None),
        id=door.report,
        code=door.code,
        version=door.version,
        controls=_controls(shown),
    )


def door(reader: Reader, report: str) -> Html:
    """The form that opens a report with its code."""
    code = Sheet(reader, act="door").line("code", required=True)
    return reader.render("door", id=report, code=code)


def fields(act: str) -> Mapping[str, bool]:
    """The visible fields of an act, and whether each is needed."""
    text = {"text": act in _NEEDS_TEXT} if act in _TAKES_TEXT else {}
    return {"rating": True, **text} if act == "rate" else text


def _controls(sheet: Sheet) -> Html:
    reader, found = sheet.reader, fields(sheet.act)
    ratings = [(value, reader.word(sentences.RATINGS, value), "") for value in sentences.RATINGS]
    controls = [sheet.choose("rating", ratings)] if "rating" in found else []
    if "text" in found:
        controls.append(sheet.lines("text", required=found["text"]))
    return join(controls)
