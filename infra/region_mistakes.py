"""What can be wrong with a region's file though every key is there: each mistake as its key and the reason."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from zoneinfo import available_timezones

from chalicelib.region import Agency, AreaRule, Ceilings, Reason
from chalicelib.rules.calendar import Holiday
from chalicelib.rules.intake import Limits
from chalicelib.rules.routing import ladder
from infra.region_file import Source, WrittenBounds, WrittenCalendar
from infra.region_holidays import days_off

Wrong = Iterator[tuple[str, str]]  # key and reason

_SHAPES: Mapping[str, tuple[str, str]] = {
    "code": (r"[A-Z]{3}", "must be three capital letters"),
    "slug": (r"[a-z0-9]+(-[a-z0-9]+)*", "must be lower-case letters and digits, joined by hyphens"),
    "reason": (r"[a-z0-9]+([_-][a-z0-9]+)*", "must be lower-case letters and digits, joined by hyphens or underscores"),
    "area": (r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?", "must be a Kemendagri code such as 11.71.03 or 11.71.03.2001"),
    "aws_region": (r"[a-z]{2}(-[a-z]+)+-\d", "must be an AWS region such as ap-southeast-3"),
}


def mistakes(slug: str, source: Source, holidays: Mapping[date, Holiday]) -> Wrong:
    yield from _shaped("file name", slug, "slug")
    yield from _shaped("code", source.code, "code")
    yield from _shaped("aws_region", source.aws_region, "aws_region")
    yield from _wrong_zone("zone", source.zone)
    yield from _wrong_languages(source.languages)
    yield from _wrong_bounds(source.bounds)
    yield from _wrong_limits(source.limits)
    yield from _wrong_ceilings(source.ceilings)
    yield from _wrong_agencies(source)
    yield from _wrong_categories(source)
    yield from _wrong_areas(source)
    yield from _wrong_reasons(source.archive_reasons)
    yield from _nameless(source)
    yield from _wrong_years(source.calendar, holidays)
    yield from _wrong_days(source.calendar, holidays)


def _shaped(key: str, value: str, shape: str) -> Wrong:
    pattern, reason = _SHAPES[shape]
    if not re.fullmatch(pattern, value, re.ASCII):
        yield key, f"{reason}, not {value!r}"


def _twice(key: str, values: Iterable[str]) -> Wrong:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{key}.{value}", f"is there {count} times"


def _wrong_zone(key: str, zone: str) -> Wrong:
    if zone not in available_timezones():
        yield key, f"must be a time zone such as Asia/Jakarta, not {zone!r}"


def _wrong_languages(languages: tuple[str, ...]) -> Wrong:
    if not languages:
        yield "languages", "must name at least one of id, en"
    yield from _twice("languages", languages)


def _wrong_bounds(bounds: WrittenBounds) -> Wrong:
    if not -90 <= bounds.south < bounds.north <= 90:
        yield "bounds.south", f"must be less than north, both within -90 and 90, not {bounds.south} and {bounds.north}"
    if not -180 <= bounds.west < bounds.east <= 180:
        yield "bounds.west", f"must be less than east, both within -180 and 180, not {bounds.west} and {bounds.east}"


def _wrong_limits(limits: Mapping[str, int]) -> Wrong:
    known = [field.name for field in fields(Limits)]
    for name in limits:
        if name not in known:
            yield f"limits.{name}", f"is no limit; there are: {', '.join(known)}"


def _wrong_ceilings(ceilings: Ceilings) -> Wrong:
    for name in Ceilings.__struct_fields__:
        if getattr(ceilings, name) < 1:
            yield f"ceilings.{name}", f"must be at least 1, not {getattr(ceilings, name)}"


def _wrong_agencies(source: Source) -> Wrong:
    parents = {agency.id: agency.parent for agency in source.agencies}
    yield from _twice("agencies", (agency.id for agency in source.agencies))
    yield from _no_owner("coordinator", source.coordinator, source)
    yield from _no_agency("auditor", source.auditor, parents)
    for agency in source.agencies:
        key = f"agencies.{agency.id}"
        yield from _shaped(f"{key}.id", agency.id, "slug")
        yield from _wrong_parent(f"{key}.parent", agency, parents)
        yield from _wrong_deputy(f"{key}.deputy", agency, source)
        if agency.zone is not None:
            yield from _wrong_zone(f"{key}.zone", agency.zone)
        if agency.overseer and agency.takes_reports:
            yield f"{key}.takes_reports", "must be false for an overseer"


def _wrong_parent(key: str, agency: Agency, parents: Mapping[str, str | None]) -> Wrong:
    if agency.parent is None:
        return
    yield from _no_agency(key, agency.parent, parents)
    ring = (agency.id, *ladder(agency.id, parents))
    if parents.get(ring[-1]) == agency.id:
        yield key, f"goes in a circle: {' -> '.join((*ring, agency.id))}"


def _wrong_deputy(key: str, agency: Agency, source: Source) -> Wrong:
    """Who takes no reports has nobody to deal with them; an overseer sees none without consent."""
    if agency.deputy == agency.id:
        yield key, "must be another agency"
    elif agency.deputy is not None:
        yield from _no_owner(key, agency.deputy, source)


def _no_agency(key: str, agency: str, agencies: Iterable[str]) -> Wrong:
    if agency not in agencies:
        yield key, f"there is no agency {agency!r}"


def _no_owner(key: str, agency: str, source: Source) -> Wrong:
    owners = {each.id: each.takes_reports for each in source.agencies}
    yield from _no_agency(key, agency, owners)
    if not owners.get(agency, True):
        yield key, f"{agency!r} takes no reports"


def _wrong_categories(source: Source) -> Wrong:
    if not source.categories:
        yield "categories", "there must be at least one"
    yield from _twice("categories", (category.code for category in source.categories))
    for category in source.categories:
        yield from _shaped(f"categories.{category.code}.code", category.code, "slug")
        yield from _no_owner(f"categories.{category.code}.agency", category.agency, source)


def _wrong_areas(source: Source) -> Wrong:
    if not source.areas:
        yield "areas", "there must be at least one"
    yield from _twice("areas", (area.code for area in source.areas))
    yield from _twice("area_rules", (f"{rule.category}.{rule.area}" for rule in source.area_rules))
    for area in source.areas:
        yield from _shaped(f"areas.{area.code}.code", area.code, "area")
    for rule in source.area_rules:
        yield from _wrong_rule(f"area_rules.{rule.category}.{rule.area}", rule, source)


def _wrong_rule(key: str, rule: AreaRule, source: Source) -> Wrong:
    if rule.category not in {category.code for category in source.categories}:
        yield f"{key}.category", f"there is no category {rule.category!r}"
    if not any(f"{area.code}.".startswith(f"{rule.area}.") for area in source.areas):
        yield f"{key}.area", f"no area is {rule.area!r} or within it"
    yield from _no_owner(f"{key}.agency", rule.agency, source)


def _wrong_reasons(reasons: tuple[Reason, ...]) -> Wrong:
    if not reasons:
        yield "archive_reasons", "there must be at least one"
    yield from _twice("archive_reasons", (reason.code for reason in reasons))
    for reason in reasons:
        yield from _shaped(f"archive_reasons.{reason.code}.code", reason.code, "reason")


def _nameless(source: Source) -> Wrong:
    """Every text that people read must be there."""
    texts = {"name": source.name}
    texts |= {f"agencies.{agency.id}.name": agency.name for agency in source.agencies}
    texts |= {f"areas.{area.code}.name": area.name for area in source.areas}
    for each in source.categories:
        key = f"categories.{each.code}"
        texts |= {f"{key}.name": each.name, f"{key}.name_en": each.name_en, f"{key}.group": each.group}
    for reason in source.archive_reasons:
        texts |= {f"archive_reasons.{reason.code}.{lang}": getattr(reason, lang) for lang in ("id", "en")}
    texts |= {f"calendar.add.{added.date}.name": added.name for added in source.calendar.add}
    yield from ((key, "must not be empty") for key, text in texts.items() if not text.strip())


def _wrong_years(calendar: WrittenCalendar, holidays: Mapping[date, Holiday]) -> Wrong:
    if calendar.first_year > calendar.last_year:
        yield "calendar.last_year", f"must not be before first_year {calendar.first_year}"
    known = days_off(calendar, holidays)
    for year in range(calendar.first_year, calendar.last_year + 1):
        kinds = {holiday.leave for day, holiday in known.items() if day.year == year}
        if False not in kinds:
            yield "calendar.last_year", f"the holidays of {year} are not known to the library"
        elif calendar.leave_counts_as_off and True not in kinds:
            yield (
                "calendar.last_year",
                f"the collective leave of {year} is not known: add it, or end the calendar before",
            )


def _wrong_days(calendar: WrittenCalendar, holidays: Mapping[date, Holiday]) -> Wrong:
    yield from _twice("calendar.remove", map(str, calendar.remove))
    yield from _twice("calendar.add", (str(added.date) for added in calendar.add))
    for day in calendar.remove:
        if day not in holidays:
            yield f"calendar.remove.{day}", "is no holiday of this calendar"
    for added in calendar.add:
        yield from _wrong_addition(f"calendar.add.{added.date}", added.date, calendar, holidays)


def _wrong_addition(key: str, day: date, calendar: WrittenCalendar, holidays: Mapping[date, Holiday]) -> Wrong:
    if not calendar.first_year <= day.year <= calendar.last_year:
        yield key, f"is not within {calendar.first_year} and {calendar.last_year}"
    if day in holidays and day not in calendar.remove:
        yield key, f"is already {holidays[day].name!r}; to change it, remove it as well"
