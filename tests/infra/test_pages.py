"""The static pages of a region: complete, light, and the same each time."""

from pathlib import Path

import pytest

from chalicelib.region import this
from infra import pages


@pytest.fixture
def built(tmp_path: Path) -> Path:
    pages.build(this(), tmp_path)
    return tmp_path


def test_pages_come_in_both_languages_with_the_regions_choices(built: Path) -> None:
    assert '<html lang="id">' in (built / "index.html").read_text()
    assert '<option value="kesehatan">Health</option>' in (built / "en" / "index.html").read_text()
    assert '<option value="11.71.03">Meuraxa</option>' in (built / "index.html").read_text()


def test_all_that_the_pages_name_is_there(built: Path) -> None:
    for name in pages.ASSETS:
        assert (built / name).stat().st_size > 0


def test_building_twice_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    pages.build(this(), again)

    for path in again.rglob("*.*"):
        assert path.read_bytes() == (built / path.relative_to(again)).read_bytes()


@pytest.mark.parametrize("page", ["index.html", "en/index.html"])
def test_submitting_weighs_less_than_fifty_kilobytes(built: Path, page: str) -> None:
    needed = (page, "style.css", "submit.js", "page.js", "icon.svg")

    assert sum((built / name).stat().st_size for name in needed) < 50_000
