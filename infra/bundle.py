"""The zip that Lambda gets: without what never runs, with bytecode, and the same bytes whenever it is made.

Lambda cannot write bytecode, so a package without it compiles everything at each cold start, which costs as much again.
"""

import compileall
import gzip
import json
import py_compile
import shutil
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

# The services whose descriptions botocore keeps: those that chalicelib/aws calls, and sts, by which it signs in.
SERVICES = frozenset({"dynamodb", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "sts"})
_BOTOCORE_FILES = frozenset({"endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"})
# Without rules of endpoints botocore takes them from endpoints.json, once for each client and not anew for each call.
_NOT_OF_A_SERVICE = ("endpoint-rule-set-1.json*", "examples-1.json*", "paginators-1.*", "waiters-2.json*")
_RULED = "s3"  # alone: without the rules it would lose the bucket out of its addresses
_READ_WITH_TEXTS = "clientContextParams"  # of S3 alone, with rules: the client fails without the texts
_PARTITION = "aws"  # where all of Indonesia's customers are; China and the governments have others
_NEVER_RUN = ("__pycache__", "tests", "*.dist-info", "*.data", "*.c", "*.h", "*.pyi", "*.pyx", "swagger_ui")
_OURS = frozenset({"app.py", "chalicelib"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


def finish(source: Path, target: Path, *, workshop: Path) -> None:
    """Make `target` from the zip that Chalice made; `workshop` is a folder to unpack it in."""
    shutil.rmtree(workshop, ignore_errors=True)
    with zipfile.ZipFile(source) as archive:
        archive.extractall(workshop, [name for name in archive.namelist() if _runs(name)])
    _trim(workshop / "botocore" / "data")
    _compile(workshop)
    partial = target.with_suffix(".partial")
    _pack(workshop, partial)
    partial.replace(target)
    shutil.rmtree(workshop)


def _runs(name: str) -> bool:
    path = Path(name)
    if path.is_relative_to("botocore/data"):
        known = path.parts[2] in SERVICES | _BOTOCORE_FILES
        rules = path.parts[2] == _RULED and path.name.startswith("endpoint-rule-set-1")
        return known and (rules or not any(fnmatch(path.name, pattern) for pattern in _NOT_OF_A_SERVICE))
    return not any(fnmatch(part, pattern) for part in path.parts for pattern in _NEVER_RUN)


def _trim(data: Path) -> None:
    """Leave out of botocore's data what a client never reads, for each cold start reads the rest whole.

    Four fifths of a service's description are for people; stored plainly, it need not be unzipped twice.
    """
    for path in sorted(data.rglob("*.json.gz")):
        _write(path.with_suffix(""), undocumented(json.loads(gzip.decompress(path.read_bytes()))))
        path.unlink()
    endpoints = data / "endpoints.json"
    if endpoints.is_file():
        _write(endpoints, _of_our_services(json.loads(endpoints.read_bytes())))


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False))


def undocumented(found: Any) -> Any:
    """Without the texts but those a client asks for.

    A member that happens to be called documentation is no text but a shape, and stays.
    """
    if isinstance(found, list):
        return [undocumented(each) for each in found]
    if not isinstance(found, dict):
        return found
    return {
        name: each if name == _READ_WITH_TEXTS else undocumented(each)
        for name, each in found.items()
        if not (name == "documentation" and isinstance(each, str))
    }


def _of_our_services(endpoints: dict[str, Any]) -> dict[str, Any]:
    [ours] = [partition for partition in endpoints["partitions"] if partition["partition"] == _PARTITION]
    services = {name: each for name, each in ours["services"].items() if name in SERVICES}
    return endpoints | {"partitions": [ours | {"services": services}]}


def _compile(folder: Path) -> None:
    """Bytecode that is not checked against its source: checked by time, it would be stale once unpacked.

    Libraries travel as bytecode alone, so no start looks for their sources; ours are there for the log's tracebacks.
    """
    done = [_compiled(path, folder, alone=path.name not in _OURS) for path in sorted(folder.iterdir())]
    if not all(done):
        raise SystemExit(f"some of {folder} does not compile")
    for path in folder.rglob("*.py"):
        if path.with_suffix(".pyc").exists():
            path.unlink()


def _compiled(path: Path, folder: Path, *, alone: bool) -> bool:
    compile_all = compileall.compile_dir if path.is_dir() else compileall.compile_file
    return bool(
        compile_all(
            path,
            quiet=1,
            legacy=alone,
            stripdir=str(folder),
            prependdir="/var/task",
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    )


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
