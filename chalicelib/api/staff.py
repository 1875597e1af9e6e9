"""The agencies' door: who is signed in comes from the access token, what that person may do from the appointment."""

from datetime import datetime

from chalice.app import CognitoUserPoolAuthorizer, Request

from chalicelib import appointments
from chalicelib.rules.errors import Forbidden
from chalicelib.rules.lifecycle import Role
from chalicelib.rules.rights import Actor

# The pool's ARN is wired by infra/stack.yaml; access tokens of people carry this scope.
signed_in = CognitoUserPoolAuthorizer(
    "Staff", provider_arns=["arn:aws:cognito-idp:::userpool/wired-by-stack"]
).with_scopes(["aws.cognito.signin.user.admin"])


def sub(request: Request) -> str:
    """The opaque id of the user who is signed in."""
    found: str = request.context["authorizer"]["claims"]["sub"]
    return found


def actor(request: Request, *, now: datetime) -> Actor:
    """Who is signed in, by the appointment. Raises Unauthenticated without one in force, Forbidden for an operator."""
    found = appointments.actor(sub(request), now=now)
    if found.role is Role.OPERATOR:
        raise Forbidden("no_reports_for_operators")
    return found
