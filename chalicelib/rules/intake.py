"""What a valid submission is, and which fields an act takes: every wrong field is named at once.

Cleaned values come out; two spellings of the same submission (JSON, a plain form) come out equal.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib.rules import attachments, contacts, forms, places
from chalicelib.rules.contacts import Contact
from chalicelib.rules.forms import Form, Wrong, flat
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.places import Bounds, Place

__all__ = [
    "FIELDS",
    "Contact",
    "Facts",
    "Fields",
    "Kind",
    "LegalClass",
    "Limits",
    "Place",
    "Submission",
    "act_fields",
    "contact",
    "flat",
    "submission",
]

_OLDEST_YEAR = 2000
_FARTHEST_DAYS = 366  # a report is not put on hold for longer than a year
_NEWEST_VERSION = 999_999


class Kind(StrEnum):
    COMPLAINT = "complaint"
    INFORMATION = "information"
    ASPIRATION = "aspiration"


class LegalClass(StrEnum):
    """Whether a complaint alleges misconduct, which gives it another clock."""

    COMPLAINT = "complaint"
    SUPERVISORY = "supervisory"


@dataclass(frozen=True)
class Limits:
    """The most characters a field takes."""

    title: int = 150
    description: int = 10_000
    address: int = 300
    name: int = 100


class Facts(NamedTuple):
    """What intake must know of the region."""

    categories: Collection[str]
    areas: Collection[str]
    agencies: Collection[str]
    bounds: Bounds
    languages: Collection[str] = ("id", "en")
    limits: Limits = Limits()


@dataclass(frozen=True)
class Submission:
    kind: str
    title: str
    description: str
    category: str | None = None
    occurred_on: date | None = None
    area: str | None = None
    location: Place | None = None
    agency: str | None = None
    anonymous: bool = False
    confidential: bool = False
    contact: Contact | None = None
    language: str = "id"

    def canonical(self) -> dict[str, object]:
        """The cleaned values as JSON can hold them: the same submission always gives the same."""
        return vars(self) | {
            "occurred_on": self.occurred_on.isoformat() if self.occurred_on else None,
            "location": vars(self.location) if self.location else None,
            "contact": vars(self.contact) if self.contact else None,
        }


class Fields(NamedTuple):
    """What came with an act.

    `version` is what the actor saw, `into` the number of the report it is merged into, `missing` the fields that the
    reporter is asked for, `justification` why an answer stands though it was sent back, `attachments` the ids
    of files that came before.
    """

    text: str | None = None
    reason: str | None = None
    agency: str | None = None
    until: date | None = None
    version: int | None = None
    rating: int | None = None
    into: str | None = None
    title: str | None = None
    kind: str | None = None
    legal_class: str | None = None
    category: str | None = None
    description: str | None = None
    area: str | None = None
    location: Place | None = None
    occurred_on: date | None = None
    missing: tuple[str, ...] | None = None
    justification: str | None = None
    attachments: tuple[str, ...] | None = None


COMPLETABLE = ("category", "area", "location", "occurred_on")  # what an officer may ask for by name
CORRECTABLE = ("title", "kind", "legal_class", "category")

# Act: the fields it needs, and those it may have besides `text` and `version`.
FIELDS: Mapping[Act, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Act.COMPLETE: (("text",), COMPLETABLE),
    Act.REPLY: (("text",), ()),
    Act.CONFIRM: ((), ("rating",)),
    Act.DISPUTE: (("text",), ()),
    Act.APPEAL: (("text",), ()),
    Act.WITHDRAW: ((), ()),
    Act.RATE: (("rating",), ()),
    Act.REFER: ((), ()),
    Act.VERIFY: ((), ("agency",)),
    Act.ASSIGN: (("agency",), ()),
    Act.RETURN: (("reason",), ("agency",)),
    Act.HOLD: (("reason", "until"), ()),
    Act.RESUME: ((), ()),
    Act.ASK: (("text",), ("missing",)),
    Act.RESPOND: (("text",), ("attachments",)),
    Act.DRAFT: (("text",), ("justification", "attachments")),
    Act.SIGN: ((), ("justification", "attachments")),
    Act.REDRAFT: (("reason",), ()),
    Act.ANSWER: (("text",), ("justification", "attachments")),
    Act.NOTE: (("text",), ()),
    Act.CORRECT: ((), CORRECTABLE),
    Act.MERGE: (("into",), ()),
    Act.SEPARATE: ((), ()),
    Act.SPLIT: (("title", "description"), ("category",)),
    Act.EXTEND: (("reason", "until"), ()),
    Act.ARCHIVE: (("reason",), ()),
    Act.UPHOLD: ((), ()),
    Act.OVERRULE: (("text",), ()),
    Act.DECIDE: (("agency",), ()),
    Act.ESCALATE: (("reason",), ()),
    Act.REOPEN: ((), ()),
}


def submission(form: object, facts: Facts, today: date) -> Submission:
    """The cleaned submission; `today` is the region's local date. Raises Invalid naming every wrong field."""
    reading, limits = Form(form), facts.limits
    found = Submission(
        kind=reading.read("kind", forms.choice(tuple(Kind)), required=True) or "",
        title=reading.read("title", forms.text(limits.title), required=True) or "",
        description=reading.read("description", forms.text(limits.description, lines=True), required=True) or "",
        category=reading.read("category", forms.choice(facts.categories)),
        occurred_on=reading.read("occurred_on", _past(today)),
        area=reading.read("area", forms.choice(facts.areas)),
        location=_place(reading, facts),
        agency=reading.read("agency", forms.choice(facts.agencies)),
        anonymous=reading.read("anonymous", forms.flag) or False,
        confidential=reading.read("confidential", forms.flag) or False,
        contact=_contact(reading, limits),
        language=reading.read("language", forms.choice(facts.languages)) or "id",
    )
    _require_place(reading, found)
    reading.finish()
    return found


def contact(form: object, limits: Limits) -> dict[str, str]:
    """A corrected contact: what is given of name, phone and email. Raises Invalid naming every wrong field."""
    reading = Form(form)
    found = contacts.read(reading, limits.name)
    if found is None and not reading.problems:
        reading.wrong("", "nothing_to_correct")
    reading.finish()
    return {name: value for name, value in asdict(found or Contact()).items() if value is not None}


def act_fields(act: Act, form: object, *, facts: Facts, today: date, reasons: Collection[str] = ()) -> Fields:
    """The cleaned fields of an act; `reasons` are the region's codes for archiving.

    Raises Invalid naming every wrong field.
    """
    reading, (needed, optional) = Form(form), FIELDS[act]
    readers = _readers(facts, today)
    if act is Act.ARCHIVE:
        readers["reason"] = forms.choice(reasons)
    names = dict.fromkeys((*needed, *optional, "text", "version"))
    known = {
        name: _place(reading, facts)
        if name == "location"
        else reading.read(name, readers[name], required=name in needed)
        for name in names
    }
    if act is Act.CORRECT and not reading.problems and not any(known[name] for name in optional):
        reading.wrong("", "nothing_to_correct")
    reading.finish()
    return Fields(**known)  # type: ignore[arg-type]  # each reader gives its field's type


def _readers(facts: Facts, today: date) -> dict[str, Callable[[object], object]]:
    """How each field of an act is read."""
    longest = forms.text(facts.limits.description, lines=True)
    return {
        "text": longest,
        "reason": longest,
        "agency": forms.choice(facts.agencies),
        "until": _coming(today),
        "version": forms.whole(1, _NEWEST_VERSION),
        "rating": forms.whole(1, 5),
        "into": forms.text(facts.limits.name),
        "description": longest,
        "area": forms.choice(facts.areas),
        "occurred_on": _past(today),
        "missing": forms.choices(COMPLETABLE),
        "justification": longest,
        "attachments": attachments.ids,
        "title": forms.text(facts.limits.title),
        "kind": forms.choice(tuple(Kind)),
        "legal_class": forms.choice(tuple(LegalClass)),
        "category": forms.choice(facts.categories),
    }


def _past(today: date) -> Callable[[object], date]:
    def reader(value: object) -> date:
        day = forms.day(value)
        if day > today:
            raise Wrong("future_date")
        if day.year < _OLDEST_YEAR:
            raise Wrong("too_old", year=_OLDEST_YEAR)
        return day

    return reader


def _coming(today: date) -> Callable[[object], date]:
    def reader(value: object) -> date:
        day = forms.day(value)
        if day <= today:
            raise Wrong("past_date")
        if day - today > timedelta(days=_FARTHEST_DAYS):
            raise Wrong("too_far", days=_FARTHEST_DAYS)
        return day

    return reader


def _require_place(reading: Form, found: Submission) -> None:
    named = found.area is not None or found.location is not None
    if not named and not reading.is_wrong("area") and not reading.is_wrong("location"):
        reading.wrong("area", "place_required")


def _place(reading: Form, facts: Facts) -> Place | None:
    group = reading.group("location")
    return places.read(group, facts.bounds, facts.limits.address) if group else None


def _contact(reading: Form, limits: Limits) -> Contact | None:
    group = reading.group("contact")
    return contacts.read(group, limits.name) if group else None
