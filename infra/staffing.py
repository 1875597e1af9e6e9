"""The commands about the agencies' people and systems: appoint, dismiss, client, roster."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import msgspec

from chalicelib.appointments import today
from chalicelib.aws import store
from chalicelib.region import Region
from chalicelib.rules.lifecycle import Role
from infra import clients, people, roster
from infra.cloud import Cloud
from infra.package import source_of
from infra.people import Office
from infra.progress import console
from infra.regions import compile_region
from infra.stack import Stack

_STAFF = [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)]


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _appoint_options(commands.add_parser("appoint", help="let somebody sign in as the role of an agency"))
    _dismiss_options(commands.add_parser("dismiss", help="let an appointment end early"))
    _client_options(commands.add_parser("client", help="let an agency's own system sign in"))
    _roster_options(commands.add_parser("roster", help="show who is appointed, what is vacant, what ends soon"))


def _appoint_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region")
    parser.add_argument("username")
    parser.add_argument("role", type=Role, choices=_STAFF)
    parser.add_argument("agency")
    _term_options(parser, required=True)
    place_options(parser)


def _dismiss_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region")
    parser.add_argument("username", help="or the name of a client")
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE", help="the last day")
    place_options(parser)


def _client_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region")
    parser.add_argument("name", help="of the agency's system")
    parser.add_argument("agency", nargs="?", help="needed unless it is removed")
    parser.add_argument("--read-only", action="store_true", help="it reads reports and does no act")
    parser.add_argument("--remove", action="store_true", help="take the client away")
    _term_options(parser, required=False)
    place_options(parser)


def _roster_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("region")
    place_options(parser)


def _term_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--decree", required=required, help="number of the decree of appointment")
    parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=required, metavar="DATE")
    parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, required=required, metavar="DATE")


def place_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stack", help="the stack's name; tuntas-<region> if not given")
    parser.add_argument("--endpoint", help="of the emulator; AWS if not given")


def _appoint(arguments: argparse.Namespace) -> None:
    region = region_of(arguments.region)
    office = _office(arguments, arguments.role, region)
    stack = stack_of(arguments, region)
    password = people.appoint(stack.cloud, outputs_of(stack), arguments.username, office)
    print(f"{arguments.username} is appointed until {office.valid_to}.")
    if password:
        print(f"Temporary password, to be changed at the first sign-in: {password}")


def _dismiss(arguments: argparse.Namespace) -> None:
    stack = stack_of(arguments, region_of(arguments.region))
    cloud, outputs, who = stack.cloud, outputs_of(stack), arguments.username
    sub = people.sub_of(cloud, outputs, who) or clients.id_of(cloud, outputs, who)
    if sub is None:
        raise SystemExit(f"There is no user or client {who}.")
    cloud.enter(outputs)
    people.end(sub, arguments.on)
    print(f"The last day of {who} is {arguments.on}.")


def _client(arguments: argparse.Namespace) -> None:
    region = region_of(arguments.region)
    stack = stack_of(arguments, region)
    (_remove_client if arguments.remove else _make_client)(arguments, region, stack)


def _remove_client(arguments: argparse.Namespace, region: Region, stack: Stack) -> None:
    clients.remove(stack.cloud, outputs_of(stack), arguments.name, today=today(region, datetime.now(UTC)))
    print(f"The client {arguments.name} is removed.")


def _make_client(arguments: argparse.Namespace, region: Region, stack: Stack) -> None:
    if not all((arguments.agency, arguments.decree, arguments.valid_from, arguments.valid_to)):
        raise SystemExit("A client needs AGENCY, --decree, --from and --to.")
    office, outputs = _office(arguments, Role.OFFICER, region), outputs_of(stack)
    made = clients.make(stack.cloud, outputs, arguments.name, office=office, read_only=arguments.read_only)
    print(f"{arguments.name} is appointed until {office.valid_to}; its tokens are at")
    print(f"  {clients.token_address(stack.cloud, outputs)}")
    print(f"  id      {made.id}\n  secret  {made.secret}  (shown this once)")


def _roster(arguments: argparse.Namespace) -> None:
    region = region_of(arguments.region)
    stack = stack_of(arguments, region)
    cloud, outputs = stack.cloud, outputs_of(stack)
    known = people.names(cloud, outputs) | clients.names(cloud, outputs)
    cloud.enter(outputs)
    console().print(roster.table(roster.rows(region, store.roster(), known, now=datetime.now(UTC))))


def _office(arguments: argparse.Namespace, role: Role, region: Region) -> Office:
    if arguments.agency not in region.names():
        raise SystemExit(f"There is no agency {arguments.agency}; there are: {', '.join(region.names())}")
    return Office(role, arguments.agency, arguments.decree, arguments.valid_from, arguments.valid_to)


def region_of(name: str) -> Region:
    return msgspec.json.decode(compile_region(source_of(name)), type=Region)


def stack_of(arguments: argparse.Namespace, region: Region) -> Stack:
    return Stack(Cloud(region.aws_region, arguments.endpoint), arguments.stack or f"tuntas-{region.slug}")


def outputs_of(stack: Stack) -> Mapping[str, str]:
    """Raises SystemExit where there is no such stack."""
    outputs = stack.outputs()
    if not outputs:
        raise SystemExit(f"There is no complete stack {stack.name} in {stack.cloud.region}.")
    return outputs


COMMANDS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "appoint": _appoint,
    "dismiss": _dismiss,
    "client": _client,
    "roster": _roster,
}
