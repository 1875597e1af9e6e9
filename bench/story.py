"""What every measurement works with: one report in the middle of its life, and what lies beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """A report of ten entries, its access code, and every item of both tables as DynamoDB gives it.

    `form` is what was submitted, `said` what people say in it, `officer` the `sub` of the one who answers,
    `received` the report as it was at first.
    """

    number: str
    code: str
    officer: str
    form: Mapping[str, Any]
    said: str
    received: Raw
    reports: tuple[Raw, ...]
    identities: tuple[Raw, ...]

    def items(self, number: str) -> list[Raw]:
        """The report's entries and the report itself, in the order of a query."""
        return [item for item in self.reports if item["pk"]["S"] == number]
