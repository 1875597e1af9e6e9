"""Who may see and do what: the one place where role, agency and the tree of agencies meet.

An officer or signer has the reports of the own agency and of those below it in the tree;
the coordinator has the whole region; the auditor reads all of it; an operator has no report at all.
While an agency is vacant, its reports are also those of the agency that stands in for it.
"""

from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from chalicelib.rules.lifecycle import Role
from chalicelib.rules.routing import ladder

_WHOLE_REGION = frozenset({Role.COORDINATOR, Role.AUDITOR})
OWN_TREE = frozenset({Role.OFFICER, Role.SIGNER})


class Actor(NamedTuple):
    """Somebody at work: the role, the agency it is held for, for staff the opaque user id, and vacant agencies."""

    role: Role
    agency: str | None = None
    person: str | None = None
    stands_in_for: tuple[str, ...] = ()


REPORTER = Actor(Role.REPORTER)
SYSTEM = Actor(Role.SYSTEM)


def may_see(actor: Actor, holders: Iterable[str | None], parents: Mapping[str, str | None]) -> bool:
    """Whether a report that one of `holders` has or had is within the actor's part of the tree."""
    if actor.role in _WHOLE_REGION:
        return True
    own = {actor.agency, *actor.stands_in_for}
    return actor.role in OWN_TREE and any(_within(own, holder, parents) for holder in holders)


def _within(own: Set[str | None], holder: str | None, parents: Mapping[str, str | None]) -> bool:
    return holder is not None and not own.isdisjoint((holder, *ladder(holder, parents)))
