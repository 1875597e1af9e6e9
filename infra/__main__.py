"""`python -m infra ...`: package a region, run it on this machine, appoint people, announce again what was missed."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec
from botocore.exceptions import ClientError

from chalicelib.region import Region
from chalicelib.rules.lifecycle import Role
from infra import areas, deploy, destroy, local, new_region, people
from infra.cloud import Cloud
from infra.package import ROOT, package, source_of
from infra.regions import WrongRegion, compile_region
from infra.replay import replay
from infra.stack import Stack

DEFAULT = "banda-aceh"


def main() -> None:
    arguments = _parser().parse_args()
    try:
        _COMMANDS[arguments.command](arguments)
    except WrongRegion as wrong:
        raise SystemExit(str(wrong)) from None
    except ClientError as refused:
        raise SystemExit(deploy.explained(refused)) from refused


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
    deploy.diff_options(commands.add_parser("diff", help="show what a deploy would change"))
    destroy.options(commands.add_parser("destroy", help="remove a region's stack and keep its data"))
    _add_appoint(commands.add_parser("appoint", help="let somebody sign in as the role of an agency"))
    _add_replay(commands.add_parser("replay", help="announce again every entry of a time"))
    new_region.options(commands.add_parser("new-region", help="write a start of a region's file"))
    areas.options(commands.add_parser("areas", help="list codes and names of Indonesia's areas"))
    return parser


def _add_appoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region")
    parser.add_argument("username")
    parser.add_argument("role", type=Role, choices=[role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)])
    parser.add_argument("agency")
    parser.add_argument("--decree", required=True, help="number of the decree of appointment")
    parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, required=True, metavar="DATE")
    _add_place(parser)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", type=datetime.fromisoformat, metavar="FROM", help="such as 2026-11-24T06:00+07:00")
    parser.add_argument("end", type=datetime.fromisoformat, metavar="TO")
    parser.add_argument("--region", default=DEFAULT)
    _add_place(parser)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stack", help="the stack's name; tuntas-<region> if not given")
    parser.add_argument("--endpoint", help="of the emulator; AWS if not given")


def _package(arguments: argparse.Namespace) -> None:
    made = package(arguments.region)
    print(f"{made.folder.relative_to(ROOT)}: deployment.zip, stack.json and web/")


def _run(arguments: argparse.Namespace) -> None:
    local.run(arguments.region, local.Place(arguments.port, arguments.emulator_port, arguments.state.absolute()))


def _appoint(arguments: argparse.Namespace) -> None:
    region = _region(arguments.region)
    if arguments.agency not in region.names():
        raise SystemExit(f"There is no agency {arguments.agency}; there are: {', '.join(region.names())}")
    stack = _stack(arguments, region)
    office = people.Office(arguments.role, arguments.agency, arguments.decree, arguments.valid_from, arguments.valid_to)
    password = people.appoint(stack.cloud, _outputs(stack), arguments.username, office)
    print(f"{arguments.username} is appointed until {office.valid_to}.")
    if password:
        print(f"Temporary password, to be changed at the first sign-in: {password}")


def _replay(arguments: argparse.Namespace) -> None:
    stack = _stack(arguments, _region(arguments.region))
    stack.cloud.enter(_outputs(stack))
    print(f"{replay(arguments.start, arguments.end)} entries announced again.")


def _region(name: str) -> Region:
    return msgspec.json.decode(compile_region(source_of(name)), type=Region)


def _stack(arguments: argparse.Namespace, region: Region) -> Stack:
    return Stack(Cloud(region.aws_region, arguments.endpoint), arguments.stack or f"tuntas-{region.slug}")


def _outputs(stack: Stack) -> Mapping[str, str]:
    outputs = stack.outputs()
    if not outputs:
        raise SystemExit(f"There is no complete stack {stack.name} in {stack.cloud.region}.")
    return outputs


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "package": _package,
    "run": _run,
    "deploy": deploy.run,
    "diff": deploy.diff,
    "destroy": destroy.run,
    "appoint": _appoint,
    "replay": _replay,
    "new-region": new_region.run,
    "areas": areas.run,
}

if __name__ == "__main__":
    main()
