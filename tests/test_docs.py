"""The documents say what is there: their links, their tables, their commands."""

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from chalicelib.aws import tables
from chalicelib.aws.tables import Identity, Item
from infra import lifecycle_page
from tests.conftest import ROOT

PRODUCT = (".chalice", ".ci", "chalicelib", "docs", "infra", "regions", "tests", "web")
TEXTS = {".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml", ".txt", ".yaml", ""}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
# Places of one machine, and where packages come from: neither is the product's. In pieces, for this file is read too.
FOREIGN = ("/" + "work/", "/" + "root/", "/" + "Users/", "python" + "hosted.org", "--index" + "-url")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def files() -> Iterator[Path]:
    """The product's own text files, as far as they are written by people."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS)
    for folder in PRODUCT:
        for place, folders, names in os.walk(ROOT / folder):
            folders[:] = [each for each in folders if each not in ("__pycache__", "deployed", "deployments", "venv")]
            yield from (Path(place, name) for name in names if Path(name).suffix in TEXTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_within_leads_somewhere(document: Path) -> None:
    inside = [link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("#")]
    missing = [link for link in inside if not (document.parent / unquote(link.partition("#")[0])).exists()]
    assert missing == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        waiting += _linked(document)
    assert reached == set(DOCUMENTS)


def _linked(document: Path) -> list[Path]:
    """The documents that one leads to; a link to a folder leads to all in it."""
    targets = [(document.parent / link.partition("#")[0]).resolve() for link in LINK.findall(document.read_text())]
    folders = [each for target in targets if target.is_dir() for each in target.glob("*.md")]
    return [*(target for target in targets if target.suffix == ".md"), *folders]


def test_the_readme_begins_with_two_commands() -> None:
    blocks = re.findall(r"```\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert blocks[0] == "make run\nmake test\n"
    makefile = (ROOT / "Makefile").read_text()
    assert all(f"\n{target}:" in makefile for target in ("run", "test"))


def test_the_tree_of_the_readme_is_there() -> None:
    [tree] = re.findall(r"```\n(app\.py.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    folder = ROOT
    for line in tree.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()  # type: ignore[union-attr]
        folder = folder if indent else ROOT
        assert (folder / name).exists(), name
        if not indent:
            folder = ROOT / name


def test_the_commands_of_make_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        assert set(re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z]+)", document.read_text())) <= targets, document.name


def test_the_page_of_the_lifecycle_is_written_from_the_rules() -> None:
    written = lifecycle_page.PAGE.read_text()
    assert written == lifecycle_page.page(), "write it again: python -m infra.lifecycle_page"


def test_every_item_and_index_is_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    classes = [each for _, each in inspect.getmembers(tables, inspect.isclass) if issubclass(each, (Item, Identity))]
    assert len(classes) > 4
    for each in classes:
        assert each is Item or f"| `{each.__name__}` |" in text, each
    for index in (tables.Inbox, tables.DueSoon, tables.Published, tables.Feed):
        assert f"| `{index.Meta.index_name}` |" in text


def test_the_decisions_are_numbered_and_dated_and_of_one_form() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
    for number, path in enumerate(DECISIONS, start=1):
        lines = path.read_text().splitlines()
        assert lines[0].startswith(f"# {number}. "), path.name
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", lines[2]), path.name
        assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## Consequences"]


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text()


def test_no_file_names_a_place_of_one_machine() -> None:
    found = [(name_of(path), word) for path in files() for word in FOREIGN if word in path.read_text(errors="replace")]
    assert found == []
