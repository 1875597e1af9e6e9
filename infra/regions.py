"""Compile a region's file with its working-day calendar into the region.json that is packaged.

Whatever is wrong with it is refused with file, key and reason. docs/regions.md says what each key means.
"""

from datetime import date
from pathlib import Path

import msgspec

from chalicelib.region import Bounds, Region
from chalicelib.rules.calendar import Holiday
from chalicelib.rules.clocks import Clock, Span
from chalicelib.rules.intake import Limits
from infra import region_file
from infra.region_file import Source, WrittenSpan, WrittenTotals, WrongRegion
from infra.region_holidays import days_off, library_days
from infra.region_mistakes import Wrong, mistakes

__all__ = ["WrongRegion", "compile_region"]


def compile_region(path: str | Path) -> bytes:
    """The compiled JSON, the same for the same file. The region's slug is the file's name.

    Raises WrongRegion.
    """
    path = Path(path)
    source = region_file.read(path)
    holidays = library_days(source.calendar)
    _refuse(path, mistakes(path.stem, source, holidays))
    plain = msgspec.to_builtins(_region(path.stem, source, holidays), str_keys=True)
    return msgspec.json.encode(plain, order="sorted")


def _refuse(path: Path, found: Wrong) -> None:
    lines = [f"{path}: {key}: {reason}" for key, reason in found]
    if lines:
        raise WrongRegion("\n".join(lines))


def _region(slug: str, source: Source, holidays: dict[date, Holiday]) -> Region:
    bounds, clocks, calendar = source.bounds, source.clocks, source.calendar
    return Region(
        code=source.code,
        slug=slug,
        name=source.name,
        aws_region=source.aws_region,
        zone=source.zone,
        languages=source.languages,
        coordinator=source.coordinator,
        auditor=source.auditor,
        bounds=Bounds(bounds.south, bounds.west, bounds.north, bounds.east),
        agencies=source.agencies,
        categories=source.categories,
        areas=source.areas,
        area_rules=source.area_rules,
        archive_reasons=source.archive_reasons,
        clocks={clock: _span(getattr(clocks, clock)) for clock in Clock if clock is not Clock.TOTAL},
        totals={key: _span(getattr(clocks.total, key)) for key in WrittenTotals.__struct_fields__},
        holidays=days_off(calendar, holidays),
        last_year=calendar.last_year,
        leave_counts_as_off=calendar.leave_counts_as_off,
        limits=Limits(**source.limits),
        ceilings=source.ceilings,
        training=source.training,
    )


def _span(span: WrittenSpan) -> Span:
    return Span(span.amount, span.unit)
