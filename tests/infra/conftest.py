"""What the tests of infra/ share: Banda Aceh's package, made once."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.package import Package, package


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package as `make package` makes it, in a folder of its own."""
    return package("banda-aceh", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="session")
def template(made: Package) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.template.read_text())
    return found


@pytest.fixture(scope="session")
def unpacked(made: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's code as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(made.code) as archive:
        archive.extractall(folder)
    return folder
