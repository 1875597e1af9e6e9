"""The packages that are compared: the product's, the same as `chalice package` leaves it, and the anchor."""

import compileall
import py_compile
import shutil
import zipfile
from pathlib import Path

import botocore

from infra.package import ROOT, Package

_OF_THE_ANCHOR = ("botocore", "jmespath", "dateutil", "urllib3", "six.py")
_NO_BYTECODE = shutil.ignore_patterns("__pycache__")


def lean(made: Package, folder: Path) -> Path:
    return _unpacked(made.code, folder / "lean")


def plain(made: Package, folder: Path) -> Path:
    """As Chalice made it: every service of botocore, and no bytecode."""
    return _unpacked(plain_zip(made), folder / "plain")


def plain_zip(made: Package) -> Path:
    return made.folder / "build" / "package" / "deployment.zip"


def anchor(made: Package, folder: Path) -> Path:
    """bench/anchor with Chalice's runtime and a stock botocore, all with bytecode."""
    target = folder / "anchor"
    with zipfile.ZipFile(plain_zip(made)) as archive:
        archive.extractall(target, [name for name in archive.namelist() if name.startswith("chalice/")])
    for name in _OF_THE_ANCHOR:
        source = Path(botocore.__file__).parent.parent / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=_NO_BYTECODE)
        else:
            shutil.copyfile(source, target / name)
    shutil.copyfile(ROOT / "bench" / "anchor" / "app.py", target / "app.py")
    compileall.compile_dir(target, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return target


def _unpacked(source: Path, folder: Path) -> Path:
    with zipfile.ZipFile(source) as archive:
        archive.extractall(folder)
    return folder
