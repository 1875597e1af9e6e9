"""What is measured, and in which surroundings: the package, a story, a folder for what is made on the way."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from pathlib import Path

from bench import aws, packages, stories
from bench.story import Story
from chalicelib.aws import clients, secrets, stored, telemetry
from infra.package import Package, package

VERSIONS = ("chalice", "botocore", "pynamodb", "aws-lambda-powertools", "msgspec")


@dataclass(frozen=True)
class Lab:
    """`lean` is the product's package as Lambda unpacks it, `plain` that which Chalice made, `anchor` what to beat."""

    made: Package
    story: Story
    folder: Path
    lean: Path
    plain: Path
    anchor: Path


@contextmanager
def opened(region: str) -> Iterator[Lab]:
    made = package(region)
    os.environ.update(aws.ENVIRONMENT)
    os.environ["REGION_FILE"] = str(made.folder / "build" / "chalicelib" / "region.json")
    telemetry.logger.setLevel("CRITICAL")
    with tempfile.TemporaryDirectory() as name, redirect_stdout(StringIO()):  # metrics are printed
        folder = Path(name)
        tasks = (packages.lean(made, folder), packages.plain(made, folder), packages.anchor(made, folder))
        yield Lab(made, stories.told(), folder, *tasks)


@contextmanager
def at_home(*, endpoint: str, dynamodb: str) -> Iterator[None]:
    """Let the product's clients in this process call these addresses meanwhile."""
    addresses = {"AWS_ENDPOINT_URL": endpoint, "AWS_ENDPOINT_URL_DYNAMODB": dynamodb}
    os.environ.update({**aws.ENVIRONMENT, **addresses})
    _forget()
    try:
        yield
    finally:
        for name in addresses:
            del os.environ[name]
        _forget()


def _forget() -> None:
    for kept in (clients.session, clients.client, secrets._keys, stored.connection):
        kept.cache_clear()


def surroundings() -> Mapping[str, str]:
    """The machine and the versions, for the head of the page."""
    found = {name: version(name) for name in VERSIONS}
    return {"Python": sys.version.split()[0], "machine": f"{platform.machine()}, {os.cpu_count()} processors", **found}
