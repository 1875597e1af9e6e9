"""Asks a person before something is changed; where there is nobody to ask, nothing is changed unless told so before."""

import sys
from collections.abc import Iterable


def agree(question: str) -> bool:
    """Yes or no. Raises SystemExit where there is no terminal."""
    _demand_terminal("Give --yes (make: YES=1) to deploy unasked; `make diff` shows what would change.")
    return ask(f"{question} [y/N] ").lower() in ("y", "yes", "ya")


def type_name(name: str, purpose: str, given: Iterable[str] = ()) -> None:
    """Have `name` typed, unless it was `given` with the command. Raises SystemExit unless it was."""
    if name in given:
        return
    _demand_terminal(f"Give --confirm {name} (make: CONFIRM={name}) to do it unasked.")
    if ask(f"{purpose}\nType {name} to go on: ") != name:
        raise SystemExit("Nothing was changed.")


def ask(question: str) -> str:
    """What is typed. Raises SystemExit where nothing is, because of Ctrl-C or Ctrl-D."""
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        raise SystemExit("\nNothing was changed: the question was broken off.") from None


def _demand_terminal(otherwise: str) -> None:
    if not sys.stdin.isatty():
        raise SystemExit(f"Nothing was changed: this is no terminal, so nobody can be asked.\n{otherwise}")
