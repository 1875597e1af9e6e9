"""The zip that Lambda gets: without what never runs, with bytecode, and the same bytes whenever it is made.

Lambda cannot write bytecode, so a package without it compiles everything at each cold start, which costs as much again.
"""

import compileall
import py_compile
import shutil
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

# The services whose descriptions botocore keeps: those that chalicelib/aws calls, and sts, by which it signs in.
SERVICES = frozenset({"dynamodb", "kms", "lambda", "secretsmanager", "sns", "sqs", "sts"})
_BOTOCORE_FILES = frozenset({"endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"})
_NEVER_RUN = ("__pycache__", "tests", "*.dist-info", "*.data", "*.c", "*.h", "*.pyi", "*.pyx")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def finish(source: Path, target: Path, *, workshop: Path) -> None:
    """Make `target` from the zip that Chalice made; `workshop` is a folder to unpack it in."""
    shutil.rmtree(workshop, ignore_errors=True)
    with zipfile.ZipFile(source) as archive:
        archive.extractall(workshop, [name for name in archive.namelist() if _runs(name)])
    _compile(workshop)
    partial = target.with_suffix(".partial")
    _pack(workshop, partial)
    partial.replace(target)
    shutil.rmtree(workshop)


def _runs(name: str) -> bool:
    path = Path(name)
    if path.is_relative_to("botocore/data"):
        return path.parts[2] in SERVICES | _BOTOCORE_FILES
    return not any(fnmatch(part, pattern) for part in path.parts for pattern in _NEVER_RUN)


def _compile(folder: Path) -> None:
    """Bytecode that is not checked against its source: checked by time, it would be stale once unpacked."""
    done = compileall.compile_dir(
        folder,
        quiet=1,
        stripdir=str(folder),
        prependdir="/var/task",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise SystemExit(f"some of {folder} does not compile")


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
