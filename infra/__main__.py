"""`python -m infra ...`: package a region, run it on this machine, appoint people, announce again what was missed."""

import argparse
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from botocore.exceptions import ClientError

from infra import areas, deploy, destroy, diff, local, new_region, redrive, staffing
from infra.package import ROOT, package
from infra.regions import WrongRegion
from infra.replay import replay

DEFAULT = "banda-aceh"


def main() -> None:
    arguments = _parser().parse_args()
    try:
        _COMMANDS[arguments.command](arguments)
    except WrongRegion as wrong:
        raise SystemExit(str(wrong)) from None
    except ClientError as refused:
        raise SystemExit(deploy.explained(refused)) from refused
    except KeyboardInterrupt:
        raise SystemExit("\nBroken off. What was begun is taken up by the same command.") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("package", help="make out/<region>/")
    making.add_argument("region", nargs="?", default=DEFAULT)
    running = commands.add_parser("run", help="run the stack on this machine")
    running.add_argument("region", nargs="?", default=DEFAULT)
    running.add_argument("--port", type=int, default=8080)
    running.add_argument("--emulator-port", type=int, default=4566)
    running.add_argument("--state", type=Path, default=local.LOCAL, metavar="FOLDER", help=".local if not given")
    deploy.options(commands.add_parser("deploy", help="bring a region's package to its stack in AWS"))
    diff.options(commands.add_parser("diff", help="show what a deploy would change"))
    destroy.options(commands.add_parser("destroy", help="remove a region's stack and keep its data"))
    staffing.add_commands(commands)
    _add_replay(commands.add_parser("replay", help="announce again every entry of a time"))
    redrive.options(commands.add_parser("redrive", help="move parked messages back to their queue"))
    new_region.options(commands.add_parser("new-region", help="write a start of a region's file"))
    areas.options(commands.add_parser("areas", help="list codes and names of Indonesia's areas"))
    return parser


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", type=datetime.fromisoformat, metavar="FROM", help="such as 2026-11-24T06:00+07:00")
    parser.add_argument("end", type=datetime.fromisoformat, metavar="TO")
    parser.add_argument("--region", default=DEFAULT)
    staffing.place_options(parser)


def _package(arguments: argparse.Namespace) -> None:
    made = package(arguments.region)
    print(f"{made.folder.relative_to(ROOT)}: deployment.zip, stack.json and web/")


def _run(arguments: argparse.Namespace) -> None:
    local.run(arguments.region, local.Place(arguments.port, arguments.emulator_port, arguments.state.absolute()))


def _replay(arguments: argparse.Namespace) -> None:
    stack = staffing.stack_of(arguments, staffing.region_of(arguments.region))
    stack.cloud.enter(staffing.outputs_of(stack))
    print(f"{replay(arguments.start, arguments.end)} entries announced again.")


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "package": _package,
    "run": _run,
    "deploy": deploy.run,
    "diff": diff.run,
    "destroy": destroy.run,
    "replay": _replay,
    "redrive": redrive.run,
    **staffing.COMMANDS,
    "new-region": new_region.run,
    "areas": areas.run,
}

if __name__ == "__main__":
    main()
