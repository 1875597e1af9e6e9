"""Reads a form's fields one by one, cleans them, and gathers every problem instead of stopping at the first.

A form is what JSON or a plain HTML form gives: the same values in either spelling are read as the same.
An absent field, null and an empty text are the same thing.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TypeVar

from chalicelib.rules.errors import Invalid, Problem

T = TypeVar("T")

_NEW_LINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Characters nobody typed on purpose: controls, lone surrogates, and what turns the direction of the text after it.
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,20})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_FLAGS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
_UNKNOWN_NAMED = 20  # so many unknown fields are named; a hostile form may hold a hundred thousand
_NAME_SHOWN = 60


class Wrong(Exception):
    """Raised by a reader of values: a code of `words.PROBLEMS` and the values of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Form:
    """One form or one group of fields in it. Read every field, then `finish`."""

    def __init__(self, values: object, *, path: str = "", problems: list[Problem] | None = None) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self._path = path
        self._unread: dict[str, object] = {}
        if isinstance(values, Mapping):
            self._unread = {str(name): value for name, value in values.items()}
        else:
            self.wrong("", "object")

    def read(self, name: str, reader: Callable[[object], T | None], *, required: bool = False) -> T | None:
        """What `reader` makes of the field; None when it is absent or wrong."""
        value = self._given(name)
        try:
            found = None if value is None else reader(value)
        except Wrong as wrong:
            self.wrong(name, wrong.code, **wrong.values)
            return None
        if found is None and required:
            self.wrong(name, "required")
        return found

    def group(self, name: str) -> "Form | None":
        """The form within the form, gathering problems in the same list; None when it is absent or all empty."""
        value = self._given(name)
        if value is None or (isinstance(value, Mapping) and all(map(_empty, value.values()))):
            return None
        return Form(value, path=f"{self._path}{name}.", problems=self.problems)

    def wrong(self, name: str, code: str, **values: object) -> None:
        self.problems.append(Problem((self._path + name).rstrip(".") or "body", code, values))

    def is_wrong(self, name: str) -> bool:
        """Whether the field, or one within it, has a problem already."""
        path = self._path + name
        return any(problem.field == path or problem.field.startswith(f"{path}.") for problem in self.problems)

    def end(self) -> None:
        """Names what was sent and never read, once."""
        unread, self._unread = list(self._unread), {}
        for name in unread[:_UNKNOWN_NAMED]:
            self.wrong(clean(name[:_NAME_SHOWN]), "unknown_field")

    def finish(self) -> None:
        """Raises Invalid with every problem found."""
        self.end()
        if self.problems:
            raise Invalid(self.problems)

    def _given(self, name: str) -> object:
        value = self._unread.pop(name, None)
        return None if _empty(value) else value


def flat(form: Mapping[str, str]) -> dict[str, object]:
    """The nested form that a plain form post means: `location.lat` becomes `lat` in `location`."""
    nested: dict[str, object] = {}
    for name, value in form.items():
        group, dot, inner = name.partition(".")
        place = nested.setdefault(group, {}) if dot else nested
        if isinstance(place, dict):
            place[inner if dot else name] = value
        else:
            nested[name] = value
    return nested


def clean(text: str) -> str:
    """Composed characters (NFC), plain line ends, nothing invisible that misleads, no blanks around it.

    A text of nothing but invisible characters is empty.
    """
    kept = _UNWANTED.sub("", _NEW_LINES.sub("\n", text))
    composed = unicodedata.normalize("NFC", kept).strip()
    return composed if any(unicodedata.category(letter)[0] not in "ZC" for letter in composed) else ""


def text(limit: int, *, lines: bool = False) -> Callable[[object], str | None]:
    """Reads a text of at most `limit` characters, on one line unless `lines`."""

    def reader(value: object) -> str | None:
        typed = _text(value)
        # Normalising is slow for hostile texts: what is far too long is not even cleaned.
        cleaned = clean(typed) if len(typed) <= 4 * limit else typed
        if len(cleaned) > limit:
            raise Wrong("too_long", limit=limit)
        return (cleaned if lines else _BLANKS.sub(" ", cleaned)) or None

    return reader


def choice(choices: Collection[str]) -> Callable[[object], str]:
    def reader(value: object) -> str:
        chosen = _text(value).strip()
        if chosen not in choices:
            raise Wrong("unknown_choice")
        return chosen

    return reader


def choices(known: Collection[str]) -> Callable[[object], tuple[str, ...] | None]:
    """Reads a list, or the words of a text between commas, of what is known; each is kept once."""

    def reader(value: object) -> tuple[str, ...] | None:
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list):
            raise Wrong("list")
        return tuple(dict.fromkeys(map(choice(known), given))) or None

    return reader


def whole(low: int, high: int) -> Callable[[object], int]:
    def reader(value: object) -> int:
        number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value.strip()) else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise Wrong("whole_number", low=low, high=high)
        return number

    return reader


def flag(value: object) -> bool:
    answer = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(answer, bool):
        raise Wrong("boolean")
    return answer


def day(value: object) -> date:
    """Reads year-month-day only: `fromisoformat` alone would take 20261124 and 2026-W48-2 as well."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value.strip()):
            return date.fromisoformat(value.strip())
    except ValueError:  # the 31st of June
        pass
    raise Wrong("date")


def number(value: object) -> float:
    """Reads a finite number, or its decimal spelling with point or comma."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return float(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("number")
    try:
        if math.isfinite(value):
            return float(value)
    except OverflowError:  # an integer of hundreds of digits
        pass
    raise Wrong("number")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("text")
    return value


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
