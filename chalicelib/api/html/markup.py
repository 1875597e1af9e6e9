"""HTML from the files in templates/: every value is escaped unless it is HTML already."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "templates"


class Html(str):
    """Text that is HTML already: what a template gave, or a constant of the program; never what a person wrote."""

    __slots__ = ()


EMPTY = Html("")


def render(name: str, words: Mapping[str, str], /, **values: object) -> Html:
    """The template `name` filled with `values`, and with `words` where no value has the name."""
    return Html(_template(name).substitute(_Escaped(values, dict(words))))


def join(parts: Iterable[Html]) -> Html:
    return Html("\n".join(parts))


def switch(attribute: str, *, on: bool) -> Html:
    """An attribute that is there or not: ` checked`."""
    return Html(f" {attribute}") if on else EMPTY


class _Escaped(ChainMap[str, object]):
    """Escapes a value when the template asks for it, so that no value is forgotten and none escaped in vain."""

    def __getitem__(self, key: str) -> str:
        value = super().__getitem__(key)
        return value if isinstance(value, Html) else escape("" if value is None else str(value))


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.html").read_text(encoding="utf-8").strip())
