"""The region's facts as the product reads them."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from chalicelib import region
from chalicelib.region import Region
from chalicelib.rules.errors import Unknown
from infra.regions import compile_region

LATIHAN = Path(__file__).parents[1] / "regions" / "latihan.toml"


@pytest.fixture
def latihan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Region]:
    path = tmp_path / "region.json"
    path.write_bytes(compile_region(LATIHAN))
    monkeypatch.setenv("REGION_FILE", str(path))
    region.this.cache_clear()
    yield region.this()
    region.this.cache_clear()


def test_the_region_is_read_once(latihan: Region) -> None:
    assert region.this() is latihan


def test_an_agency_is_found_by_its_id(latihan: Region) -> None:
    assert latihan.agency("pupr").parent == "setda"
    assert latihan.names()["pupr"].startswith("Dinas Pekerjaan Umum")


def test_an_unknown_agency_is_refused(latihan: Region) -> None:
    with pytest.raises(Unknown):
        latihan.agency("kua")


def test_nobody_can_wish_for_the_mayor_or_the_ombudsman(latihan: Region) -> None:
    assert {"walikota", "ombudsman"}.isdisjoint(latihan.wishes())
    assert "pupr" in latihan.facts().agencies


def test_a_category_has_an_owner_and_an_area_may_have_another(latihan: Region) -> None:
    assert latihan.owners()["kesehatan"] == "dinkes"
    assert latihan.by_area()["kesehatan", "11.71.03"] == "rsud-meuraxa"


def test_the_clocks_run_in_the_zone_of_the_agency(latihan: Region) -> None:
    agencies = tuple(
        msgspec.structs.replace(agency, zone="Asia/Jayapura") if agency.id == "pupr" else agency
        for agency in latihan.agencies
    )
    moved = msgspec.structs.replace(latihan, agencies=agencies)
    assert [moved.rules_for(agency).zone for agency in ("pupr", "dinkes", None)] == [
        "Asia/Jayapura",
        "Asia/Jakarta",
        "Asia/Jakarta",
    ]


def test_a_compiled_file_that_is_older_than_the_product_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "region.json"
    path.write_text('{"code": "LAT"}')
    with pytest.raises(msgspec.ValidationError):
        region.read(path)
