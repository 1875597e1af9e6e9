"""`make deploy`: brings a region's package to its stack in AWS.

In this order: the region's file, credentials and limits; the package; what an earlier command left; the change set,
shown and agreed to; the changes, followed to their end; the pages; the addresses. Nothing is changed before it is
agreed to, and each step can be done again.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from rich.console import Console

from infra import changes, emulator, kept, limits, states, targets
from infra.artifacts import Artifacts
from infra.changes import ChangeSet
from infra.confirm import agree, type_name
from infra.package import Package, made_before, package
from infra.progress import console, watching
from infra.site import Site, with_names
from infra.stack import Stack, Uploaded
from infra.steps import step

# The template's; what is not given stays as it is.
_PARAMETERS = ("Domain", "CertificateArn", "AlarmEmail", "WebhookNetworks")


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
    package_options(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing; refuses where data would be lost")


def package_options(parser: argparse.ArgumentParser) -> None:
    """Which package for which stack, and what of the template's parameters changes."""
    targets.options(parser)
    parser.add_argument("--package", type=Path, metavar="FOLDER", help="one made before, such as an earlier release")
    parser.add_argument("--domain", dest="Domain", help="name under which the pages are reached")
    parser.add_argument("--certificate", dest="CertificateArn", help="its certificate, in us-east-1")
    parser.add_argument("--alarm-email", dest="AlarmEmail", help="who is told of alarms")
    networks = "private networks in which receivers of webhooks may be, such as 10.1.0.0/16"
    parser.add_argument("--webhook-networks", dest="WebhookNetworks", metavar="CIDRS", help=networks)


def run(arguments: argparse.Namespace) -> None:
    """Deploy. Raises SystemExit with what is wrong and what to do."""
    deployment = begin(arguments)
    deployment.stack.settle(deployment.say)
    warn_of_kept(deployment)
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


def begin(arguments: argparse.Namespace) -> Deployment:
    """What comes before any change: looks, and a package. Raises SystemExit where something stops the deploy."""
    with step("Checking the region's file, credentials and limits"):
        stack = targets.stack_of(arguments)
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
        made = made_before(arguments.package, arguments.region) if arguments.package else package(arguments.region)
    return Deployment(made, stack, given, shown)


def warn_of_kept(deployment: Deployment) -> None:
    """A stack that begins does not find what an earlier one of its name has left."""
    if deployment.stack.status not in ("", "REVIEW_IN_PROGRESS"):
        return
    try:
        left = kept.left(deployment.stack)
    except ClientError as error:
        deployment.say(f"! Whether an earlier stack has left data could not be checked: {explained(error)}")
        return
    if left:
        said = f"  ! An earlier {deployment.stack.name} has left this, and this deploy begins without it:"
        deployment.shown.print(said, style="yellow", markup=False)
        deployment.shown.print(kept.table(left))
        deployment.say(f"To begin with it instead, or to delete it: {kept.PAGE}")


def _change(deployment: Deployment, uploaded: Uploaded, *, unasked: bool) -> bool:
    """Change the stack to the uploaded package, once agreed to; False where there is nothing to change."""
    change = deployment.stack.prepare(deployment.given, uploaded)
    if change is None:
        return False
    show(deployment, change)
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


def show(deployment: Deployment, change: ChangeSet) -> None:
    """Every change, and what would be lost by it."""
    deployment.shown.print(changes.table(change.changes))
    for lost in change.losses:
        text = f"  !! {lost.resource} is removed or replaced: what runs afterwards has lost {lost.loses}."
        deployment.shown.print(text, style="bold red", markup=False)


def _execute(deployment: Deployment, change: ChangeSet) -> None:
    with watching(deployment.shown, [each.resource for each in change.changes]) as watch:
        deployment.stack.execute(change, watch)
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


def explained(error: ClientError) -> str:
    """An answer of AWS that no step expected."""
    found = error.response["Error"]
    said = f"AWS refused {error.operation_name}: {found.get('Message', '')} ({found.get('Code')})"
    if "Denied" in found.get("Code", "") or "Unauthorized" in found.get("Code", ""):
        said += "\nA right is missing; docs/operations.md has the policy that a deploy needs."
    return said
