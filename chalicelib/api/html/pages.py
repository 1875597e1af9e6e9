"""The pages of submitting and following: values in, HTML out.

Citizens without JavaScript meet them as answers of the API; infra/pages.py renders the static ones from the same
definitions when a region is packaged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from chalicelib.api.html import act_forms, phrases, sentences, speech, submit_form, timeline
from chalicelib.api.html.act_forms import Door
from chalicelib.api.html.fields import Sheet
from chalicelib.api.html.markup import EMPTY, Html, join, switch
from chalicelib.api.html.reader import Reader
from chalicelib.api.html.timeline import View
from chalicelib.region import Region
from chalicelib.rules import words
from chalicelib.rules.errors import Problem

NOTHING: Mapping[str, object] = {}


class Said(TypedDict, total=False):
    """What came of the last act, to be said on the report's page: `values` are kept where `problems` refused them."""

    message: str
    problems: Sequence[Problem]
    act: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class _Frame:
    """What surrounds a page's content; `other` is the other language and the same page in it."""

    title: str
    here: str = ""
    other: tuple[str, str] | None = None
    head: Html = EMPTY


def form(
    region: Region, language: str, *, key: str, values: Mapping[str, object] = NOTHING, problems: Sequence[Problem] = ()
) -> str:
    """The form of a submission, with what was filled in, flat or nested, and what is wrong with it."""
    reader = _reader(region, language)
    content = submit_form.form(reader, key=key, values=values, problems=problems)
    return _page(reader, content, _Frame(reader.words["headline"], "home", _other(reader, "plain")))


def receipt(region: Region, language: str, receipt: View) -> str:
    """`receipt` is what POST /reports answers."""
    reader = _reader(region, language)
    content = reader.render(
        "receipt",
        id=receipt["id"],
        code=receipt["access_code"],
        deadlines=timeline.deadlines(reader, receipt["deadlines"]),
        message="",
    )
    return _page(reader, content, _Frame(reader.words["receipt_title"]))


def follow(region: Region, language: str, report: View, *, code: str | None, **said: Unpack[Said]) -> str:
    """`report` is what GET /reports/{id} answers, the reporter's view of it when there is a code."""
    reader = _reader(region, language)
    values, missing = submit_form.flat(said.get("values", {})), report.get("missing") or ()
    tried = Sheet(reader, values, said.get("problems", ()), act=said.get("act", ""))
    door = Door(report["id"], code or "", str(report.get("version", "")))
    content = timeline.report(
        reader,
        report,
        acts=act_forms.forms(reader, report.get("acts") or () if code else (), door, tried=tried, missing=missing),
        door=EMPTY if code else act_forms.door(reader, report["id"]),
        message=_message(reader, said.get("message", "")),
        summary=tried.summary(act_forms.fields(tried.act, missing)),
    )
    return _page(reader, content, _Frame(f"{reader.words['report_word']} {report['id']}", "lookup"))


def done(act: str, language: str) -> str:
    """What is said when an act of the reporter has been done."""
    return words.word(sentences.DONE, act, phrases.known(language))


def refusal(region: Region, language: str, status: int, sentence: str) -> str:
    """Any plain form that was refused; the sentence says why and what to do."""
    reader = _reader(region, language)
    title = words.title(status, reader.language)
    return _page(reader, reader.render("refusal", title=title, sentence=sentence), _Frame(title))


def static_form(region: Region, language: str) -> str:
    """The page that submit.js brings to life; without JavaScript it leads to `form`."""
    reader = _reader(region, language)
    content = submit_form.scripted(reader, speech=speech.of_submitting(reader), plainly=reader.render("plainly"))
    parts = join([content, timeline.blank_receipt(reader), timeline.blank_clocks(reader)])
    head = join([reader.render("elsewhere"), reader.render("script", script="submit.js")])
    return _page(reader, parts, _Frame(reader.words["headline"], "home", _other(reader, "home"), head))


def static_lookup(region: Region, language: str) -> str:
    """The page that follow.js brings to life; without JavaScript its form is answered by `follow`."""
    reader = _reader(region, language)
    content = join([_lookup(reader), timeline.blanks(reader)])
    head = reader.render("script", script="follow.js")
    return _page(reader, content, _Frame(reader.words["lookup_headline"], "lookup", _other(reader, "lookup"), head))


def missing(region: Region, language: str) -> str:
    """What stands where no page is."""
    reader = _reader(region, language)
    return _page(reader, reader.render("missing"), _Frame(reader.words["missing_title"]))


def _reader(region: Region, language: str) -> Reader:
    return Reader(region, phrases.known(language))


def _lookup(reader: Reader) -> Html:
    sheet = Sheet(reader)
    return reader.render(
        "lookup",
        number=sheet.line("id", required=True),
        code=sheet.line("code"),
        summary=sheet.summary((), scripted=True),
        speech=speech.of_following(reader),
    )


def _message(reader: Reader, message: str) -> Html:
    return reader.render("message", message=message, focus=switch("autofocus", on=bool(message)))


def _page(reader: Reader, content: Html, frame: _Frame) -> str:
    return reader.render(
        "page",
        title=frame.title,
        description=reader.words["lead"],
        place=reader.region.name,
        head=frame.head,
        links=join(_links(reader, frame)),
        training=reader.render("training") if reader.region.training else EMPTY,
        content=content,
    )


def _links(reader: Reader, frame: _Frame) -> list[Html]:
    pages = (("home", "nav_form"), ("lookup", "nav_follow"))
    links = [
        reader.render(
            "link",
            href=reader.words[url],
            label=reader.words[label],
            extra=switch('aria-current="page"', on=url == frame.here),
        )
        for url, label in pages
    ]
    return [*links, _switch(reader, *frame.other)] if frame.other else links


def _switch(reader: Reader, language: str, url: str) -> Html:
    extra = Html(f' class="language" lang="{language}" hreflang="{language}"')
    return reader.render("link", href=url, label=phrases.NAMES[language], extra=extra)


def _other(reader: Reader, url: str) -> tuple[str, str]:
    """The other language, and the same page in it."""
    language = next(tag for tag in words.LANGUAGES if tag != reader.language)
    return language, phrases.URLS[url][language]
