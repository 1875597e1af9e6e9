"""Everything the product refuses, as one small tree.

Refused
  Invalid          fields are wrong; each is named with what would be right
  Malformed        the request itself cannot be read: broken JSON, a bad header or cursor
  TooLarge         more than the product takes
  WrongType        a content type that no route reads
  Unauthenticated  nobody is signed in, or the appointment has ended
  Forbidden        signed in, but this role may not do it
  Unknown          there is no such thing, or it is not for this caller to know
  Conflict         the state forbids the act, or somebody else was first
  Mismatch         the same idempotency key came with another submission
  OutOfCalendar    a deadline lies past the last year of the region's calendar

A refusal carries a code and values; the sentence in the reader's language is made from `words`.
"""

import dataclasses
from collections.abc import Iterable

from chalicelib.rules import words


@dataclasses.dataclass(frozen=True)
class Problem:
    """A wrong field of a request: `field` as the API spells it (`contact.phone`), `code` a key of `words.PROBLEMS`."""

    field: str
    code: str
    values: dict[str, object] = dataclasses.field(default_factory=dict)

    def sentence(self, language: str) -> str:
        return words.problem(self.code, language, self.values)


class Refused(Exception):
    """A request that is answered with a reason. `code` is a key of `words.REFUSALS`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.details: dict[str, object] = {}  # what more the answer tells, by the names of the API

    def sentence(self, language: str) -> str:
        return words.refusal(self.code, language, self.values)


class Invalid(Refused):
    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("invalid")
        self.problems = tuple(problems)


class Malformed(Refused): ...


class TooLarge(Refused): ...


class WrongType(Refused): ...


class Unauthenticated(Refused): ...


class Forbidden(Refused): ...


class Unknown(Refused): ...


class Conflict(Refused): ...


class Mismatch(Refused): ...


class OutOfCalendar(Refused): ...
