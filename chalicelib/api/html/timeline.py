"""One report as a page shows it: its state and what comes next, clocks, history, and what the reporter may do.

The same templates, empty, are what the script of the static page fills; see `blanks`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.api.html import act_forms, sentences, submit_form
from chalicelib.api.html.markup import EMPTY, Html, join, switch
from chalicelib.api.html.reader import Reader, proof_of
from chalicelib.rules import words
from chalicelib.rules.clocks import Unit

View = Mapping[str, Any]

_DAYS = (Unit.WORKING_DAYS, Unit.DAYS)
_SLOTS = (
    "id",
    "title",
    "state",
    "next",
    "related",
    "summary",
    "acts",
    "history",
    "no_clocks",
    "deadlines",
    "description",
    "facts",
)
_NAMES_ITS_AGENCY = ("route", "verify", "assign", "decide")
_NAMES_THE_OTHER = ("merge", "split")
ANSWERS = ("answer", "sign")


def report(reader: Reader, view: View, **parts: Html) -> Html:
    """`parts` are the template's `acts`, `door`, `message` and `summary`."""
    clocks = view.get("deadlines") or ()
    return reader.render(
        "report",
        id=view["id"],
        title=view.get("title") or reader.said("untitled"),
        state=reader.word(words.STATES, view["status"]),
        next=next_step(reader, view),
        related=related(reader, view),
        history=history(reader, view.get("history") or ()),
        deadlines=deadlines(reader, clocks),
        no_clocks=switch("hidden", on=not clocks),
        description=view.get("description") or reader.said("withheld"),
        facts=join(reader.render("fact", name=name, value=value) for name, value in facts(reader, view)),
        **parts,
    )


def next_step(reader: Reader, view: View) -> str:
    """What comes next, and who has it."""
    agency = (view.get("agency") or {}).get("name") or reader.said("agency")
    said = reader.word(sentences.NEXT, view["status"]).format(agency=agency)
    return said[:1].upper() + said[1:]


def related(reader: Reader, view: View) -> Html:
    """The report that this one was merged into, with its latest answer, and the one it was split from."""
    their = (view.get("merged_with") or {}).get("history") or ()
    answers = [entry for entry in their if entry["act"] in ANSWERS]
    shown = {"merged_into": join(_entry(reader, entry) for entry in answers[-1:]), "split_from": EMPTY}
    return join(
        reader.render(
            "related",
            name=reader.word(sentences.RELATED, name),
            url=f"{reader.words['lookup']}#{view[name]}",
            number=view[name],
            answer=answer,
        )
        for name, answer in shown.items()
        if view.get(name)
    )


def deadlines(reader: Reader, views: Iterable[View]) -> Html:
    return join(_clock(reader, view) for view in views)


def history(reader: Reader, entries: Iterable[View]) -> Html:
    """The newest entry comes first."""
    return join(_entry(reader, entry) for entry in sorted(entries, key=lambda entry: -int(entry["number"])))


def facts(reader: Reader, view: View) -> list[tuple[str, str]]:
    """(Name, value) of what is known of the report besides its words."""
    place = view.get("location") or {}
    found = {
        "kind": reader.word(words.KINDS, view.get("kind") or ""),
        "category": submit_form.category_name(reader, view.get("category") or ""),
        "area": submit_form.area_name(reader, view.get("area") or ""),
        "location.address": place.get("address"),
        "location": _point(place),
        "occurred_on": reader.day(view["occurred_on"]) if view.get("occurred_on") else None,
        "agency": (view.get("agency") or {}).get("name"),
        "submitted": reader.moment(view["submitted_at"]),
        "anonymous": reader.said("yes") if view.get("anonymous") else None,
        "confidential": reader.said("yes") if view.get("confidential") else None,
        "rating": view.get("rating"),
    }
    return [(reader.word(sentences.FACTS, name), str(value)) for name, value in found.items() if value]


def blanks(reader: Reader) -> Html:
    """The parts of a report as empty `<template>`s, and a form for each act, for the script to fill."""
    parts = {
        "report": _blank_report(reader),
        "entry": reader.render("entry", act="", when="", text="", attached=EMPTY),
        "attachment": reader.render("attachment", url="/", name="", size=""),
        "related": reader.render("related", url="/", name="", number="", answer=EMPTY),
        "acts_title": reader.render("acts_title"),
        "fact": reader.render("fact", name="", value=""),
        **{f"act-{act}": act_forms.form(reader, act) for act in act_forms.ORDER},
    }
    return join([blank_clocks(reader), *(_template(reader, name, content) for name, content in parts.items())])


def blank_clocks(reader: Reader) -> Html:
    skipped = reader.render("skipped", title="", days="")
    clock = reader.render("clock", mark="", clock="", due="", counted="", skipped=skipped)
    return _template(reader, "clock", clock)


def blank_receipt(reader: Reader) -> Html:
    empty = dict.fromkeys(("id", "code", "deadlines", "message"), "")
    return _template(reader, "receipt", reader.render("receipt", **empty))


def _template(reader: Reader, name: str, content: Html) -> Html:
    return reader.render("template", name=name, content=content)


def _blank_report(reader: Reader) -> Html:
    message = reader.render("message", message="", focus="")
    door = act_forms.door(reader, "")
    return reader.render("report", **dict.fromkeys(_SLOTS, EMPTY), message=message, door=door)


def _clock(reader: Reader, view: View) -> Html:
    mark = next((mark for mark in ("missed", "paused") if view.get(f"{mark}_at")), "")
    due = reader.due(view)
    return reader.render(
        "clock",
        mark=f" {mark}" if mark else "",
        clock=reader.word(words.CLOCKS, view["clock"]),
        due=f"{due}, {reader.said(mark)}" if mark else due,
        counted=_counted(reader, proof_of(view)),
        skipped=_skipped(reader, proof_of(view)),
    )


def _counted(reader: Reader, proof: View) -> str:
    if not proof:
        return ""
    span = reader.span(proof)
    return reader.said("counted", span=span, day=reader.day(proof["from"])) if proof["unit"] in _DAYS else span


def _skipped(reader: Reader, proof: View) -> Html:
    said = [_day_off(reader, day) for day in proof.get("skipped") or ()]
    if not said:
        return EMPTY
    items = join(reader.render("item", text=day) for day in said)
    return reader.render("skipped", title=reader.said("skipped", count=len(said)), days=items)


def _day_off(reader: Reader, day: View) -> str:
    """A weekend is named in the reader's language, a holiday as the decree names it."""
    weekend = day["reason"] == "weekend"
    name = reader.word(words.DAYS_OFF, "weekend") if weekend and reader.language != "id" else day["name"]
    return reader.said("skipped_day", day=reader.day(day["date"]), name=name)


def _entry(reader: Reader, entry: View) -> Html:
    said = [_reason(reader, entry), entry.get("text")]
    return reader.render(
        "entry",
        act=_what(reader, entry),
        when=_when(reader, entry),
        text="\n".join(filter(None, said)),
        attached=join(_attachment(reader, each) for each in entry.get("attachments") or ()),
    )


def _attachment(reader: Reader, file: View) -> Html:
    kilobytes = max(1, round(int(file["size"]) / 1024))
    return reader.render("attachment", url=file["url"], name=file["name"], size=reader.said("size", count=kilobytes))


def _what(reader: Reader, entry: View) -> str:
    what = reader.word(words.ACTS, entry["act"])
    if entry.get("other") and entry["act"] in _NAMES_THE_OTHER:
        return f"{what}: {entry['other']}"
    agency = entry.get("agency")
    return f"{what}: {agency['name']}" if agency and entry["act"] in _NAMES_ITS_AGENCY else what


def _when(reader: Reader, entry: View) -> str:
    by = entry.get("by") or {}
    who = f" · {reader.word(words.ROLES, by['role'])}, {by['agency']['name']}" if by.get("agency") else ""
    return reader.moment(entry["at"]) + who


def _reason(reader: Reader, entry: View) -> str | None:
    """A code where the act's reasons are listed; every other reason was written by an officer."""
    given: str | None = entry.get("reason")
    return reader.reasons.get(entry["act"], {}).get(given or "", given)


def _point(place: View) -> str | None:
    """Five decimals are a metre: enough to find the place."""
    if place.get("lat") is None or place.get("lon") is None:
        return None
    return f"{float(place['lat']):.5f}, {float(place['lon']):.5f}"
