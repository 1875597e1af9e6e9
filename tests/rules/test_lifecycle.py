"""The table of the lifecycle: every state and act has its row, every role its acts, and every way an end."""

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import lifecycle
from chalicelib.rules.errors import Conflict, Forbidden, Refused
from chalicelib.rules.lifecycle import (
    ENDED,
    OPEN,
    PAUSED,
    ROLES,
    TABLE,
    WORKED_ON,
    Act,
    Move,
    Role,
    State,
    after,
    possible,
)

# Every act that design.md names, and the route each of them is asked for by.
REPORTERS = {"complete", "reply", "confirm", "dispute", "appeal", "withdraw", "rate", "refer"}
AGENCIES = set(
    "verify assign return hold resume ask respond draft sign redraft answer note correct merge join "  # noqa: SIM905
    "separate split extend archive uphold overrule decide escalate reopen".split()
)
SYSTEMS = {"route", "lapse", "resume", "close", "escalate", "separate"}

R, C, O, S, X = Role.REPORTER, Role.COORDINATOR, Role.OFFICER, Role.SIGNER, Role.SYSTEM
DESK, UNIT = {C, O}, {C, O, S}

# The whole life, written out by state: where each act leads, and whose it is. This is the specification.
BACK, SAME = Move.BACK, Move.SAME
LIFE: dict[State, dict[Act, tuple[State | Move, set[Role]]]] = {
    State.RECEIVED: {
        Act.ROUTE: (SAME, {X}),
        Act.VERIFY: (State.ASSIGNED, DESK),
        Act.ASSIGN: (State.ASSIGNED, DESK),
        Act.DECIDE: (State.ASSIGNED, {C}),
        Act.RETURN: (State.RECEIVED, {O}),
        Act.ASK: (State.INCOMPLETE, DESK),
        Act.HOLD: (State.ON_HOLD, DESK),
        Act.ARCHIVE: (State.ARCHIVED, DESK),
        Act.MERGE: (State.MERGED, DESK),
        Act.JOIN: (SAME, DESK),
        Act.SPLIT: (SAME, DESK),
        Act.CORRECT: (SAME, DESK),
        Act.ESCALATE: (SAME, DESK | {X}),
        Act.REPLY: (SAME, {R}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.INCOMPLETE: {
        Act.COMPLETE: (BACK, {R}),
        Act.JOIN: (SAME, DESK),
        Act.REPLY: (BACK, {R}),
        Act.LAPSE: (BACK, {X}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.ON_HOLD: {
        Act.RESUME: (BACK, DESK | {X}),
        Act.JOIN: (SAME, DESK),
        Act.REPLY: (SAME, {R}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.ASSIGNED: {
        Act.ASSIGN: (State.ASSIGNED, DESK),
        Act.DECIDE: (State.ASSIGNED, {C}),
        Act.RETURN: (State.RECEIVED, {O}),
        Act.ASK: (State.INCOMPLETE, DESK),
        Act.HOLD: (State.ON_HOLD, DESK),
        Act.RESPOND: (State.IN_PROGRESS, UNIT),
        Act.DRAFT: (SAME, {O}),
        Act.SIGN: (State.ANSWERED, {S}),
        Act.REDRAFT: (SAME, {S}),
        Act.EXTEND: (SAME, {C, S}),
        Act.ANSWER: (State.ANSWERED, UNIT),
        Act.ARCHIVE: (State.ARCHIVED, DESK),
        Act.MERGE: (State.MERGED, DESK),
        Act.JOIN: (SAME, DESK),
        Act.SPLIT: (SAME, DESK),
        Act.CORRECT: (SAME, DESK),
        Act.ESCALATE: (SAME, DESK | {X}),
        Act.REPLY: (SAME, {R}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.ANSWERED: {
        Act.CONFIRM: (State.CLOSED, {R}),
        Act.JOIN: (SAME, DESK),
        Act.CLOSE: (State.CLOSED, {X}),
        Act.DISPUTE: (State.DISPUTED, {R}),
        Act.REPLY: (State.IN_PROGRESS, {R}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.DISPUTED: {
        Act.UPHOLD: (State.IN_PROGRESS, DESK),
        Act.JOIN: (SAME, DESK),
        Act.OVERRULE: (State.CLOSED, DESK),
        Act.ESCALATE: (SAME, DESK | {X}),
        Act.REPLY: (SAME, {R}),
        Act.WITHDRAW: (State.WITHDRAWN, {R}),
        Act.REFER: (SAME, {R}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.CLOSED: {
        Act.RATE: (SAME, {R}),
        Act.APPEAL: (State.DISPUTED, {R}),
        Act.REFER: (SAME, {R}),
        Act.REOPEN: (State.IN_PROGRESS, {C}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.ARCHIVED: {
        Act.APPEAL: (State.DISPUTED, {R}),
        Act.REFER: (SAME, {R}),
        Act.REOPEN: (State.IN_PROGRESS, {C}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.MERGED: {
        Act.DISPUTE: (State.DISPUTED, {R}),
        Act.SEPARATE: (State.RECEIVED, {C, X}),
        Act.NOTE: (SAME, UNIT),
        Act.IDENTIFY: (SAME, UNIT | {R}),
    },
    State.WITHDRAWN: {Act.IDENTIFY: (SAME, UNIT | {R})},
}
LIFE[State.IN_PROGRESS] = LIFE[State.ASSIGNED]  # the same acts, whether or not the agency has responded yet

EVERYBODY = [(state, role) for state in State for role in Role]


@pytest.mark.parametrize("state", State)
def test_the_table_is_the_life_as_it_is_written_here(state: State) -> None:
    row = {act: (transition.to, set(transition.roles)) for (at, act), transition in TABLE.items() if at is state}

    assert row == LIFE[state]


@pytest.mark.parametrize(("state", "role"), EVERYBODY)
def test_each_act_in_each_state_by_each_role_is_done_or_refused(state: State, role: Role) -> None:
    for act in Act:
        to, roles = LIFE[state].get(act, (SAME, set()))
        if role in roles:
            assert after(state, act, role=role, paused=State.ASSIGNED) is _meant(to, state)
        else:
            with pytest.raises(Conflict if role in ROLES[act] else Forbidden) as refused:
                after(state, act, role=role)
            assert refused.value.sentence("id")


@pytest.mark.parametrize(("state", "role"), EVERYBODY)
def test_what_is_possible_is_exactly_what_is_not_refused(state: State, role: Role) -> None:
    def is_done(act: Act) -> bool:
        try:
            after(state, act, role=role, paused=State.ASSIGNED)
        except Refused:
            return False
        return True

    assert set(possible(state, role)) == {act for act in Act if is_done(act)}


def test_no_state_has_two_rows_for_one_act() -> None:
    rows = [(state, row[1]) for row in lifecycle._ROWS for state in row[0]]

    assert len(rows) == len(set(rows)) == len(TABLE)


def test_every_act_but_submitting_has_a_row() -> None:
    assert {act for _, act in TABLE} == set(Act) - {Act.SUBMIT}
    assert set(ROLES) == set(Act)


@pytest.mark.parametrize(
    ("acts", "role"),
    [(REPORTERS, Role.REPORTER), (AGENCIES, Role.COORDINATOR), (SYSTEMS, Role.SYSTEM)],
)
def test_every_act_of_the_design_is_somebodys(acts: set[str], role: Role) -> None:
    assert all(ROLES[Act(act)] & {role, Role.OFFICER, Role.SIGNER} for act in acts)
    assert {act for act, roles in ROLES.items() if role in roles} - {Act.SUBMIT, Act.IDENTIFY} <= {
        Act(act) for act in acts
    }


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR])
def test_auditor_and_operator_only_read_or_not_even_that(role: Role) -> None:
    assert [state for state in State if possible(state, role)] == []


def test_open_and_ended_states_are_all_states() -> None:
    assert set(State) == OPEN | ENDED
    assert PAUSED | WORKED_ON < OPEN


def test_a_withdrawn_report_stays_withdrawn() -> None:
    assert [act for role in Role for act in possible(State.WITHDRAWN, role) if act is not Act.IDENTIFY] == []


@pytest.mark.parametrize("state", sorted(ENDED - {State.WITHDRAWN}))
def test_an_ended_report_can_be_taken_up_again(state: State) -> None:
    assert any(_reached(state, act) & OPEN for at, act in TABLE if at is state)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_report_can_end_and_the_reporter_can_always_withdraw(state: State) -> None:
    assert after(state, Act.WITHDRAW, role=Role.REPORTER) is State.WITHDRAWN
    assert _reachable(state) >= ENDED


def test_every_state_is_reached_from_a_receipt() -> None:
    assert _reachable(State.RECEIVED) == set(State)


@pytest.mark.parametrize("state", sorted(PAUSED))
@pytest.mark.parametrize("before", sorted(WORKED_ON))
def test_a_paused_report_goes_back_to_where_it_was(state: State, before: State) -> None:
    act = Act.LAPSE if state is State.INCOMPLETE else Act.RESUME

    assert after(state, act, role=Role.SYSTEM, paused=before) is before


def test_a_paused_report_is_never_paused_again() -> None:
    assert not any(_reached(at, act) & PAUSED - {at} for at, act in TABLE if at in PAUSED)


def test_who_may_never_do_an_act_is_told_so_in_any_state() -> None:
    with pytest.raises(Forbidden, match="act_not_yours"):
        after(State.CLOSED, Act.ASSIGN, role=Role.REPORTER)
    with pytest.raises(Forbidden, match="act_not_yours"):
        after(State.RECEIVED, Act.ASSIGN, role=Role.REPORTER)


def test_who_may_do_it_at_another_time_is_told_the_state() -> None:
    with pytest.raises(Conflict, match="act_not_now") as refused:
        after(State.CLOSED, Act.ASSIGN, role=Role.COORDINATOR)

    assert refused.value.values == {"act": Act.ASSIGN, "state": State.CLOSED}


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(Role)), max_size=60))
def test_whatever_is_done_in_whatever_order_an_open_report_can_still_be_withdrawn(acts: list[tuple[Act, Role]]) -> None:
    state, paused = State.RECEIVED, State.RECEIVED
    for act, role in acts:
        if act in possible(state, role):
            old, state = state, after(state, act, role=role, paused=paused)
            paused = old if old in WORKED_ON else paused

    assert state in ENDED or Act.WITHDRAW in possible(state, Role.REPORTER)


def _meant(to: State | Move, state: State) -> State:
    if to is BACK:
        return State.ASSIGNED
    return state if to is SAME else State(to)


def _reached(state: State, act: Act) -> set[State]:
    """Every state that the act may lead to."""
    to = TABLE[state, act].to
    if isinstance(to, State):
        return {to}
    return {state} if to is SAME else set(WORKED_ON)


def _reachable(state: State) -> set[State]:
    found, ahead = {state}, [state]
    while ahead:
        at = ahead.pop()
        new = set().union(*(_reached(at, act) for step, act in TABLE if step is at)) - found
        found |= new
        ahead += new
    return found
