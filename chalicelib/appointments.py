"""Who a signed-in user is: role and agency by the appointment, never by what a token or attribute says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.aws import store
from chalicelib.region import this
from chalicelib.rules.errors import Unauthenticated
from chalicelib.rules.lifecycle import Role
from chalicelib.rules.rights import Actor


def actor(sub: str, *, now: datetime) -> Actor:
    """The actor that user `sub` is now. Raises Unauthenticated without an appointment that is in force today."""
    appointment = store.appointment(sub)
    today = now.astimezone(ZoneInfo(this().zone)).date().isoformat()
    if appointment is None or not appointment.valid_from <= today <= appointment.valid_to:
        raise Unauthenticated("no_appointment")
    return Actor(Role(appointment.role), appointment.agency, sub)
