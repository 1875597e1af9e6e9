"""`python -m infra new-region`: a commented start of a region's file, with its areas, for the region to go through.

What is not given as an option is asked for on a terminal. The start compiles as it is; new_region.toml is its text.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import NamedTuple

from chalicelib.region import Area
from infra import areas
from infra.confirm import ask
from infra.package import ROOT
from infra.region_file import WrittenCalendar, WrongRegion
from infra.region_holidays import library_days
from infra.regions import compile_region

TEMPLATE = Path(__file__).with_suffix(".toml")
FOLDER = ROOT / "regions"
ZONES: Mapping[str, str] = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
FIRST_KNOWN = 2019  # the collective leave of earlier years concerns nobody


class Start(NamedTuple):
    """What is known of a region before anybody fills in its file. `city` is the city or regency."""

    slug: str
    code: str
    name: str
    city: Area
    zone: str
    aws_region: str


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", help="the file's name, such as banda-aceh")
    parser.add_argument("--area", help="the city or regency: its Kemendagri code, such as 73.71, or its name")
    parser.add_argument("--code", help="three capital letters that begin every report number")
    parser.add_argument("--name", help="what people call the region; the area's name if not given")
    parser.add_argument("--zone", help="WIB, WITA, WIT or a time zone's name; the province's if not given")
    parser.add_argument("--aws-region", default="ap-southeast-3", help="ap-southeast-3 (Jakarta) if not given")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="regions/ if not given")


def run(arguments: argparse.Namespace) -> None:
    _refuse_existing(arguments.folder / f"{arguments.slug}.toml")
    start = _start(arguments)
    path = write(start, arguments.folder)
    print(f"{path} is written, with the {len(areas.below(start.city.code))} areas of {start.city.name}.")
    print("It compiles as it is. Before citizens use it, go through what is marked FILL IN and CONFIRM.")
    print(f"Then check it: make package REGION={start.slug}")


def write(start: Start, folder: Path) -> Path:
    """Write the start, or leave nothing behind. Raises WrongRegion for a wrong code, slug, zone or AWS region."""
    path = folder / f"{start.slug}.toml"
    _refuse_existing(path)
    _refuse_taken(start.code, path)
    text = _text(start)
    try:
        path.write_text(text, "utf-8")
        compile_region(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _start(arguments: argparse.Namespace) -> Start:
    city = areas.city(arguments.area or _ask("--area", "City or regency, its code or name"))
    zone = arguments.zone or _ask("--zone", "Time zone", areas.zone(city.code))
    return Start(
        slug=arguments.slug,
        code=arguments.code or _ask("--code", "Three capital letters that begin every report number"),
        name=arguments.name or _ask("--name", "Name of the region", city.name),
        city=city,
        zone=ZONES.get(zone.upper(), zone),
        aws_region=arguments.aws_region,
    )


def _ask(option: str, question: str, usual: str = "") -> str:
    """The answer on a terminal; elsewhere the usual one. Raises SystemExit where there is neither."""
    answer = ask(f"{question}{f' [{usual}]' if usual else ''}: ") if sys.stdin.isatty() else ""
    if not (answer or usual):
        raise SystemExit(f"{option} is needed. See: python -m infra new-region --help")
    return answer or usual


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise SystemExit(f"{path} is there already, and is left as it is.")


def _refuse_taken(code: str, path: Path) -> None:
    """Two regions must not share the prefix of their numbers."""
    for other in sorted(path.parent.glob("*.toml")):
        if re.search(rf'^code\s*=\s*"{re.escape(code)}"', other.read_text("utf-8"), re.MULTILINE):
            raise WrongRegion(f"{path}: code: {code!r} is the code of {other.name}")


def _text(start: Start) -> str:
    last = _last_year(datetime.now(UTC).year)
    facts = start._asdict() | {
        "area": start.city.code,
        "city": start.city.name,
        "province": areas.province(start.city.code),
        "head": "Bupati" if start.city.name.startswith("Kabupaten") else "Wali Kota",
        "first_year": min(last, datetime.now(UTC).year),
        "last_year": last,
    }
    values = {key: _inside_quotes(str(value)) for key, value in facts.items()}
    written = "\n".join(map(_area, areas.below(start.city.code)))
    return Template(TEMPLATE.read_text("utf-8")).substitute(values, areas=written)


def _area(area: Area) -> str:
    return f'[[areas]]\ncode = "{area.code}"\nname = "{_inside_quotes(area.name)}"\n'


def _inside_quotes(text: str) -> str:
    """JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _last_year(this_year: int) -> int:
    """The last year of which the library knows holidays and collective leave."""
    return max(year for year in range(FIRST_KNOWN, this_year + 3) if _known(year))


def _known(year: int) -> bool:
    return {holiday.leave for holiday in library_days(WrittenCalendar(year, year)).values()} == {True, False}
