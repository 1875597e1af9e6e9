"""The package: complete by itself, no heavier than need be, the same bytes each time, made only on a change."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import bundle
from infra.package import ROOT, Package, package

WITHOUT_THE_VENV = """
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import app
assert app.__file__.startswith(sys.argv[1])
from chalicelib.region import this
print(this().name, len(app.app.routes), sorted({"boto3", "pydantic", "holidays"} & set(sys.modules)))
"""


def test_the_package_runs_on_bare_python(unpacked: Path) -> None:
    """No package of this machine's environment is needed, and nothing heavy is imported."""
    environment = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "ap-southeast-3"}
    command = [sys.executable, "-I", "-S", "-c", WITHOUT_THE_VENV, str(unpacked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.stderr == ""
    assert done.stdout.startswith("Kota Banda Aceh ")
    assert done.stdout.endswith("[]\n")


def test_our_modules_travel_with_their_bytecode_and_libraries_as_bytecode_alone(made: Package) -> None:
    with zipfile.ZipFile(made.code) as archive:
        names = set(archive.namelist())
    sources = {name for name in names if name.endswith(".py")}
    compiled = {name for name in names if name.endswith(".pyc")}
    ours = {path for path in sources if path == "app.py" or path.startswith("chalicelib/")}
    assert "chalicelib/region.json" in names
    assert sources == ours
    assert {importlib.util.cache_from_source(path) for path in ours} < compiled
    assert len(compiled) > 500


def test_botocore_keeps_the_services_that_are_called_and_no_other(unpacked: Path) -> None:
    kept = {path.name for path in (unpacked / "botocore" / "data").iterdir() if path.is_dir()}
    assert kept == bundle.SERVICES


def test_every_service_that_a_policy_names_is_in_the_package(template: dict[str, dict[str, object]]) -> None:
    used = set()
    for path in (ROOT / ".chalice").glob("policy-*.json"):
        for statement in json.loads(path.read_text())["Statement"]:
            used |= {action.partition(":")[0] for action in statement["Action"]}
    assert used - {"logs", "xray"} <= bundle.SERVICES


def test_the_package_is_small(made: Package) -> None:
    assert made.code.stat().st_size < 7_000_000


def test_nothing_is_made_again_while_nothing_has_changed(made: Package) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.folder.rglob("*") if path.is_file()}
    assert package("banda-aceh", out=made.folder.parent) == made
    assert {path: path.stat().st_mtime_ns for path in made.folder.rglob("*") if path.is_file()} == before


def test_the_same_content_is_the_same_zip_whenever_it_is_made(made: Package, tmp_path: Path) -> None:
    chalices = made.folder / "build" / "package" / "deployment.zip"
    again = tmp_path / "again.zip"
    bundle.finish(chalices, again, workshop=tmp_path / "elsewhere")
    assert again.read_bytes() == made.code.read_bytes()


def test_pages_are_packaged_beside_the_code(made: Package) -> None:
    assert (made.web / "index.html").is_file()


def test_the_source_tree_is_left_as_it_was(made: Package) -> None:
    assert not (ROOT / "chalicelib" / "region.json").exists()


def test_an_unknown_region_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(
        SystemExit, match="There is no region nowhere; regions/ has: banda-aceh, jayapura, latihan, makassar"
    ):
        package("nowhere")


def test_code_that_does_not_compile_is_not_packaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("app.py", "def broken(:\n")
    with pytest.raises(SystemExit, match="does not compile"):
        bundle.finish(source, tmp_path / "target.zip", workshop=tmp_path / "workshop")
    assert not (tmp_path / "target.zip").exists()
    shutil.rmtree(tmp_path / "workshop")
