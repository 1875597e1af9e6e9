"""The roster of a region: who holds which appointment, what is vacant and who stands in, what ends soon."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from rich.table import Table

from chalicelib import appointments
from chalicelib.aws.tables import Appointment
from chalicelib.region import Region

SOON = timedelta(days=14)
_HEADINGS = ("agency", "who", "role", "decree", "from", "to", "note")
_SHORT = 8  # characters of a sub that no user or client bears any more

Row = tuple[str, ...]


def table(rows: Iterable[Row]) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in _HEADINGS:
        shown.add_column(heading)
    for row in rows:
        shown.add_row(*row)
    return shown


def rows(region: Region, roster: Iterable[Appointment], names: Mapping[str, str], *, now: datetime) -> Iterator[Row]:
    """A row for each appointment that is in force or to come, in the order of the agencies, and for each vacancy."""
    today = appointments.today(region, now)
    held = sorted((each for each in roster if each.valid_to >= today.isoformat()), key=lambda each: each.valid_from)
    vacant = appointments.stand_ins(region, held, now=now)
    for agency in region.names():
        if agency in vacant:
            yield (agency, "-", "", "", "", "", f"vacant; {vacant[agency]} stands in")
        for each in held:
            if each.agency == agency:
                yield _row(each, names, today)


def _row(appointment: Appointment, names: Mapping[str, str], today: date) -> Row:
    who = names.get(appointment.sk, appointment.sk[:_SHORT])
    dates = (appointment.valid_from, appointment.valid_to)
    return (appointment.agency, who, appointment.role, appointment.decree or "", *dates, _note(appointment, today))


def _note(appointment: Appointment, today: date) -> str:
    if appointment.valid_from > today.isoformat():
        return "has not begun"
    left = date.fromisoformat(appointment.valid_to) - today
    return f"ends in {left.days} days" if left <= SOON else ""
