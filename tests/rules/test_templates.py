"""Templates for responses: which text may be kept, and what becomes of it."""

import pytest

from chalicelib.rules import templates
from chalicelib.rules.errors import Invalid

FACTS = {name: f"<{name}>" for name in templates.PLACEHOLDERS}


def read(text: object, *, name: str = "selesai", title: str = "Selesai") -> str:
    return templates.read(name, {"title": title, "text": text}).text


def test_every_placeholder_is_filled_and_doubled_braces_are_braces() -> None:
    text = read("{id} {title} {agency} {category} {submitted} {due} {{id}}")
    assert templates.filled(text, FACTS) == "<id> <title> <agency> <category> <submitted> <due> {id}"


def test_what_the_report_does_not_have_is_a_dash() -> None:
    assert templates.filled(read("Kategori {category}, {due}."), {"category": None}) == "Kategori –, –."


@pytest.mark.parametrize("text", ["{name}", "{}", "{0}", "{id", "id}", "{id!r}", "{id:>9999999}", "{id.x}", "{id[0]}"])
def test_another_placeholder_is_refused_and_those_that_exist_are_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(f"Laporan {text}")
    [problem] = refused.value.problems
    assert problem.field == "text"
    for language in ("id", "en"):
        assert "{id}, {title}, {agency}, {category}, {submitted}, {due}" in problem.sentence(language)
        assert "{{" in problem.sentence(language)


@pytest.mark.parametrize("name", ["", "Selesai", "a" * 41, "sudah selesai", "a/b", "é"])
def test_a_name_is_short_and_plain(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read("Selesai.", name=name)
    assert [problem.field for problem in refused.value.problems] == ["name"]


def test_everything_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        templates.read("selesai", {"text": "a" * 10_001, "colour": "red"})
    assert {problem.field for problem in refused.value.problems} == {"title", "text", "colour"}
