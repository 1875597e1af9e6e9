"""Who may see and do what: the one place where role, agency and the tree of agencies meet.

An officer or signer has the reports of the own agency and of those below it in the tree;
the coordinator has the whole region; the auditor reads all of it; an operator has no report at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.rules.lifecycle import Role
from chalicelib.rules.routing import ladder

_WHOLE_REGION = frozenset({Role.COORDINATOR, Role.AUDITOR})
_OWN_TREE = frozenset({Role.OFFICER, Role.SIGNER})


@dataclass(frozen=True)
class Actor:
    """Somebody at work: the role, the agency it is held for, and for staff the opaque user id."""

    role: Role
    agency: str | None = None
    person: str | None = None


REPORTER = Actor(Role.REPORTER)
SYSTEM = Actor(Role.SYSTEM)


def may_see(actor: Actor, holders: Iterable[str | None], parents: Mapping[str, str | None]) -> bool:
    """Whether a report that one of `holders` has or had is within the actor's part of the tree."""
    if actor.role in _WHOLE_REGION:
        return True
    return actor.role in _OWN_TREE and any(_within(actor.agency, holder, parents) for holder in holders)


def _within(agency: str | None, holder: str | None, parents: Mapping[str, str | None]) -> bool:
    return holder is not None and (agency == holder or agency in ladder(holder, parents))
