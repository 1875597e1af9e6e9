"""The fields of a form: label, hint, error and control, tied together for eyes, keyboards and screen readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.api.html import labels
from chalicelib.api.html.markup import EMPTY, Html, join, switch
from chalicelib.api.html.reader import Reader
from chalicelib.rules import words
from chalicelib.rules.errors import Problem

_TYPES = {"occurred_on": "date", "contact.phone": "tel", "contact.email": "email"}
_ONE_OF_THEM = ("area", "location.address")  # neither is needed when the other is given: not marked as optional
_CODE = Html(' autocomplete="off" autocapitalize="characters" spellcheck="false"')
_EXTRAS = {
    "contact.name": Html(' autocomplete="name"'),
    "contact.phone": Html(' autocomplete="tel"'),
    "contact.email": Html(' autocomplete="email"'),
    "id": _CODE,
    "code": _CODE,
}


@dataclass(frozen=True)
class Sheet:
    """A form as it was filled in so far. `act` sets apart the fields of several forms on one page."""

    reader: Reader
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    act: str = ""

    def line(self, name: str, *, required: bool = False) -> Html:
        extra = _EXTRAS.get(name, EMPTY)
        kind = _TYPES.get(name, "text")
        control = self._control("input", name, type=kind, extra=extra, **self._state(name, required=required))
        return self._field(name, control, required=required)

    def lines(self, name: str, *, rows: int = 4, required: bool = False) -> Html:
        control = self._control("textarea", name, rows=rows, **self._state(name, required=required))
        return self._field(name, control, required=required)

    def pick(self, name: str, options: Iterable[tuple[str, str]]) -> Html:
        """A list of (value, label); nothing needs to be chosen."""
        none = self.reader.word(labels.NONE, name)
        chosen = join(self._option(name, value, label) for value, label in options)
        control = self._control("select", name, none=none, options=chosen, **self._state(name, required=False))
        return self._field(name, control, required=False)

    def tick(self, name: str) -> Html:
        checked = switch("checked", on=bool(self.values.get(name)))
        said = {"label": self.label(name), "hint": self._hint_text(name)}
        return self._control("check", name, checked=checked, **said, **self._state(name, required=False))

    def choose(self, name: str, choices: Iterable[tuple[str, str, str]], *, default: str = "") -> Html:
        """Radio buttons of (value, label, hint)."""
        chosen = self.values.get(name) or default
        controls = join(self._radio(name, choice, on=choice[0] == chosen) for choice in choices)
        shown = {"label": self.label(name), "control": controls, **self._error(name)}
        return self.reader.render("group", id=self.id(name), **shown)

    def id(self, name: str) -> str:
        return f"{self.act}.{name}" if self.act else name

    def label(self, name: str) -> str:
        table = labels.LABELS
        key = next((key for key in (self.id(name), name) if key in table), None)
        return self.reader.word(table, key) if key else self.reader.word(words.FIELDS, name)

    def wrong(self, *names: str) -> str:
        """What is wrong with these fields, as sentences."""
        return " ".join(problem.sentence(self.reader.language) for problem in self.problems if problem.field in names)

    def summary(self, anchors: Iterable[str], *, scripted: bool = False) -> Html:
        """All that is wrong, each with a link to its field; `scripted`: there for a script to fill."""
        if not (self.problems or scripted):
            return EMPTY
        known = set(anchors)
        items = join(self._summary_item(problem, known) for problem in self.problems)
        return self.reader.render("summary", items=items, there=Html(" autofocus" if self.problems else " hidden"))

    def _summary_item(self, problem: Problem, known: set[str]) -> Html:
        sentence = f"{self.label(problem.field)}: {problem.sentence(self.reader.language)}"
        if problem.field not in known:
            return self.reader.render("item", text=sentence)
        return self.reader.render("summary_item", anchor=self.id(problem.field), sentence=sentence)

    def _field(self, name: str, control: Html, *, required: bool) -> Html:
        optional = "" if required or name in _ONE_OF_THEM else f" {self.reader.words['optional']}"
        return self.reader.render(
            "field",
            id=self.id(name),
            label=self.label(name),
            optional=optional,
            hint=self._hint(name),
            control=control,
            **self._error(name),
        )

    def _control(self, template: str, name: str, **values: object) -> Html:
        return self.reader.render(template, id=self.id(name), name=name, value=self.values.get(name, ""), **values)

    def _state(self, name: str, *, required: bool) -> dict[str, object]:
        ids = [f"{self.id(name)}-hint"] if name in labels.HINTS and not self.act else []
        return {
            "described": " ".join([*ids, f"{self.id(name)}-error"]),
            "required": switch("required", on=required),
            "invalid": switch('aria-invalid="true"', on=bool(self.wrong(name))),
            **self._error(name),
        }

    def _error(self, name: str) -> dict[str, object]:
        sentence = self.wrong(name)
        return {"error": sentence, "hidden": switch("hidden", on=not sentence)}

    def _hint(self, name: str) -> Html:
        if name not in labels.HINTS or self.act:
            return EMPTY
        return self.reader.render("hint", id=self.id(name), hint=self._hint_text(name))

    def _hint_text(self, name: str) -> str:
        example = f"{self.reader.region.code}-7F3K-92QXM"
        return self.reader.word(labels.HINTS, name).format(example=example)

    def _option(self, name: str, value: str, label: str) -> Html:
        selected = switch("selected", on=self.values.get(name) == value)
        return self.reader.render("option", value=value, label=label, selected=selected)

    def _radio(self, name: str, choice: tuple[str, str, str], *, on: bool) -> Html:
        value, label, hint = choice
        own = f"{self.id(name)}-{value}"
        shown = {
            "label": label,
            "hint": self.reader.render("hint", id=own, hint=hint) if hint else EMPTY,
            "described": switch(f'aria-describedby="{own}-hint"', on=bool(hint)),
            "checked": switch("checked", on=on),
        }
        return self.reader.render("radio", id=own, name=name, value=value, **shown)
