"""An agency's templates for its responses: text with placeholders, filled with the facts of one report.

A placeholder is one of `PLACEHOLDERS` in braces, such as {id}; {{ and }} are braces of the text itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from chalicelib.rules import forms
from chalicelib.rules.forms import Form, Wrong

PLACEHOLDERS = ("id", "title", "agency", "category", "submitted", "due")
MOST = 100  # of one agency
_TITLE, _TEXT = 150, 10_000  # characters
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_UNKNOWN = "–"  # what stands for a fact that the report does not have
_KNOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


@dataclass(frozen=True)
class Wording:
    title: str
    text: str


def read(name: str, values: object) -> Wording:
    """The template of a form. Raises Invalid for its name too, which comes in the address."""
    form = Form(values)
    if not _NAME.fullmatch(name):
        form.wrong("name", "template_name")
    title = form.read("title", forms.text(_TITLE), required=True)
    text = form.read("text", _text, required=True)
    form.finish()
    return Wording(title or "", text or "")


def filled(text: str, facts: Mapping[str, str | None]) -> str:
    """`facts` by the names of the placeholders. `text` has passed `read`."""
    return text.format_map({name: facts.get(name) or _UNKNOWN for name in PLACEHOLDERS})


def _text(value: object) -> str | None:
    found = forms.text(_TEXT, lines=True)(value)
    if found and not _is_sound(found):
        raise Wrong("placeholder", known=_KNOWN)
    return found


def _is_sound(text: str) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:  # a brace without its other
        return False
    return all(name is None or (name in PLACEHOLDERS and not form and not turned) for _, name, form, turned in parts)
