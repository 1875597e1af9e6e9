"""A form for each act of the reporter, in the order in which they are offered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.api.html import sentences, submit_form
from chalicelib.api.html.fields import Sheet
from chalicelib.api.html.markup import EMPTY, Html, join, switch
from chalicelib.api.html.reader import Reader
from chalicelib.rules import words
from chalicelib.rules.intake import COMPLETABLE

ORDER = ("complete", "confirm", "dispute", "reply", "rate", "appeal", "refer", "withdraw")
# What the report waits for is open from the start; the rest opens when it is asked for.
_OPEN = ("complete", "confirm", "rate")
_NEEDS_TEXT = ("complete", "reply", "dispute", "appeal")
_TAKES_TEXT = (*_NEEDS_TEXT, "rate", "withdraw")
# By what each field that may be completed is asked for.
COMPLETABLE_CONTROLS = {name: "location.address" if name == "location" else name for name in COMPLETABLE}


@dataclass(frozen=True)
class Door:
    """What a form of an act carries: which report, the code that opens it, and the version the reporter saw."""

    report: str = ""
    code: str = ""
    version: str = ""


def forms(reader: Reader, acts: Collection[str], door: Door, *, tried: Sheet, missing: Collection[str] = ()) -> Html:
    """The forms of the acts that are possible.

    `tried` holds what was wrong with one of them, `missing` what the reporter is asked to complete.
    """
    offered = [act for act in ORDER if act in acts]
    if not offered:
        return EMPTY
    title = reader.render("acts_title")
    sheets = {tried.act: tried}
    return join([title, *(form(reader, act, door, sheet=sheets.get(act), missing=missing) for act in offered)])


def form(
    reader: Reader, act: str, door: Door = Door(), *, sheet: Sheet | None = None, missing: Collection[str] = COMPLETABLE
) -> Html:
    """One act's form; what may be completed is there as far as it is `missing`."""
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
        controls=_controls(shown, missing),
    )


def door(reader: Reader, report: str) -> Html:
    """The form that opens a report with its code."""
    code = Sheet(reader, act="door").line("code", required=True)
    return reader.render("door", id=report, code=code)


def fields(act: str, missing: Collection[str] = ()) -> Mapping[str, bool]:
    """The visible fields of an act, and whether each is needed."""
    text = {"text": act in _NEEDS_TEXT} if act in _TAKES_TEXT else {}
    asked = {COMPLETABLE_CONTROLS[name]: False for name in missing} if act == "complete" else {}
    return {"rating": True, **text} if act == "rate" else text | asked


def _controls(sheet: Sheet, missing: Collection[str]) -> Html:
    return join(_control(sheet, name, needed=needed) for name, needed in fields(sheet.act, missing).items())


def _control(sheet: Sheet, name: str, *, needed: bool) -> Html:
    reader = sheet.reader
    if name == "rating":
        return sheet.choose(name, [(value, reader.word(sentences.RATINGS, value), "") for value in sentences.RATINGS])
    if name in submit_form.LISTS:
        return sheet.pick(name, submit_form.LISTS[name](reader))
    return sheet.lines(name, required=needed) if name == "text" else sheet.line(name, required=needed)
