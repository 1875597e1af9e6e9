"""`make deploy` and `make diff`: a region's package to its stack in AWS, and what that would change.

In this order: the region's file, credentials and limits; the package; what an earlier command left; the change set,
shown and agreed to; the changes, followed to their end; the pages; the addresses. Nothing is changed before it is
agreed to, and each step can be done again.
"""

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from botocore.exceptions import ClientError
from rich.console import Console

from chalicelib.region import Region, read
from infra import changes, emulator, limits, states
from infra.artifacts import Artifacts
from infra.changes import ChangeSet
from infra.cloud import Cloud
from infra.confirm import agree, type_name
from infra.package import Package, package, source_of
from infra.progress import console, watching
from infra.regions import compile_region
from infra.site import Site, with_names
from infra.stack import Stack, Uploaded
from infra.steps import step

_PARAMETERS = ("Domain", "CertificateArn", "AlarmEmail")  # the template's; what is not given stays as it is
_STAGE = re.compile(r"[a-z][a-z0-9]{0,11}")


@dataclass(frozen=True)
class Deployment:
    """A package on its way to its stack; `given` are the parameters named with the command."""

    made: Package
    stack: Stack
    given: Mapping[str, str]
    shown: Console

    def template(self) -> dict[str, Any]:
        template = with_names(json.loads(self.made.template.read_text()), self.made.web)
        return emulator.suit(template) if self.stack.cloud.endpoint else template

    def site(self, outputs: Mapping[str, str]) -> Site:
        return Site(self.stack.cloud, outputs["WebBucket"], outputs["DistributionId"])

    def say(self, text: str) -> None:
        self.shown.print(f"  {text}", markup=False)


def options(parser: argparse.ArgumentParser) -> None:
    diff_options(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing; refuses where data would be lost")


def diff_options(parser: argparse.ArgumentParser) -> None:
    target(parser)
    parser.add_argument("--package", type=Path, metavar="FOLDER", help="one made before, such as an earlier release")
    parser.add_argument("--domain", dest="Domain", help="name under which the pages are reached")
    parser.add_argument("--certificate", dest="CertificateArn", help="its certificate, in us-east-1")
    parser.add_argument("--alarm-email", dest="AlarmEmail", help="who is told of alarms")


def target(parser: argparse.ArgumentParser) -> None:
    """Which stack is meant."""
    parser.add_argument("region", nargs="?", default="banda-aceh")
    parser.add_argument("--stage", type=_stage, help="another stack of the same region, such as uji")
    parser.add_argument("--endpoint", help="of the emulator; AWS if not given")


def run(arguments: argparse.Namespace) -> None:
    """Deploy. Raises SystemExit with what is wrong and what to do."""
    deployment = _begin(arguments)
    deployment.stack.settle(deployment.say)
    with step("Uploading"):
        uploaded = deployment.stack.upload(deployment.made, deployment.template())
    before = deployment.stack.status in states.RUNS
    changed = _change(deployment, uploaded, unasked=arguments.yes)
    changed |= _tell_address(deployment)
    changed |= _publish(deployment)
    Artifacts(deployment.stack.cloud, deployment.stack.name).release(
        uploaded.bucket, (uploaded.template, uploaded.code)
    )
    if before and not changed:
        deployment.say(f"Nothing has changed since the last deploy; {deployment.stack.name} was left as it is.")
    _report(deployment)


def diff(arguments: argparse.Namespace) -> None:
    """Show what a deploy would change, and change nothing."""
    deployment = _begin(arguments)
    status = deployment.stack.status
    if states.is_busy(status) or status in states.STILLBORN:
        sentence = states.advice(status, deployment.stack.name, deployment.stack.cloud.region)
        raise SystemExit(f"{deployment.stack.name} is {status}, so there is nothing to compare with. {sentence}")
    uploaded = deployment.stack.upload(deployment.made, deployment.template())
    change = deployment.stack.prepare(deployment.given, uploaded)
    if change:
        _show(deployment, change)
        deployment.stack.discard(change)
    up, away = _differing_pages(deployment)
    for name in up:
        deployment.say(f"page to upload: {name}")
    for name in away:
        deployment.say(f"page to remove: {name}")
    if not (change or up or away):
        deployment.say("A deploy would change nothing.")


def stack_of(arguments: argparse.Namespace) -> tuple[Region, Stack]:
    """The region and its stack, AWS knowing us. Raises WrongRegion and SystemExit."""
    if (
        arguments.stage
        and (source_of(arguments.region).parent / f"{arguments.region}-{arguments.stage}.toml").is_file()
    ):
        raise SystemExit(f"The stage {arguments.stage} would share its name with a region's stack; call it otherwise.")
    region: Region = msgspec.json.decode(compile_region(source_of(arguments.region)), type=Region)
    name = "-".join(filter(None, ("tuntas", region.slug, arguments.stage)))
    return region, Stack(Cloud(region.aws_region, arguments.endpoint), name)


def _begin(arguments: argparse.Namespace) -> Deployment:
    with step("Checking the region's file, credentials and limits"):
        _, stack = stack_of(arguments)
        account = limits.account(stack.cloud)
        given = {name: value for name in _PARAMETERS if (value := getattr(arguments, name)) is not None}
        findings = limits.check(stack.cloud, {**stack.parameters(), **given})
    shown = console()
    shown.print(f"  {stack.name} in account {account}, {stack.cloud.region}", style="bold")
    for finding in findings:
        shown.print(f"  ! {finding.text}", style="red" if finding.stops else "yellow", markup=False)
    if any(finding.stops for finding in findings):
        raise SystemExit("Nothing was changed.")
    with step("Packaging"):
        made = _packaged(arguments.package, arguments.region) if arguments.package else package(arguments.region)
    return Deployment(made, stack, given, shown)


def _packaged(folder: Path, name: str) -> Package:
    """A package as `make package` left it in `folder`."""
    try:
        made = Package(
            folder, read(folder / "build" / "chalicelib" / "region.json"), (folder / "fingerprint").read_text()
        )
    except FileNotFoundError as missing:
        raise SystemExit(f"{folder} has no package in it: {missing.filename} is missing.") from None
    if made.region.slug != name:
        raise SystemExit(f"{folder} has the package of {made.region.slug}, not of {name}.")
    return made


def _change(deployment: Deployment, uploaded: Uploaded, *, unasked: bool) -> bool:
    """Change the stack to the uploaded package, once agreed to; False where there is nothing to change."""
    change = deployment.stack.prepare(deployment.given, uploaded)
    if change is None:
        return False
    _show(deployment, change)
    try:
        _demand_agreement(change, unasked=unasked)
    except BaseException:
        deployment.stack.discard(change)
        raise
    _execute(deployment, change)
    return True


def _demand_agreement(change: ChangeSet, *, unasked: bool) -> None:
    """Raises SystemExit unless a person, or --yes where nothing is lost, agrees."""
    if change.losses:
        if unasked:
            raise SystemExit("Nothing was changed: --yes does not cover what is lost. Deploy this at a terminal.")
        type_name(change.stack, "What runs afterwards would have lost what is named above.")
    elif not unasked and not agree(f"Make these changes ({len(change.changes)})?"):
        raise SystemExit("Nothing was changed.")


def _show(deployment: Deployment, change: ChangeSet) -> None:
    deployment.shown.print(changes.table(change.changes))
    for lost in change.losses:
        text = f"  !! {lost.resource} is removed or replaced: what runs afterwards has lost {lost.loses}."
        deployment.shown.print(text, style="bold red", markup=False)


def _execute(deployment: Deployment, change: ChangeSet) -> None:
    try:
        with watching(deployment.shown, [each.resource for each in change.changes]) as watch:
            deployment.stack.execute(change, watch)
    except KeyboardInterrupt:
        raise SystemExit(
            f"\nNo longer watching; CloudFormation goes on with {deployment.stack.name} by itself.\n"
            "Run the same command again: it waits for the end of this, and goes on from there."
        ) from None
    deployment.say(f"Resources changed: {len(change.changes)}.")


def _tell_address(deployment: Deployment) -> bool:
    """Notices name the pages' address, which the first pass has only found out. A domain is known before."""
    parameters, outputs = deployment.stack.parameters(), deployment.stack.outputs()
    if parameters["WebUrl"] or parameters["Domain"]:
        return False
    address = outputs["WebAddress"]
    deployment.say(f"The pages' address is known now, {address}: a second pass tells it to the functions.")
    change = deployment.stack.prepare({"WebUrl": address})
    if change:
        _execute(deployment, change)
    return bool(change)


def _publish(deployment: Deployment) -> bool:
    up, away = deployment.site(deployment.stack.outputs()).publish(deployment.made.web)
    if up or away:
        deployment.say(f"Pages: {up} uploaded, {away} removed; CloudFront was told to forget the old ones.")
    return bool(up or away)


def _differing_pages(deployment: Deployment) -> tuple[list[str], list[str]]:
    outputs = deployment.stack.outputs()
    if not outputs:
        return [], []
    up, away = deployment.site(outputs).differs(deployment.made.web)
    return [page.name for page in up], away


def _report(deployment: Deployment) -> None:
    outputs, region = deployment.stack.outputs(), deployment.stack.cloud.region
    lines = {
        "pages": outputs["WebAddress"],
        "API": f"{outputs['WebAddress']}/api (behind it {outputs['Api']})",
        "user pool": outputs["StaffPoolId"],
        "dashboard": f"https://{region}.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/{outputs['DashboardName']}",
    }
    if not outputs["WebAddress"].endswith(outputs["DistributionName"]):
        lines["DNS"] = (
            f"{outputs['WebAddress'].removeprefix('https://')} is to be a CNAME of {outputs['DistributionName']}"
        )
    deployment.shown.print(f"\n{deployment.stack.name} is deployed:", style="bold")
    for name, value in lines.items():
        deployment.say(f"{name:10}{value}")


def _stage(text: str) -> str:
    if not _STAGE.fullmatch(text):
        raise argparse.ArgumentTypeError("a stage is up to twelve small letters and digits")
    return text


def explained(error: ClientError) -> str:
    """An answer of AWS that no step expected."""
    found = error.response["Error"]
    said = f"AWS refused {error.operation_name}: {found.get('Message', '')} ({found.get('Code')})"
    if "Denied" in found.get("Code", "") or "Unauthorized" in found.get("Code", ""):
        said += "\nA right is missing; docs/operations.md has the policy that a deploy needs."
    return said
