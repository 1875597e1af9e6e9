"""For whom a page is written: the region's people, in one language; and how moments and spans are said to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import escape
from zoneinfo import ZoneInfo

from chalicelib.api.html import phrases, sentences
from chalicelib.api.html.markup import Html, render
from chalicelib.region import Region
from chalicelib.rules import notices, words
from chalicelib.rules.clocks import Span, Unit
from chalicelib.rules.words import Table

# What people call the zones.
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_DAYS = (Unit.WORKING_DAYS, Unit.DAYS)


@dataclass(frozen=True)
class Reader:
    region: Region
    language: str

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What the templates find by name."""
        return phrases.of(phrases.PAGE, self.language) | self.urls | {"language": self.language}

    @cached_property
    def urls(self) -> dict[str, str]:
        return phrases.of(phrases.URLS, self.language)

    @cached_property
    def reasons(self) -> dict[str, dict[str, str]]:
        """The reasons that are given by a code, in words, by the act they are given for."""
        english, listed = self.language == "en", self.region.archive_reasons
        return {
            "archive": {reason.code: reason.en if english else reason.id for reason in listed},
            "route": phrases.of(words.ROUTING, self.language),
        }

    def render(self, template: str, /, **values: object) -> Html:
        return render(template, self.words, **values)

    def word(self, table: Table, key: str) -> str:
        """The word for a key that may be unknown to this version: then the key itself."""
        return words.word(table, key, self.language) if key in table else key

    def said(self, key: str, /, **values: object) -> str:
        return self.word(sentences.SAID, key).format_map(values)

    def span(self, span: Span | Mapping[str, object]) -> str:
        """`3 working days`, of a span or of a deadline's proof."""
        amount, unit = (span.amount, span.unit) if isinstance(span, Span) else (span["amount"], span["unit"])
        said = f"{amount} {self.word(words.UNITS, str(unit))}"
        return said.removesuffix("s") if self.language == "en" and amount == 1 else said

    def day(self, moment: object) -> str:
        """A day in words; a moment's day is that of the region."""
        if isinstance(moment, str) and len(moment) == len("2026-11-24"):
            moment = datetime.combine(date.fromisoformat(moment), datetime.min.time(), self.zone)
        return notices.day(_moment(moment), self.region.zone, self.language)

    def moment(self, moment: object) -> str:
        """A moment in words, in the region's zone."""
        return self.said("moment", **self._parts(_moment(moment), self.zone))

    def due(self, deadline: Mapping[str, object]) -> str:
        """Until when: a day where days are counted, else a time of day; in the zone that the proof names."""
        proof = proof_of(deadline)
        key = "by_day" if proof.get("unit", Unit.DAYS) in _DAYS else "by_moment"
        zone = ZoneInfo(str(proof.get("zone", self.region.zone)))
        return self.said(key, **self._parts(_moment(deadline["due_at"]), zone))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.region.zone)

    def _parts(self, moment: datetime, zone: ZoneInfo) -> dict[str, str]:
        return {
            "day": notices.day(moment, zone.key, self.language),
            "time": moment.astimezone(zone).strftime(notices.CLOCK_TIMES[self.language]),
            "zone": ZONES.get(zone.key, zone.key),
        }


def proof_of(deadline: Mapping[str, object]) -> Mapping[str, object]:
    proof = deadline.get("proof")
    return proof if isinstance(proof, Mapping) else {}


def data(name: str, content: object) -> Html:
    """A data attribute for the scripts: JSON in single quotes, so that its own need no escaping."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    safe = escape(text, quote=False).replace("'", "&#39;")
    return Html(f" data-{name}='{safe}'")


def _moment(given: object) -> datetime:
    return given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
