"""This region's facts, read once: its agencies, categories, areas, clocks and calendar.

They are written in regions/<slug>.toml, checked and compiled with the calendar by infra/regions.py, and travel in the
package as region.json beside this file. Tests and tools may name another compiled file in REGION_FILE.
"""

import os
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from chalicelib.rules import intake
from chalicelib.rules.calendar import Calendar, Holiday
from chalicelib.rules.clocks import Clock, Rules, Span
from chalicelib.rules.errors import Unknown


class Bounds(NamedTuple):
    """The box around the region, in degrees."""

    south: float
    west: float
    north: float
    east: float


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that answers reports. `overseer` (Ombudsman): sees a report only with the reporter's consent."""

    id: str
    name: str
    parent: str | None = None
    zone: str | None = None  # only where it differs from the region's
    overseer: bool = False
    takes_reports: bool = True  # a reporter may wish for it
    deputy: str | None = None  # stands in while the agency is vacant


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a report is about; `agency` owns such reports."""

    code: str
    name: str
    name_en: str
    group: str
    agency: str


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A district or village by its Kemendagri code, such as 11.71.03."""

    code: str
    name: str


class AreaRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In this area (and all within it) the category is another agency's."""

    category: str
    area: str
    agency: str


class Ceilings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often and how long: after `hops` the coordinator decides; an extension is in working days."""

    hops: int = 3
    holds: int = 2
    extension: int = 7


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reason to archive a report, in both languages."""

    code: str
    id: str
    en: str


Made = TypeVar("Made")


def _once(make: Callable[["Region"], Made]) -> Callable[["Region"], Made]:
    """What follows from a region's facts is made when first asked for, and kept."""
    name = f"_{make.__name__}"

    @wraps(make)
    def kept(region: "Region") -> Made:
        if name not in region.__dict__:
            region.__dict__[name] = make(region)
        made: Made = region.__dict__[name]
        return made

    return kept


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    code: str  # three letters: the prefix of report numbers
    slug: str
    name: str
    aws_region: str
    zone: str
    languages: tuple[str, ...]
    coordinator: str
    auditor: str
    bounds: Bounds
    agencies: tuple[Agency, ...]
    categories: tuple[Category, ...]
    areas: tuple[Area, ...]
    area_rules: tuple[AreaRule, ...] = ()
    archive_reasons: tuple[Reason, ...]
    clocks: dict[Clock, Span]  # all but the total
    totals: dict[str, Span]
    holidays: dict[date, Holiday]
    last_year: int
    leave_counts_as_off: bool = True
    limits: intake.Limits
    ceilings: Ceilings = Ceilings()
    training: bool = False

    def agency(self, agency_id: str) -> Agency:
        """Raises Unknown."""
        for agency in self.agencies:
            if agency.id == agency_id:
                return agency
        raise Unknown("unknown_agency", agency=agency_id)

    @_once
    def names(self) -> Mapping[str, str]:
        """Agency id to name."""
        return {agency.id: agency.name for agency in self.agencies}

    @_once
    def parents(self) -> Mapping[str, str | None]:
        """Agency id to the id of the agency above it: the tree of rights and the ladder of escalation."""
        return {agency.id: agency.parent for agency in self.agencies}

    @_once
    def deputies(self) -> Mapping[str, str]:
        """Agency id to the id of the agency that stands in for it while it is vacant."""
        return {agency.id: agency.deputy for agency in self.agencies if agency.deputy}

    def tree(self, *, referred: bool) -> Mapping[str, str | None]:
        """The parents as a report's rights see them: an overseer is above others only with the reporter's consent."""
        overseers = {agency.id for agency in self.agencies if agency.overseer and not referred}
        return {agency: None if parent in overseers else parent for agency, parent in self.parents().items()}

    @_once
    def owners(self) -> Mapping[str, str]:
        """Category code to agency id."""
        return {category.code: category.agency for category in self.categories}

    @_once
    def by_area(self) -> Mapping[tuple[str, str], str]:
        """(Category code, area code) to agency id."""
        return {(rule.category, rule.area): rule.agency for rule in self.area_rules}

    @_once
    def wishes(self) -> tuple[str, ...]:
        """The ids of the agencies a reporter may wish for."""
        return tuple(agency.id for agency in self.agencies if agency.takes_reports)

    @_once
    def calendar(self) -> Calendar:
        return Calendar(self.holidays, self.last_year, self.leave_counts_as_off)

    def rules_for(self, agency_id: str | None) -> Rules:
        """The clocks in the zone of the agency that is responsible; the region's zone while none is."""
        zone = self.agency(agency_id).zone if agency_id else None
        return Rules(self.clocks, self.totals, self.calendar(), zone or self.zone)

    @_once
    def facts(self) -> intake.Facts:
        """What a submission is checked against."""
        return intake.Facts(
            categories=frozenset(category.code for category in self.categories),
            areas=frozenset(area.code for area in self.areas),
            agencies=frozenset(self.wishes()),
            bounds=self.bounds,
            languages=self.languages,
            limits=self.limits,
        )


@cache
def this() -> Region:
    return read(os.environ.get("REGION_FILE") or Path(__file__).with_name("region.json"))


def read(path: str | Path) -> Region:
    """A compiled region file."""
    return msgspec.json.decode(Path(path).read_bytes(), type=Region)
