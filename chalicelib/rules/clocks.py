"""The clocks of a report: when each starts, pauses, goes on, ends and is missed.

Each open state has its running clocks; a report that waits for its reporter or is on hold has its other clocks
frozen. Whatever happens, an open report has a next moment at which something is due, so none is ever forgotten.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from chalicelib.rules.deadlines import (
    Clock,
    Deadline,
    Rules,
    Span,
    Unit,
    extended,
    latest_extension,
    postponed,
    proof,
    respanned,
    start,
)
from chalicelib.rules.lifecycle import OPEN, PAUSED, Act, State

__all__ = [
    "DUE_ACTS",
    "RUNNING",
    "Change",
    "Clock",
    "Deadline",
    "Rules",
    "Span",
    "Unit",
    "advance",
    "earlier",
    "extendable",
    "latest_extension",
    "miss",
    "next_due",
    "proof",
    "start",
    "submit",
    "total_key",
]


class Change(NamedTuple):
    """An act as the clocks see it. `until` ends a hold or an extension; `total` is the new span of a corrected report.

    `contested`: passed to and fro so often that the coordinator must decide.
    """

    act: Act
    old: State
    new: State
    now: datetime
    until: date | None = None
    total: Span | None = None
    contested: bool = False


RUNNING: Mapping[State, frozenset[Clock]] = {
    State.RECEIVED: frozenset({Clock.ROUTING, Clock.VERIFICATION, Clock.DECISION, Clock.TOTAL}),
    State.INCOMPLETE: frozenset({Clock.COMPLETION}),
    State.ON_HOLD: frozenset({Clock.HOLD}),
    State.ASSIGNED: frozenset({Clock.FIRST_RESPONSE, Clock.TOTAL}),
    State.IN_PROGRESS: frozenset({Clock.RESPONSE, Clock.TOTAL}),
    State.ANSWERED: frozenset({Clock.REPLY_WINDOW}),
    State.DISPUTED: frozenset({Clock.VALIDATION}),
    State.CLOSED: frozenset({Clock.APPEAL}),
    State.ARCHIVED: frozenset({Clock.APPEAL}),
    State.MERGED: frozenset({Clock.TOTAL}),  # the law's clock does not stop because two reports are about one thing
    State.WITHDRAWN: frozenset(),
}

STARTS: Mapping[Act, Clock] = {
    Act.VERIFY: Clock.FIRST_RESPONSE,
    Act.ASSIGN: Clock.FIRST_RESPONSE,
    Act.DECIDE: Clock.FIRST_RESPONSE,
    Act.RETURN: Clock.VERIFICATION,
    Act.ASK: Clock.COMPLETION,
    Act.HOLD: Clock.HOLD,
    Act.ANSWER: Clock.REPLY_WINDOW,
    Act.SIGN: Clock.REPLY_WINDOW,
    Act.DISPUTE: Clock.VALIDATION,
    Act.APPEAL: Clock.VALIDATION,
    Act.UPHOLD: Clock.RESPONSE,
    Act.REOPEN: Clock.RESPONSE,
    Act.REPLY: Clock.RESPONSE,
    Act.ARCHIVE: Clock.APPEAL,
    Act.CLOSE: Clock.APPEAL,
    Act.SEPARATE: Clock.VERIFICATION,
}

STARTS_CONTESTED: Mapping[Act, Clock] = {Act.RETURN: Clock.DECISION}

# Acts that start their clock from some states only: a reply asks for a new answer only where one was given.
STARTS_FROM: Mapping[Act, Collection[State]] = {Act.REPLY: {State.ANSWERED}}

EXTENDABLE = frozenset({Clock.TOTAL, Clock.RESPONSE})

ENDS: Mapping[Act, Clock] = {Act.ROUTE: Clock.ROUTING}

# What is done when a clock of an open report has run out; the window for an appeal just ends.
DUE_ACTS: Mapping[Clock, Act] = {
    Clock.ROUTING: Act.ROUTE,
    Clock.VERIFICATION: Act.ESCALATE,
    Clock.FIRST_RESPONSE: Act.ESCALATE,
    Clock.TOTAL: Act.ESCALATE,
    Clock.RESPONSE: Act.ESCALATE,
    Clock.VALIDATION: Act.ESCALATE,
    Clock.DECISION: Act.ESCALATE,
    Clock.ESCALATION: Act.ESCALATE,
    Clock.COMPLETION: Act.LAPSE,
    Clock.REPLY_WINDOW: Act.CLOSE,
    Clock.HOLD: Act.RESUME,
}


def total_key(kind: str, legal_class: str | None) -> str:
    """The key of the region's total spans: a supervisory complaint has its own, otherwise the kind decides."""
    return "supervisory" if kind == "complaint" and legal_class == "supervisory" else str(kind)


def submit(now: datetime, rules: Rules, *, kind: str, legal_class: str | None) -> tuple[Deadline, ...]:
    """The clocks of a new report."""
    total = rules.totals[total_key(kind, legal_class)]
    return (
        start(Clock.ROUTING, now, rules),
        start(Clock.VERIFICATION, now, rules),
        start(Clock.TOTAL, now, rules, span=total),
    )


def advance(deadlines: Iterable[Deadline], change: Change, rules: Rules) -> tuple[Deadline, ...]:
    """The clocks after an act: one of each kind at most, ended ones kept."""
    after = [_moved(deadline, change, rules) for deadline in deadlines]
    if change.total:
        after = [_retotalled(deadline, change.total, rules) for deadline in after]
    started = [start(clock, change.now, rules, until=change.until) for clock in _starts(change, after)]
    return _watched(_one_of_each([*after, *started]), change.now, rules)


def miss(deadlines: Iterable[Deadline], now: datetime, rules: Rules, *, state: State) -> tuple[Deadline, ...]:
    """The clocks once those that ran out are marked as missed; the next step of the escalation is timed from `now`."""
    marked = [_missed(deadline, now, state) for deadline in deadlines if deadline.clock is not Clock.ESCALATION]
    return _watched(marked, now, rules)


def next_due(deadlines: Iterable[Deadline], state: State) -> Deadline | None:
    """The clock that runs out next; None when the report has ended."""
    if state not in OPEN:
        return None
    clocks = RUNNING[state] | {Clock.ESCALATION}
    awaited = [each for each in deadlines if each.running and each.missed_at is None and each.clock in clocks]
    return min(awaited, key=lambda deadline: deadline.due_at, default=None)


def earlier(deadlines: Iterable[Deadline], others: Iterable[Deadline], *, now: datetime) -> tuple[Deadline, ...]:
    """The clocks of a report that another was merged into: of the two totals the one that is due first.

    Where that report waits, the other's clock stands still from now on, not from when the waiting began.
    """
    [*joined] = [other for other in others if other.clock is Clock.TOTAL and other.ended_at is None]
    return tuple(
        replace(joined[0], paused_at=now if deadline.paused_at else None) if _sooner(joined, deadline) else deadline
        for deadline in deadlines
    )


def extendable(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The clock an extension moves: until the answer; None when none runs."""
    running = [each for each in deadlines if each.running and each.clock in EXTENDABLE]
    return min(running, key=lambda deadline: deadline.due_at, default=None)


def _sooner(joined: Collection[Deadline], deadline: Deadline) -> bool:
    open_total = deadline.clock is Clock.TOTAL and deadline.ended_at is None and deadline.missed_at is None
    return open_total and any(other.missed_at is None and other.due_at < deadline.due_at for other in joined)


def _moved(deadline: Deadline, change: Change, rules: Rules) -> Deadline:
    """One clock after an act: goes on, is extended or frozen, or ends."""
    if deadline.ended_at or deadline.clock is Clock.ESCALATION:
        return deadline
    if change.act is Act.EXTEND and change.until and deadline.running and deadline.clock in EXTENDABLE:
        return extended(deadline, change.until, rules.calendar)
    if ENDS.get(change.act) is deadline.clock:
        return replace(deadline, ended_at=change.now)
    if deadline.clock in RUNNING[change.new]:
        return _continued(deadline, change.now, rules)
    if change.new in PAUSED:
        return replace(deadline, paused_at=deadline.paused_at or change.now)
    return replace(deadline, ended_at=change.now)


def _continued(deadline: Deadline, now: datetime, rules: Rules) -> Deadline:
    """A frozen clock goes on, due later by as much as it stood still; what was over before stays over."""
    since = deadline.paused_at
    if since is None:
        return deadline
    going = replace(deadline, paused_at=None)
    return postponed(going, since, now, rules.calendar) if since < deadline.due_at else going


def _starts(change: Change, after: Iterable[Deadline]) -> tuple[Clock, ...]:
    if change.contested and change.act in STARTS_CONTESTED:
        return (STARTS_CONTESTED[change.act],)
    if change.act in STARTS and change.old in STARTS_FROM.get(change.act, {change.old}):
        return (STARTS[change.act],)
    # A report that was answered once has no total clock left: work on it is timed by the response clock.
    timed = any(deadline.running for deadline in after if deadline.clock is not Clock.ESCALATION)
    return (Clock.RESPONSE,) if change.new is State.IN_PROGRESS and not timed else ()


def _missed(deadline: Deadline, now: datetime, state: State) -> Deadline:
    escalates = deadline.clock in RUNNING[state] and DUE_ACTS[deadline.clock] is Act.ESCALATE
    over = deadline.running and deadline.missed_at is None and deadline.due_at <= now
    return replace(deadline, missed_at=now) if escalates and over else deadline


def _late(deadline: Deadline) -> bool:
    return deadline.running and deadline.missed_at is not None


def _watched(deadlines: Iterable[Deadline], now: datetime, rules: Rules) -> tuple[Deadline, ...]:
    """While a running clock is missed there is an escalation clock; without one there is none."""
    every = {deadline.clock: deadline for deadline in deadlines}
    escalation = every.pop(Clock.ESCALATION, None)
    if any(map(_late, every.values())):
        every[Clock.ESCALATION] = escalation or start(Clock.ESCALATION, now, rules)
    return tuple(every.values())


def _one_of_each(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    latest = {deadline.clock: deadline for deadline in deadlines}
    return tuple(latest[clock] for clock in Clock if clock in latest)


def _retotalled(deadline: Deadline, span: Span, rules: Rules) -> Deadline:
    total = deadline.clock is Clock.TOTAL and deadline.running
    return respanned(deadline, span, rules) if total else deadline
