"""The life of a report: which act leads from which state to which, and who may do it.

The way follows SP4N-LAPOR!: receipt, verification, disposition, response, answer, the reporter's window.
What no source settles is our own decision, written down in docs/decisions/0002-lifecycle.md.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from chalicelib.rules.errors import Conflict, Forbidden


class State(StrEnum):
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    ON_HOLD = "on_hold"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    DISPUTED = "disputed"
    CLOSED = "closed"
    ARCHIVED = "archived"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    REPORTER = "reporter"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    SIGNER = "signer"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


class Act(StrEnum):
    # the reporter's
    SUBMIT = "submit"
    COMPLETE = "complete"
    REPLY = "reply"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    RATE = "rate"
    REFER = "refer"
    # the agencies'
    VERIFY = "verify"
    ASSIGN = "assign"
    RETURN = "return"
    HOLD = "hold"
    RESUME = "resume"
    ASK = "ask"
    RESPOND = "respond"
    DRAFT = "draft"
    SIGN = "sign"
    REDRAFT = "redraft"
    ANSWER = "answer"
    NOTE = "note"
    CORRECT = "correct"
    MERGE = "merge"
    JOIN = "join"  # the other side of a merge
    SPLIT = "split"
    EXTEND = "extend"
    ARCHIVE = "archive"
    UPHOLD = "uphold"
    OVERRULE = "overrule"
    DECIDE = "decide"
    ESCALATE = "escalate"
    REOPEN = "reopen"
    IDENTIFY = "identify"
    # the system's own
    ROUTE = "route"
    LAPSE = "lapse"
    CLOSE = "close"
    SEPARATE = "separate"  # a merged report goes its own way again


class Move(StrEnum):
    """Where an act leads when that is not one fixed state."""

    SAME = "same"
    BACK = "back"  # to the state the report was in when it was paused


class Transition(NamedTuple):
    to: State | Move
    roles: frozenset[Role]


OPEN = frozenset(
    {
        State.RECEIVED,
        State.INCOMPLETE,
        State.ON_HOLD,
        State.ASSIGNED,
        State.IN_PROGRESS,
        State.ANSWERED,
        State.DISPUTED,
    }
)
PAUSED = frozenset({State.INCOMPLETE, State.ON_HOLD})
WORKED_ON = frozenset({State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS})
WITH_AGENCY = frozenset({State.ASSIGNED, State.IN_PROGRESS})
ENDED = frozenset(State) - OPEN

_REPORTER = frozenset({Role.REPORTER})
_COORDINATOR = frozenset({Role.COORDINATOR})
_DESK = frozenset({Role.COORDINATOR, Role.OFFICER})
_OFFICERS = frozenset({Role.OFFICER})
_SIGNERS = frozenset({Role.SIGNER})
_HEADS = frozenset({Role.COORDINATOR, Role.SIGNER})
UNIT = frozenset({Role.COORDINATOR, Role.OFFICER, Role.SIGNER})  # who works at an agency's desk
_SYSTEM = frozenset({Role.SYSTEM})

# Rows: the states an act is possible in, where it leads, and whose it is.
_ROWS: tuple[tuple[frozenset[State] | set[State], Act, State | Move, frozenset[Role]], ...] = (
    ({State.RECEIVED}, Act.ROUTE, Move.SAME, _SYSTEM),
    ({State.RECEIVED}, Act.VERIFY, State.ASSIGNED, _DESK),
    (WORKED_ON, Act.ASSIGN, State.ASSIGNED, _DESK),
    (WORKED_ON, Act.DECIDE, State.ASSIGNED, _COORDINATOR),
    (WORKED_ON, Act.RETURN, State.RECEIVED, _OFFICERS),
    (WORKED_ON, Act.ASK, State.INCOMPLETE, _DESK),
    ({State.INCOMPLETE}, Act.COMPLETE, Move.BACK, _REPORTER),
    ({State.INCOMPLETE}, Act.LAPSE, Move.BACK, _SYSTEM),
    (WORKED_ON, Act.HOLD, State.ON_HOLD, _DESK),
    ({State.ON_HOLD}, Act.RESUME, Move.BACK, _DESK | _SYSTEM),
    (WITH_AGENCY, Act.RESPOND, State.IN_PROGRESS, UNIT),
    (WITH_AGENCY, Act.DRAFT, Move.SAME, _OFFICERS),
    (WITH_AGENCY, Act.SIGN, State.ANSWERED, _SIGNERS),
    (WITH_AGENCY, Act.REDRAFT, Move.SAME, _SIGNERS),
    (WITH_AGENCY, Act.ANSWER, State.ANSWERED, UNIT),
    (WITH_AGENCY, Act.EXTEND, Move.SAME, _HEADS),
    ({State.ANSWERED}, Act.CONFIRM, State.CLOSED, _REPORTER),
    ({State.ANSWERED}, Act.CLOSE, State.CLOSED, _SYSTEM),
    ({State.ANSWERED, State.MERGED}, Act.DISPUTE, State.DISPUTED, _REPORTER),
    ({State.ARCHIVED, State.CLOSED}, Act.APPEAL, State.DISPUTED, _REPORTER),
    ({State.DISPUTED}, Act.UPHOLD, State.IN_PROGRESS, _DESK),
    ({State.DISPUTED}, Act.OVERRULE, State.CLOSED, _DESK),
    ({State.ANSWERED}, Act.REPLY, State.IN_PROGRESS, _REPORTER),
    ({State.INCOMPLETE}, Act.REPLY, Move.BACK, _REPORTER),
    (WORKED_ON | {State.ON_HOLD, State.DISPUTED}, Act.REPLY, Move.SAME, _REPORTER),
    (OPEN, Act.WITHDRAW, State.WITHDRAWN, _REPORTER),
    ({State.CLOSED}, Act.RATE, Move.SAME, _REPORTER),
    (OPEN | {State.CLOSED, State.ARCHIVED}, Act.REFER, Move.SAME, _REPORTER),
    (WORKED_ON, Act.ARCHIVE, State.ARCHIVED, _DESK),
    (WORKED_ON, Act.MERGE, State.MERGED, _DESK),
    (OPEN, Act.JOIN, Move.SAME, _DESK),
    ({State.MERGED}, Act.SEPARATE, State.RECEIVED, _COORDINATOR | _SYSTEM),
    (WORKED_ON, Act.SPLIT, Move.SAME, _DESK),
    (WORKED_ON, Act.CORRECT, Move.SAME, _DESK),
    (WORKED_ON | {State.DISPUTED}, Act.ESCALATE, Move.SAME, _DESK | _SYSTEM),
    ({State.CLOSED, State.ARCHIVED}, Act.REOPEN, State.IN_PROGRESS, _COORDINATOR),
    (frozenset(State) - {State.WITHDRAWN}, Act.NOTE, Move.SAME, UNIT),
    (frozenset(State), Act.IDENTIFY, Move.SAME, UNIT | _REPORTER),
)

TABLE: Mapping[tuple[State, Act], Transition] = {
    (state, act): Transition(to, roles) for states, act, to, roles in _ROWS for state in states
}

ROLES: Mapping[Act, frozenset[Role]] = {
    act: frozenset().union(*(roles for _, row, _, roles in _ROWS if row is act)) for act in {row[1] for row in _ROWS}
} | {Act.SUBMIT: _REPORTER}

# The acts that have an address, by who does them; identities are read at an address of their own, and who merges one
# report joins it to another.
BY_REPORTER = frozenset(act for act, roles in ROLES.items() if Role.REPORTER in roles) - {Act.SUBMIT, Act.IDENTIFY}
BY_STAFF = frozenset(act for act, roles in ROLES.items() if roles & UNIT) - {Act.IDENTIFY, Act.JOIN}


def after(state: State, act: Act, *, role: Role, paused: State | None = None) -> State:
    """The state that `act` leads to from `state`; `paused` is the state a paused report goes back to.

    Raises Forbidden when the role may never do the act, Conflict when the state does not allow it.
    """
    check_role(act, role)
    transition = TABLE.get((state, act))
    if transition is None or role not in transition.roles:
        raise Conflict("act_not_now", act=act, state=state)
    if transition.to is Move.SAME:
        return state
    if transition.to is Move.BACK:
        return paused or State.RECEIVED
    return State(transition.to)


def check_role(act: Act, role: Role) -> None:
    """Raise Forbidden when the role may never do the act."""
    if role not in ROLES[act]:
        raise Forbidden("act_not_yours", act=act, role=role)


def possible(state: State, role: Role) -> list[Act]:
    """The acts that `role` may do now, in the order of the table."""
    return [act for (at, act), transition in TABLE.items() if at is state and role in transition.roles]
