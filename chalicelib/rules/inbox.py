"""An agency's open reports at its desk: which are shown, in which order, and how many there are of each kind.

A selection is what remains after every filter but `state`: the counts are over it, so that they say of each state how
many reports would be shown. Order: overdue first, then the earliest due, then by number.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SEARCHED = 1000  # characters of `search_words`
_WORD = re.compile(r"\w+")

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One open report as far as the desk sorts and filters it. `text` is where words are looked for."""

    number: str
    state: str
    due_at: datetime
    clock: str | None = None
    category: str | None = None
    area: str | None = None
    level: int = 0
    text: str = ""


@dataclass(frozen=True)
class Filters:
    """What is asked for; None and "" ask for everything. An area matches itself and everything within."""

    state: str | None = None
    clock: str | None = None
    category: str | None = None
    area: str | None = None
    words: str = ""
    escalated: bool | None = None


@dataclass(frozen=True)
class Desk:
    """`lines` in order, of the state asked for; `counts` by state and `overdue` of the whole selection."""

    lines: tuple[Line, ...]
    counts: dict[str, int]
    overdue: int


def desk(lines: Iterable[Line], filters: Filters, *, now: datetime) -> Desk:
    wanted = _words(filters.words)
    selection = [line for line in lines if _fits(line, filters) and _says(line, wanted)]
    shown = [line for line in selection if filters.state in (None, line.state)]
    return Desk(
        lines=tuple(sorted(shown, key=lambda line: place(line, now=now))),
        counts=dict(Counter(line.state for line in selection)),
        overdue=sum(is_overdue(line, now=now) for line in selection),
    )


def is_overdue(line: Line, *, now: datetime) -> bool:
    """Whether a clock has run out, or one was missed before, so that it was escalated."""
    return line.level > 0 or line.due_at < now


def place(line: Line, *, now: datetime) -> Place:
    """Where the line stands in the order; places sort as their lines do."""
    return ("0" if is_overdue(line, now=now) else "1", line.due_at.isoformat(timespec="microseconds"), line.number)


def search_words(description: str, *, after: int) -> str:
    """The words that the description's first `after` characters do not have whole, each once and folded."""
    known, length, found = set(_WORD.findall(fold(description[:after]))), 0, list[str]()
    for word in _words(description[_start_of_word(description, after) :]):
        if word not in known and length + len(word) <= SEARCHED:
            known.add(word)
            found.append(word)
            length += len(word) + 1
    return " ".join(found)


def fold(text: str) -> str:
    """Without capitals and accents: Élok and elok are one word."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _fits(line: Line, filters: Filters) -> bool:
    return (
        filters.clock in (None, line.clock)
        and filters.category in (None, line.category)
        and (filters.area is None or f"{line.area}.".startswith(f"{filters.area}."))
        and filters.escalated in (None, line.level > 0)
    )


def _says(line: Line, wanted: list[str]) -> bool:
    """Part of a word is enough, for Indonesian builds its words with prefixes: lubang finds berlubang."""
    if not wanted:
        return True
    text = fold(line.text)
    return all(word in text for word in wanted)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _start_of_word(text: str, position: int) -> int:
    """Where the word begins that the cut at `position` may have halved."""
    while 0 < position <= len(text) and _WORD.fullmatch(text[position - 1]):
        position -= 1
    return position
