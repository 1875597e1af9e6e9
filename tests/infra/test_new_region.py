"""Starting a region's file, and looking up the areas of Indonesia."""

import argparse
import io
import os
import pty
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import time_machine

from chalicelib.region import Area, Region
from infra import areas, new_region
from infra.new_region import Start
from infra.package import ROOT
from infra.regions import WrongRegion, compile_region

CITIES = [
    ("11.71", "Asia/Jakarta", "Wali Kota"),
    ("31.74", "Asia/Jakarta", "Wali Kota"),
    ("35.09", "Asia/Jakarta", "Bupati"),
    ("61.71", "Asia/Pontianak", "Wali Kota"),
    ("51.71", "Asia/Makassar", "Wali Kota"),
    ("53.15", "Asia/Makassar", "Bupati"),
    ("73.71", "Asia/Makassar", "Wali Kota"),
    ("81.71", "Asia/Jayapura", "Wali Kota"),
    ("91.71", "Asia/Jayapura", "Wali Kota"),
    ("95.01", "Asia/Jayapura", "Bupati"),
]


def start(folder: Path, *options: str, slug: str = "kota-baru") -> Path:
    """The file that the command writes into the folder."""
    parser = argparse.ArgumentParser()
    new_region.options(parser)
    new_region.run(parser.parse_args([slug, "--folder", str(folder), *options]))
    return folder / f"{slug}.toml"


def compiled(path: Path) -> Region:
    return msgspec.json.decode(compile_region(path), type=Region)


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@pytest.mark.parametrize(("city", "zone", "head"), CITIES)
def test_a_start_compiles_as_it_is(tmp_path: Path, city: str, zone: str, head: str) -> None:
    region = compiled(start(tmp_path, "--area", city, "--code", "KBR"))
    assert (region.code, region.zone) == ("KBR", zone)
    assert region.areas == areas.below(city)
    assert region.names()["kepala-daerah"] == head
    assert f"Perumda Air Minum {region.name}" in region.names().values()


def test_a_start_says_what_is_to_be_filled_in_and_how_to_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = start(tmp_path, "--area", "71.72", "--code", "BTG", slug="bitung").read_text("utf-8")
    assert text.startswith("# Kota Bitung (71.72, Sulawesi Utara).")
    assert "FILL IN: the box around the region" in text
    assert "$" not in text
    told = capsys.readouterr().out
    assert "8 areas of Kota Bitung" in told
    assert "make package REGION=bitung" in told


def test_options_go_before_what_is_usual(tmp_path: Path) -> None:
    options = ("--area", "kota bogor", "--code", "BGR", "--name", 'Bogor "Kota Hujan"', "--zone", "WIT")
    region = compiled(start(tmp_path, *options, "--aws-region", "ap-southeast-1"))
    assert (region.name, region.zone, region.aws_region) == ('Bogor "Kota Hujan"', "Asia/Jayapura", "ap-southeast-1")


@pytest.mark.parametrize("year", [2026, 2027, 2031])
def test_the_calendar_ends_with_the_last_year_that_is_known(tmp_path: Path, year: int) -> None:
    with time_machine.travel(datetime(year, 7, 1, tzinfo=UTC)):
        written = tomllib.loads(start(tmp_path, "--area", "71.72", "--code", "BTG").read_text("utf-8"))
    calendar = written["calendar"]
    assert (calendar["first_year"], calendar["last_year"]) == (min(year, 2027), 2027)


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kota-baru.toml"
    path.write_text("mine")
    with pytest.raises(SystemExit, match="is there already"):
        start(tmp_path, "--area", "71.72", "--code", "BTG")
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--code", "BT"), "code: must be three capital letters, not 'BT'"),
        (("--code", "btg"), "code: must be three capital letters, not 'btg'"),
        (("--code", 'B"G'), "code: must be three capital letters"),
        (("--code", "BTG", "--zone", "Asia/Bitung"), "zone: must be a time zone"),
        (("--code", "BTG", "--aws-region", "Jakarta"), "aws_region: must be an AWS region"),
        (("--code", "BTG", "--name", " "), "name: must not be empty"),
    ],
)
def test_a_mistake_is_refused_and_leaves_nothing_behind(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    with pytest.raises(WrongRegion, match=reason):
        start(tmp_path, "--area", "71.72", *options)
    assert not list(tmp_path.iterdir())


def test_a_slug_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongRegion, match="file name: must be lower-case letters"):
        start(tmp_path, "--area", "71.72", "--code", "BTG", slug="Bitung")
    assert not list(tmp_path.iterdir())


def test_the_code_of_another_region_is_refused(tmp_path: Path) -> None:
    start(tmp_path, "--area", "71.72", "--code", "BTG", slug="bitung")
    with pytest.raises(WrongRegion, match=r"code: 'BTG' is the code of bitung\.toml"):
        start(tmp_path, "--area", "35.72", "--code", "BTG", slug="blitar")
    assert not (tmp_path / "blitar.toml").exists()


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        ("99.99", "There is no area 99.99"),
        ("7172", "There is no area 7172"),
        ("71", "71 is Sulawesi Utara, not a city or regency"),
        ("71.72.01", "71.72.01 is Lembeh Selatan, Kota Bitung, Sulawesi Utara, not a city or regency"),
        ("Atlantis", "No city or regency bears the name Atlantis"),
        ("jayapura", "2 bear the name jayapura; give the code of one:\n91.03  Kabupaten Jayapura, Papua\n91.71"),
    ],
)
def test_only_one_city_or_regency_will_do(tmp_path: Path, area: str, reason: str) -> None:
    with pytest.raises(SystemExit, match=reason):
        start(tmp_path, "--area", area, "--code", "BTG")


@pytest.mark.parametrize(("given", "missing"), [(("--code", "BTG"), "--area"), (("--area", "71.72"), "--code")])
def test_without_a_terminal_nothing_is_asked(tmp_path: Path, given: tuple[str, ...], missing: str) -> None:
    with pytest.raises(SystemExit, match=f"{missing} is needed"):
        start(tmp_path, *given)


def test_on_a_terminal_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "infra", "new-region", "bitung", "--folder", str(tmp_path)]
    os.write(keyboard, b"bitung\n\nBTG\nBitung\n")  # the time zone as it is usual
    done = subprocess.run(command, stdin=terminal, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    os.close(keyboard)
    os.close(terminal)
    assert "Time zone [Asia/Makassar]: " in done.stdout
    region = compiled(tmp_path / "bitung.toml")
    assert (region.code, region.name, region.zone) == ("BTG", "Bitung", "Asia/Makassar")


@pytest.mark.parametrize("pressed", [EOFError, KeyboardInterrupt], ids=["Ctrl-D", "Ctrl-C"])
def test_a_question_that_is_broken_off_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pressed: type[BaseException]
) -> None:
    def typed(question: str) -> str:
        if question.startswith("Three capital letters"):
            raise pressed
        return "bitung"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", typed)
    with pytest.raises(SystemExit, match="the question was broken off"):
        start(tmp_path, "--zone", "WITA", slug="bitung")
    assert not list(tmp_path.iterdir())


def test_the_end_of_the_input_is_one_sentence_on_a_terminal(tmp_path: Path) -> None:
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "infra", "new-region", "bitung", "--folder", str(tmp_path)]
    os.write(keyboard, b"bitung\n\x04")
    done = subprocess.run(command, stdin=terminal, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    os.close(keyboard)
    os.close(terminal)
    assert (done.returncode, done.stderr) == (1, "\nNothing was changed: the question was broken off.\n")
    assert not list(tmp_path.iterdir())


def listed(capsys: pytest.CaptureFixture[str], *asked: str) -> list[str]:
    """The lines that `python -m infra areas` prints."""
    parser = argparse.ArgumentParser()
    areas.options(parser)
    areas.run(parser.parse_args(asked))
    return capsys.readouterr().out.splitlines()


def test_the_areas_below_a_code_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys, "11.71")
    assert found[:2] == ["Kota Banda Aceh, Aceh:", "11.71.01  Baiturrahman"]
    assert len(found) == 10


def test_villages_are_listed_below_their_sub_district(capsys: pytest.CaptureFixture[str]) -> None:
    assert "11.71.01.2002  Neusu Jaya" in listed(capsys, "11.71.01")


def test_the_provinces_are_listed_where_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(listed(capsys)) == 38


def test_areas_are_found_by_their_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert "73.71.15  Kepulauan Sangkarrang, Kota Makassar, Sulawesi Selatan" in listed(capsys, "sangkarrang")


@pytest.mark.parametrize("asked", ["11.7", "99", "11.71.01.9999", "1171", "Atlantis"])
def test_what_is_no_area_is_refused(capsys: pytest.CaptureFixture[str], asked: str) -> None:
    with pytest.raises(SystemExit, match=r"no area|bears the name"):
        listed(capsys, asked)


def test_every_province_has_one_time_zone() -> None:
    known = [code for codes in areas._ZONES.values() for code in codes.split()]
    assert sorted(known) == [area.code for area in areas.below("")]


@pytest.mark.parametrize("path", sorted(new_region.FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_the_regions_of_the_tree_name_their_areas_as_the_ministry_does(path: Path) -> None:
    region = compiled(path)
    (city,) = {area.code.rsplit(".", 1)[0] for area in region.areas}
    assert set(region.areas) <= set(areas.below(city))
    assert region.training or region.areas == areas.below(city)


def test_the_ministrys_data_never_get_into_lambda() -> None:
    assert "lokal" not in (ROOT / "requirements.txt").read_text("utf-8")


def test_writing_again_over_a_file_is_refused_by_the_writer_too(tmp_path: Path) -> None:
    known = Start("bitung", "BTG", "Bitung", Area("71.72", "Kota Bitung"), "Asia/Makassar", "ap-southeast-3")
    new_region.write(known, tmp_path)
    with pytest.raises(SystemExit, match="is there already"):
        new_region.write(known, tmp_path)
