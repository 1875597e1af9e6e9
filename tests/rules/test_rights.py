"""Who sees which agency's reports: the own tree, the whole region, and those of vacant agencies one stands in for."""

import pytest

from chalicelib.rules.lifecycle import Role
from chalicelib.rules.rights import Actor, may_see

PARENTS = {"clinic": "health", "hospital": "health", "health": "office", "roads": "office", "office": None}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SIGNER])
def test_an_agency_sees_its_own_and_those_below(role: Role) -> None:
    seen = [agency for agency in PARENTS if may_see(Actor(role, "health"), [agency], PARENTS)]
    assert seen == ["clinic", "hospital", "health"]


@pytest.mark.parametrize(("role", "count"), [(Role.COORDINATOR, 5), (Role.AUDITOR, 5), (Role.OPERATOR, 0)])
def test_some_roles_see_everything_or_nothing(role: Role, count: int) -> None:
    assert sum(may_see(Actor(role, "roads"), [agency], PARENTS) for agency in PARENTS) == count


def test_who_stands_in_has_the_vacant_agency_and_those_below_as_the_own() -> None:
    deputy = Actor(Role.OFFICER, "roads", stands_in_for=("health",))
    seen = [agency for agency in PARENTS if may_see(deputy, [agency], PARENTS)]
    assert seen == ["clinic", "hospital", "health", "roads"]


def test_standing_in_gives_an_operator_nothing() -> None:
    assert not may_see(Actor(Role.OPERATOR, "roads", stands_in_for=("health",)), ["health"], PARENTS)


def test_a_report_that_nobody_has_is_no_agencys() -> None:
    assert not may_see(Actor(Role.OFFICER, None), [None], PARENTS)
