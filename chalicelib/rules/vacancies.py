"""Which agencies nobody answers for today, and who stands in for each, so that no report lies with an empty desk.

A vacancy falls to the agency's deputy, then to the nearest agency above it, then to the coordinator's agency.
A head of unit alone does not fill an agency: the head signs, an officer deals with what comes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.rules.lifecycle import Role
from chalicelib.rules.routing import ladder

_FILL = frozenset({Role.OFFICER, Role.COORDINATOR})


@dataclass(frozen=True)
class Seat:
    """Who may act for an agency by an appointment; both dates are included and are the region's local days."""

    agency: str
    role: Role
    valid_from: date
    valid_to: date

    def in_force(self, today: date) -> bool:
        return self.valid_from <= today <= self.valid_to


@dataclass(frozen=True)
class Agencies:
    """`taking` reports; `parents` without overseers, who see a report only with consent; agency to `deputies`."""

    taking: Collection[str]
    parents: Mapping[str, str | None]
    deputies: Mapping[str, str]
    coordinator: str


def stand_ins(seats: Iterable[Seat], agencies: Agencies, *, today: date) -> dict[str, str]:
    """Each vacant agency, and the agency that stands in for it; the coordinator's where nobody else is there."""
    filled = {seat.agency for seat in seats if seat.role in _FILL and seat.in_force(today)}
    vacant = [agency for agency in agencies.taking if agency not in filled]
    return {
        agency: next((other for other in _line(agency, agencies) if other in filled), agencies.coordinator)
        for agency in vacant
    }


def _line(agency: str, agencies: Agencies) -> Iterator[str]:
    if agency in agencies.deputies:
        yield agencies.deputies[agency]
    yield from ladder(agency, agencies.parents)
