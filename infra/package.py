"""Make what is deployed of a region: deployment.zip, stack.json and its pages in web/, all in out/<region>/.

Nothing is made again while nothing it is made from has changed.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.package import YAMLTemplateSerializer

from chalicelib.region import Region, read
from infra import bundle, pages
from infra.regions import compile_region

ROOT = Path(__file__).parent.parent
STACK = ROOT / "infra" / "stack.yaml"
STAGE = "api"
_SOURCES = ("app.py", "chalicelib", ".chalice", "requirements.txt")
_MAKERS = (
    "infra/stack.yaml",
    "infra/bundle.py",
    "infra/package.py",
    "infra/pages.py",
    "infra/region*.py",
    "constraints.txt",
)
_MADE = ("deployed", "deployments", "__pycache__", "region.json")


@dataclass(frozen=True)
class Package:
    """A region's package in `folder`; `fingerprint` is one of everything it was made from."""

    folder: Path
    region: Region
    fingerprint: str

    @property
    def template(self) -> Path:
        return self.folder / "stack.json"

    @property
    def code(self) -> Path:
        return self.folder / "deployment.zip"

    @property
    def web(self) -> Path:
        return self.folder / "web"


def package(name: str, *, out: Path = ROOT / "out") -> Package:
    """Package regions/<name>.toml into `out`. Raises WrongRegion, or SystemExit where there is no such region."""
    source = source_of(name)
    folder, fingerprint = out / name, _fingerprint(source)
    with _alone(folder):
        if not _is_made(folder, fingerprint):
            _make(folder, source, fingerprint)
    return Package(folder, read(_build(folder) / "chalicelib" / "region.json"), fingerprint)


def source_of(name: str) -> Path:
    """The file of a region. Raises SystemExit where there is none."""
    source = ROOT / "regions" / f"{name}.toml"
    if not source.is_file():
        known = ", ".join(sorted(path.stem for path in source.parent.glob("*.toml")))
        raise SystemExit(f"There is no region {name}; regions/ has: {known}")
    return source


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two who make the same package at once would each write over the other's: the second waits."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_made(folder: Path, fingerprint: str) -> bool:
    mark = folder / "fingerprint"
    return mark.is_file() and mark.read_text() == fingerprint


def _make(folder: Path, source: Path, fingerprint: str) -> None:
    (folder / "fingerprint").unlink(missing_ok=True)
    build = _build(folder)
    _stage(build)
    compiled = build / "chalicelib" / "region.json"
    compiled.write_bytes(compile_region(source))
    region = read(compiled)
    made = _chalice(build, region.aws_region)
    bundle.finish(made / "deployment.zip", folder / "deployment.zip", workshop=folder / "unpacked")
    (folder / "stack.json").write_text(_template(made / "sam.json"))
    shutil.rmtree(folder / "web", ignore_errors=True)
    pages.build(region, folder / "web")
    (folder / "fingerprint").write_text(fingerprint)


def _build(folder: Path) -> Path:
    return folder / "build"


def _stage(build: Path) -> None:
    """Copy what is packaged. What Chalice keeps of the dependencies it has fetched stays for the next time."""
    for name in _SOURCES:
        target = build / name
        if target.is_dir() and name != ".chalice":
            shutil.rmtree(target)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns(*_MADE), dirs_exist_ok=True)
        else:
            build.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)


def _chalice(build: Path, aws_region: str) -> Path:
    """Let Chalice package `build` with infra/stack.yaml merged over its template; as JSON, since YAML gets aliases."""
    stack = build / "stack.json"
    stack.write_text(json.dumps(load(STACK)))
    command = [sys.executable, "-c", "from chalice.cli import main; raise SystemExit(main())"]
    command += ["package", "--stage", STAGE, "--merge-template", str(stack), "package"]
    done = subprocess.run(
        command,
        cwd=build,
        env=os.environ | {"AWS_DEFAULT_REGION": aws_region, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"chalice could not package:\n{done.stdout}{done.stderr}")
    return build / "package"


def _template(made: Path) -> str:
    template = json.loads(made.read_text())
    _wire(template, load(STACK))
    return json.dumps(template, indent=1, sort_keys=True) + "\n"


def _wire(made: dict[str, Any], ours: Mapping[str, Any]) -> None:
    """What stack.yaml wires by reference stands alone: merged over a reference of Chalice's, both would be there."""
    for key, value in ours.items():
        if isinstance(value, Mapping) and any(name == "Ref" or name.startswith("Fn::") for name in value):
            made[key] = value
        elif isinstance(value, Mapping):
            _wire(made[key], value)


def made_before(folder: Path, name: str) -> Package:
    """The package of a region as `make package` left it in `folder`. Raises SystemExit where it is not there."""
    try:
        made = Package(
            folder, read(folder / "build" / "chalicelib" / "region.json"), (folder / "fingerprint").read_text()
        )
    except FileNotFoundError as missing:
        raise SystemExit(f"{folder} has no package in it: {missing.filename} is missing.") from None
    if made.region.slug != name:
        raise SystemExit(f"{folder} has the package of {made.region.slug}, not of {name}.")
    return made


def load(path: Path) -> dict[str, Any]:
    """A CloudFormation template in YAML, its tags (`!Ref`) as the functions they stand for (`{"Ref": ...}`)."""
    template: dict[str, Any] = YAMLTemplateSerializer().load_template(path.read_text(), str(path))
    return template


def _fingerprint(source: Path) -> str:
    digest = hashlib.sha256(f"{sys.version} {source.name}\n".encode())
    for path in [source, *_inputs()]:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    """Every file that a package is made from, besides its region's."""
    for pattern in (*_SOURCES, *(f"{name}/**/*" for name in _SOURCES), "web/**/*", *_MAKERS):
        found = sorted(path for path in ROOT.glob(pattern) if path.is_file())
        yield from (path for path in found if not set(path.relative_to(ROOT).parts) & set(_MADE))
