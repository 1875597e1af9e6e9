"""Everything said is said in both languages, with the same values, and with words for every key of the domain."""

import ast
import string
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import chalicelib
from chalicelib.rules import errors, lifecycle, words
from chalicelib.rules.clocks import Clock, Unit
from chalicelib.rules.intake import Kind, LegalClass
from chalicelib.rules.refusals import PROBLEMS, REFUSALS, TITLES

TABLES = {name: table for name, table in vars(words).items() if name[0].isupper() and isinstance(table, dict)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_word_is_there_in_every_language(name: str) -> None:
    for key, row in TABLES[name].items():
        assert set(row) == set(words.LANGUAGES), key
        assert all(said.strip() == said != "" for said in row.values()), key


@pytest.mark.parametrize("table", [REFUSALS, PROBLEMS, TITLES])
def test_the_languages_ask_for_the_same_values(table: words.Table) -> None:
    for key, row in table.items():
        assert _placeholders(row["id"]) == _placeholders(row["en"]), key


@pytest.mark.parametrize("table", [REFUSALS, PROBLEMS])
def test_each_refusal_is_a_whole_sentence(table: words.Table) -> None:
    for key, row in table.items():
        assert all(said[0].isupper() and said.endswith(".") for said in row.values()), key


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (words.STATES, lifecycle.State),
        (words.ACTS, lifecycle.Act),
        (words.VERBS, lifecycle.Act),
        (words.ROLES, lifecycle.Role),
        (words.KINDS, Kind),
        (words.CLOCKS, Clock),
        (words.UNITS, Unit),
    ],
)
def test_the_domain_has_a_word_for_each_of_its_keys_and_no_other(table: words.Table, keys: type[StrEnum]) -> None:
    assert list(table) == list(keys)


def test_each_legal_class_has_a_word() -> None:
    assert set(LegalClass) <= set(words.LEGAL_CLASSES)


def test_states_are_called_as_the_national_service_calls_them() -> None:
    assert words.word(words.STATES, "answered", "id") == "Menunggu tanggapan pelapor"
    assert words.word(words.STATES, "answered", "en") == "Answered, awaiting your reply"


def test_an_unknown_language_falls_back_to_indonesian() -> None:
    assert words.word(words.STATES, "closed", "ace") == "Selesai"
    assert words.title(404, "ace") == "Tidak ditemukan"


def test_a_sentence_speaks_of_states_acts_and_roles_in_words() -> None:
    conflict = errors.Conflict("act_not_now", act=lifecycle.Act.ASSIGN, state=lifecycle.State.CLOSED)

    assert conflict.sentence("en").startswith("This report’s status is “Closed”, so “Pass to an agency” cannot be done")
    assert conflict.sentence("id").startswith("Status laporan ini “Selesai”, jadi “Teruskan ke instansi” tidak dapat")


def test_a_sentence_with_a_value_missing_is_still_said() -> None:
    assert words.problem("too_long", "en", {}) == "Too long: at most … characters."


def test_a_value_is_never_read_as_a_template() -> None:
    assert words.problem("too_long", "en", {"limit": "{limit}"}) == "Too long: at most {limit} characters."


def test_every_refusal_raised_anywhere_has_its_sentence() -> None:
    raised = set(_codes(0, _children(errors.Refused) | {"Refused"}))

    assert "unknown_report" in raised
    assert raised - set(REFUSALS) == set()


def test_every_problem_named_anywhere_has_its_sentence() -> None:
    named = set(_codes(0, {"Wrong"})) | set(_codes(1, {"Problem", "wrong"}))

    assert "required" in named
    assert named - set(PROBLEMS) == set()


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _children(parent: type[errors.Refused]) -> set[str]:
    return {child.__name__ for child in parent.__subclasses__()}


def _codes(place: int, callees: set[str]) -> Iterator[str]:
    """The literal argument at `place` of every call of one of `callees` in the product."""
    for path in Path(chalicelib.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _called(node.func) in callees and len(node.args) > place:
                argument = node.args[place]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _called(callee: ast.expr) -> str:
    return callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""
