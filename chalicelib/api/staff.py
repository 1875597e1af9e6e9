"""The agencies' door: who is signed in comes from the access token, what they may do from the appointment.

People and agencies' own systems come in by the same authorizer; a system's scopes narrow what its appointment allows.
"""

from datetime import datetime

from chalice.app import CognitoUserPoolAuthorizer, Request

from chalicelib import appointments
from chalicelib.rules.errors import Forbidden
from chalicelib.rules.rights import Actor

PERSON = "aws.cognito.signin.user.admin"  # which Cognito gives every person who signs in, and no client
READS = "tuntas/reports.read"
WRITES = "tuntas/reports.write"

# The pool's ARN is wired by infra/stack.yaml; one of these scopes lets a token in.
signed_in = CognitoUserPoolAuthorizer(
    "Staff", provider_arns=["arn:aws:cognito-idp:::userpool/wired-by-stack"]
).with_scopes([PERSON, READS, WRITES])


def sub(request: Request) -> str:
    """The opaque id of the user who is signed in, or of the client."""
    found: str = request.context["authorizer"]["claims"]["sub"]
    return found


def actor(request: Request, *, now: datetime, writes: bool | None = None) -> Actor:
    """Who is signed in, by the appointment.

    `writes`: whether the request changes something; where that is not said, all but GET do.
    Raises Unauthenticated and Forbidden as `appointments.actor` does, Forbidden without the scope.
    """
    _check_scope(request, WRITES if (request.method != "GET" if writes is None else writes) else READS)
    return appointments.actor(sub(request), now=now)


def _check_scope(request: Request, needed: str) -> None:
    """The claim `scope` is one text, its scopes apart by spaces."""
    granted = request.context["authorizer"]["claims"].get("scope", "").split()
    if PERSON not in granted and needed not in granted:
        raise Forbidden("scope_missing", scope=needed)
