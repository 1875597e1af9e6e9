"""docs/lifecycle.md, written from the tables of the rules: `python -m infra.lifecycle_page`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from chalicelib.rules import words
from chalicelib.rules.clocks import DUE_ACTS, RUNNING, STARTS, STARTS_FROM, Clock
from chalicelib.rules.lifecycle import OPEN, ROLES, TABLE, WORKED_ON, Act, Move, State
from chalicelib.rules.notices import TOLD

PAGE = Path(__file__).parent.parent / "docs" / "lifecycle.md"

_FEW = 2  # so many states are named as exceptions
_WAY = frozenset(
    {State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED, State.DISPUTED, State.CLOSED}
)  # what most reports go through; the rest is drawn apart
_WORK = "work"  # there the states in which somebody has the report on the desk are one
_INTRODUCTION = """\
# The life of a report

Written by `python -m infra.lifecycle_page` from `chalicelib/rules/`; a test compares. Change the rules, not this page.
Why it is so: decisions [2](decisions/0002-lifecycle.md) and [15](decisions/0015-merging-deciding-extending.md).

## The way
"""
_ASIDE = """
## Beside the way

What was paused (`incomplete`, `on_hold`) goes back to the state it came from; `reopen` leads to `in_progress`.
"""
_NOT_DRAWN = """
Not drawn: acts that leave the state as it is, and `withdraw`, which ends a report from every open state.
"""


def page() -> str:
    """The whole text of docs/lifecycle.md."""
    parts = (_INTRODUCTION, *_way(), _ASIDE, *_aside(), _NOT_DRAWN, *_states(), "", *_acts(), "", *_clocks())
    return "\n".join(parts) + "\n"


def _way() -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2"
    yield f"    [*] --> {State.RECEIVED}: {Act.SUBMIT}"
    yield from _arrows((old, new, act) for old, new, act in _steps() if {old, new} <= _WAY)
    yield f"    {State.CLOSED} --> [*]"
    yield "```"


def _aside() -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2"
    yield f'    state "{", ".join(state for state in State if state in WORKED_ON)}" as {_WORK}'
    yield from _arrows((_desk(old), _desk(new), act) for old, new, act in _steps() if not {old, new} <= _WAY)
    yield "```"


def _steps() -> Iterator[tuple[str, str, Act]]:
    """Old state, new state and act of whatever leads to another state."""
    for state, act in ((state, act) for state in State for act in Act if (state, act) in TABLE):
        to = TABLE[state, act].to
        if to not in (Move.SAME, state) and act is not Act.WITHDRAW:
            yield state, _WORK if to is Move.BACK else to, act


def _arrows(steps: Iterable[tuple[str, str, Act]]) -> Iterator[str]:
    """One arrow for each pair of states, with its acts."""
    acts: dict[tuple[str, str], list[Act]] = {}
    for old, new, act in steps:
        acts.setdefault((old, new), []).append(act)
    for (old, new), found in acts.items():
        yield f"    {old} --> {new}: {', '.join(dict.fromkeys(found))}"


def _desk(state: str) -> str:
    return _WORK if state in WORKED_ON else state


def _states() -> Iterator[str]:
    yield "## States"
    yield "| state | Indonesian | English | clocks that run |"
    yield "|---|---|---|---|"
    for state in State:
        named = words.STATES[state]
        yield f"| `{state}` | {named['id']} | {named['en']} | {_listed(c for c in Clock if c in RUNNING[state])} |"


def _acts() -> Iterator[str]:
    yield "## Acts"
    yield "Of the agencies, `holder` has the report after the act, `before` had it until then, `escalated` is called.\n"
    yield "| act | in | leads to | whose | starts the clock | tells |"
    yield "|---|---|---|---|---|---|"
    for act in Act:
        rows = {state: TABLE[state, act].to for state in State if (state, act) in TABLE}
        yield f"| `{act}` | {_where(rows)} | {_whither(rows)} | {_whose(act)} | {_started(act)} | {_told(act)} |"


def _where(rows: Mapping[State, State | Move]) -> str:
    if not rows:
        return "nothing yet"
    if frozenset(rows) == OPEN:
        return "any open"
    others = [state for state in State if state not in rows]
    if len(others) > _FEW:
        return _listed(rows)
    return f"any but {_listed(others)}" if others else "any"


def _whither(rows: Mapping[State, State | Move]) -> str:
    if not rows:
        return f"`{State.RECEIVED}`"
    said = {Move.SAME: "the same", Move.BACK: "where it was"}
    return " or ".join(dict.fromkeys(said[to] if isinstance(to, Move) else f"`{to}`" for to in rows.values()))


def _whose(act: Act) -> str:
    return ", ".join(sorted(ROLES[act]))


def _started(act: Act) -> str:
    clock = f"`{STARTS[act]}`" if act in STARTS else ""
    return f"{clock}, from {_listed(STARTS_FROM[act])}" if act in STARTS_FROM else clock


def _told(act: Act) -> str:
    told = TOLD[act]
    return ", ".join((["reporter"] if told.reporter else []) + list(told.agencies))


def _clocks() -> Iterator[str]:
    yield "## Clocks"
    yield "| clock | Indonesian | English | when it runs out |"
    yield "|---|---|---|---|"
    for clock in Clock:
        named = words.CLOCKS[clock]
        yield f"| `{clock}` | {named['id']} | {named['en']} | {_due(clock)} |"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _due(clock: Clock) -> str:
    """What is done when it runs out; the window for an appeal just ends."""
    return f"`{DUE_ACTS[clock]}`" if clock in DUE_ACTS else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
