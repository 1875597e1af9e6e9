"""Whose report it is: the agency the reporter named, else the owner of the category in the area, else the coordinator.

"No wrong door" (SP4N-LAPOR!): whatever is sent, somebody holds it, and the reason is told.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple


class Choice(NamedTuple):
    """The agency chosen; `reason` is a key of `words.ROUTING`."""

    agency: str
    reason: str


def choose(  # noqa: PLR0913  # the facts of one choice, each named by the caller
    wish: str | None,
    category: str | None,
    area: str | None,
    *,
    agencies: Collection[str],
    owners: Mapping[str, str],
    by_area: Mapping[tuple[str, str], str],
    coordinator: str,
) -> Choice:
    """The agency for a report.

    `agencies` may be wished for; `owners` maps a category to its agency;
    `by_area` maps (category, area) to one, and the most specific area wins.
    """
    if wish is not None and wish in agencies:
        return Choice(wish, "wish")
    if (local := _in_area(category, area, by_area)) is not None:
        return Choice(local, "category_area")
    if category is not None and category in owners:
        return Choice(owners[category], "category")
    return Choice(coordinator, "coordinator")


def ladder(agency: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The agencies above `agency`, the nearest first; a circle in `parents` ends it."""
    above: list[str] = []
    step = parents.get(agency)
    while step is not None and step != agency and step not in above:
        above.append(step)
        step = parents.get(step)
    return tuple(above)


def _in_area(category: str | None, area: str | None, by_area: Mapping[tuple[str, str], str]) -> str | None:
    if category is None or area is None:
        return None
    return next((by_area[category, part] for part in _widening(area) if (category, part) in by_area), None)


def _widening(area: str) -> Iterator[str]:
    """11.71.03.2001, 11.71.03, 11.71, 11: a village, its sub-district, its city, its province."""
    parts = area.split(".")
    return (".".join(parts[:count]) for count in range(len(parts), 0, -1))
