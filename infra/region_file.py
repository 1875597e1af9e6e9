"""A region's file as it is written: which keys there are and what each holds.

What msgspec finds wrong (a missing, unknown or ill-typed key) is refused here; what only the whole shows, in
region_mistakes.py.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from chalicelib.region import Agency, Area, AreaRule, Category, Ceilings, Reason
from chalicelib.rules.clocks import Unit

Positive = Annotated[int, msgspec.Meta(ge=1)]
Year = Annotated[int, msgspec.Meta(ge=2000, le=2100)]

_HINTS: Mapping[str, str] = {
    "unit": ": one of " + ", ".join(Unit),
    "languages": ": one of id, en",
}


class WrongRegion(Exception):
    """One line for each mistake: file, key and reason."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class WrittenSpan(_Strict, frozen=True):
    amount: Positive
    unit: Unit


class WrittenTotals(_Strict, frozen=True):
    information: WrittenSpan
    complaint: WrittenSpan
    supervisory: WrittenSpan
    aspiration: WrittenSpan


class WrittenClocks(_Strict, frozen=True):
    routing: WrittenSpan
    verification: WrittenSpan
    first_response: WrittenSpan
    response: WrittenSpan
    completion: WrittenSpan
    hold: WrittenSpan
    reply_window: WrittenSpan
    validation: WrittenSpan
    decision: WrittenSpan
    appeal: WrittenSpan
    escalation: WrittenSpan
    total: WrittenTotals


class WrittenBounds(_Strict, frozen=True):
    south: float
    west: float
    north: float
    east: float


class AddedDay(_Strict, frozen=True):
    date: date
    name: str
    leave: bool = False


class WrittenCalendar(_Strict, frozen=True):
    first_year: Year
    last_year: Year
    leave_counts_as_off: bool = True
    add: tuple[AddedDay, ...] = ()
    remove: tuple[date, ...] = ()


class Source(_Strict, frozen=True, kw_only=True):
    """A region's file as it is written."""

    code: str
    name: str
    aws_region: str
    zone: str
    languages: tuple[Literal["id", "en"], ...]
    coordinator: str
    auditor: str
    training: bool = False
    bounds: WrittenBounds
    calendar: WrittenCalendar
    limits: dict[str, Positive] = {}
    ceilings: Ceilings = Ceilings()
    clocks: WrittenClocks
    agencies: tuple[Agency, ...]
    categories: tuple[Category, ...]
    areas: tuple[Area, ...]
    area_rules: tuple[AreaRule, ...] = ()
    archive_reasons: tuple[Reason, ...]


def read(path: Path) -> Source:
    """Raises WrongRegion."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Source)
    except FileNotFoundError:
        there = ", ".join(sorted(other.stem for other in path.parent.glob("*.toml"))) or "none"
        raise WrongRegion(f"{path}: there is no such region file; there are: {there}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongRegion(f"{path}: cannot be read as TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise WrongRegion(f"{path}: {_in_words(str(error))}") from None


def _in_words(error: str) -> str:
    """msgspec's "reason - at `$.key`" with the key first; a missing or unknown field is named as the key."""
    reason, _, place = error.partition(" - at ")
    key = place.strip("`").removeprefix("$").removeprefix(".")
    if field := re.fullmatch(r"Object (missing required|contains unknown) field `(.+)`", reason):
        key = f"{key}.{field[2]}".removeprefix(".")
        reason = "is missing" if field[1].startswith("missing") else "is no key of a region's file"
    hint = _HINTS.get(re.split(r"[.\[]", key)[0 if key.startswith("languages") else -1], "")
    return f"{key}: {reason.replace('`', '')}{hint if 'enum' in reason else ''}"
