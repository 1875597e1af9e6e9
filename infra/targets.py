"""Which stack a command means: that of a region, or of one of its stages."""

import argparse
import re

import msgspec

from chalicelib.region import Region
from infra.cloud import Cloud
from infra.package import source_of
from infra.regions import compile_region
from infra.stack import Stack

_STAGE = re.compile(r"[a-z][a-z0-9]{0,11}")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region", nargs="?", default="banda-aceh")
    parser.add_argument("--stage", type=stage, help="another stack of the same region, such as uji")
    parser.add_argument("--endpoint", help="of the emulator; AWS if not given")


def stack_of(arguments: argparse.Namespace) -> Stack:
    """Raises WrongRegion, and SystemExit where the name would be that of another region's stack."""
    source = source_of(arguments.region)
    if arguments.stage and source.with_stem(f"{arguments.region}-{arguments.stage}").is_file():
        raise SystemExit(f"The stage {arguments.stage} would share its name with a region's stack; call it otherwise.")
    region: Region = msgspec.json.decode(compile_region(source), type=Region)
    name = "-".join(filter(None, ("tuntas", region.slug, arguments.stage)))
    return Stack(Cloud(region.aws_region, arguments.endpoint), name)


def stage(text: str) -> str:
    """A stage as it may be called. Raises ArgumentTypeError."""
    if not _STAGE.fullmatch(text):
        raise argparse.ArgumentTypeError("a stage is up to twelve small letters and digits")
    return text
