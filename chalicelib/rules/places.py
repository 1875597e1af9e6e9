"""Where something is: a point within the region, an address, or both."""

from dataclasses import dataclass

from chalicelib.rules import forms
from chalicelib.rules.forms import Form

Bounds = tuple[float, float, float, float]  # south, west, north, east in degrees


@dataclass(frozen=True)
class Place:
    """Latitude and longitude are both there or neither: whoever cannot give a point may describe the place."""

    lat: float | None = None
    lon: float | None = None
    address: str | None = None


def read(group: Form, bounds: Bounds, address_limit: int) -> Place | None:
    """The place of a form's group; problems are left in the group."""
    found = Place(
        lat=group.read("lat", _degrees),
        lon=group.read("lon", _degrees),
        address=group.read("address", forms.text(address_limit)),
    )
    if not group.is_wrong("lat") and not group.is_wrong("lon"):
        _check_point(group, found, bounds)
    group.end()
    return found if found != Place() else None


def _check_point(group: Form, place: Place, bounds: Bounds) -> None:
    if place.lat is None and place.lon is None:
        return
    if place.lat is None or place.lon is None:
        group.wrong("lat" if place.lat is None else "lon", "half_point")
        return
    south, west, north, east = bounds
    if not (south <= place.lat <= north and west <= place.lon <= east):
        group.wrong("", "outside_region")


def _degrees(value: object) -> float:
    """Six decimals are ten centimetres; more is noise that would make equal submissions differ."""
    return round(forms.number(value), 6)
