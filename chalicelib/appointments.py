"""Who a signed-in user is: role and agency by the appointment, never by what a token or attribute says.

An agency without anybody in force is vacant; who stands in for it is said by rules/vacancies.py.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib import start
from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.region import Region, this
from chalicelib.rules.errors import Forbidden, Unauthenticated
from chalicelib.rules.lifecycle import Role
from chalicelib.rules.rights import OWN_TREE, Actor

if TYPE_CHECKING:
    from chalicelib.rules import vacancies as rule
    from chalicelib.rules.vacancies import Seat
else:
    rule = start.later("chalicelib.rules.vacancies")  # for agencies alone


def actor(sub: str, *, now: datetime) -> Actor:
    """The actor that user or client `sub` is now.

    Raises Unauthenticated without an appointment that is in force today, Forbidden for an operator.
    One call; two for who works in an agency that is somebody's deputy.
    """
    appointment = store.appointment(sub)
    if appointment is None or not _seat(appointment).in_force(today(this(), now)):
        raise Unauthenticated("no_appointment")
    role = Role(appointment.role)
    if role is Role.OPERATOR:
        raise Forbidden("no_reports_for_operators")
    return Actor(role, appointment.agency, sub, _stands_in_for(role, appointment.agency, now=now))


def vacancies(now: datetime) -> Mapping[str, str]:
    """Each agency that is vacant today, and the agency that stands in for it: one call."""
    return stand_ins(this(), store.roster(), now=now)


def stand_ins(region: Region, roster: Iterable[Appointment], *, now: datetime) -> Mapping[str, str]:
    """The same of a roster that was read before."""
    agencies = rule.Agencies(region.wishes(), region.tree(referred=False), region.deputies(), region.coordinator)
    return rule.stand_ins((_seat(each) for each in roster if not each.machine), agencies, today=today(region, now))


def today(region: Region, now: datetime) -> date:
    """The day by which appointments hold: the region's."""
    return now.astimezone(ZoneInfo(region.zone)).date()


def _stands_in_for(role: Role, agency: str, *, now: datetime) -> tuple[str, ...]:
    """The vacant agencies whose deputy this is. Whoever is above them sees their reports in any case."""
    if role not in OWN_TREE or agency not in this().deputies().values():
        return ()
    return tuple(vacant for vacant, stand_in in vacancies(now).items() if stand_in == agency)


def _seat(appointment: Appointment) -> "Seat":
    first, last = date.fromisoformat(appointment.valid_from), date.fromisoformat(appointment.valid_to)
    return rule.Seat(appointment.agency, Role(appointment.role), first, last)
