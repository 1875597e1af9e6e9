"""A CloudFormation stack: change it from a package by a change set, follow what happens, and read what it put out."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra import changes, events, states, steps
from infra.artifacts import Artifacts
from infra.changes import ChangeSet
from infra.cloud import Cloud
from infra.events import Event, Watch
from infra.package import Package

_CODE = "./deployment.zip"  # as Chalice writes it into the template
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_PATIENCE = 3600  # seconds; a distribution takes some ten minutes
_OURS = "tuntas-"  # how the names of our change sets begin


@dataclass(frozen=True)
class Uploaded:
    """A package in the bucket of artifacts: template and code, and the parameters the template has."""

    bucket: str
    template: str
    code: str
    address: str
    parameters: frozenset[str]


@dataclass(frozen=True)
class Stack:
    """A stack by its name, made or not."""

    cloud: Cloud
    name: str

    @property
    def status(self) -> str:
        """As CloudFormation calls it; empty where there is no such stack."""
        found = self.describe()
        return str(found["StackStatus"]) if found else ""

    def describe(self) -> dict[str, Any] | None:
        try:
            answer = self.cloud.client("cloudformation").describe_stacks(StackName=self.name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        found: dict[str, Any] = answer["Stacks"][0]
        return found

    def outputs(self) -> dict[str, str]:
        """The outputs of the version that runs; empty where none does."""
        found = self.describe()
        if found is None or found["StackStatus"] not in states.RUNS:
            return {}
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def parameters(self) -> dict[str, str]:
        found = self.describe() or {}
        return {each["ParameterKey"]: each.get("ParameterValue", "") for each in found.get("Parameters", [])}

    def deploy(self, package: Package, template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, str]:
        """All at once and unasked, for the stack on this machine: upload, change, wait; gives back its outputs."""
        self.settle(steps.progress)
        if change := self.prepare(parameters, self.upload(package, template)):
            self.execute(change, events.counting(len(change.changes)))
        return self.outputs()

    def upload(self, package: Package, template: Mapping[str, Any]) -> Uploaded:
        """Put code and template where CloudFormation takes them from."""
        artifacts = Artifacts(self.cloud, self.name)
        bucket = artifacts.bucket()
        code = artifacts.put(bucket, package.code.read_bytes(), ending="zip")
        body = json.dumps(template).replace(json.dumps(_CODE), json.dumps(f"s3://{bucket}/{code}"))
        key = artifacts.put(bucket, body.encode(), ending="json")
        address = artifacts.address(bucket, key)
        return Uploaded(bucket, key, code, address, frozenset(template.get("Parameters", {})))

    def prepare(self, given: Mapping[str, str], uploaded: Uploaded | None = None) -> ChangeSet | None:
        """A change set to the uploaded package, or to the present template with other parameters.

        Parameters that are not given stay as they are. None where there is nothing to change.
        """
        client = self.cloud.client("cloudformation")
        exists = self.status not in ("", "REVIEW_IN_PROGRESS")
        before = set(self.parameters()) if exists else set()
        kept = before & (uploaded.parameters if uploaded else before) - set(given)
        name = {"StackName": self.name, "ChangeSetName": f"{_OURS}{time.time_ns() // 1_000_000}"}
        client.create_change_set(
            **name,
            ChangeSetType="UPDATE" if exists else "CREATE",
            **({"TemplateURL": uploaded.address} if uploaded else {"UsePreviousTemplate": True}),
            Capabilities=_CAPABILITIES,
            Parameters=[
                *({"ParameterKey": key, "ParameterValue": value} for key, value in given.items()),
                *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(kept)),
            ],
        )
        found = _described(client, name)
        return ChangeSet(name["ChangeSetName"], self.name, changes.read(found)) if found else None

    def discard(self, change: ChangeSet) -> None:
        """Leave the stack as it is; one that was made for this change set only goes with it."""
        client = self.cloud.client("cloudformation")
        client.delete_change_set(**change.address)
        if self.status == "REVIEW_IN_PROGRESS":
            client.delete_stack(StackName=self.name)

    def execute(self, change: ChangeSet, watch: Watch) -> None:
        """Make the changes, telling `watch` every event. Raises SystemExit with what failed, why, and what to do."""
        mark = events.newest(self.cloud, self.name)
        self.cloud.client("cloudformation").execute_change_set(**change.address)
        status, told = self._follow(mark, watch)
        if status not in states.DONE:
            said = [f"The stack {self.name} ended as {status}:", *events.failures(told)]
            raise SystemExit("\n".join([*said, states.advice(status, self.name, self.cloud.region)]))

    def remove(self, watch: Watch) -> None:
        """Delete the stack; what its template retains stays. Raises SystemExit with what stands in the way."""
        client = self.cloud.client("cloudformation")
        found = self.describe()
        if found is None:
            return
        mark = events.newest(self.cloud, self.name)
        client.delete_stack(StackName=self.name)
        gone = Stack(self.cloud, found["StackId"])  # a deleted stack answers to its id only
        status, told = gone._follow(mark, watch)
        if status != "DELETE_COMPLETE":
            advice = states.advice(status, self.name, self.cloud.region)
            raise SystemExit("\n".join([f"The stack {self.name} ended as {status}:", *events.failures(told), advice]))

    def settle(self, say: Callable[[str], None]) -> None:
        """Deal with what an earlier command left. Raises SystemExit where that needs a person."""
        status = self.status
        if states.is_busy(status):
            say(f"An earlier command is still at work on {self.name} ({status}); waiting for its end.")
            self._follow(events.newest(self.cloud, self.name), lambda _: None, seen=True)
            status = self.status
        if status in states.STILLBORN:
            say(f"An earlier first deploy failed ({status}); its remains are removed.")
            self._say_remains(say)
            self.remove(lambda _: None)
        elif status and status not in states.RUNS | {"REVIEW_IN_PROGRESS"}:
            advice = states.advice(status, self.name, self.cloud.region)
            raise SystemExit(f"The stack {self.name} is {status}, so it cannot be changed.\n{advice}")
        elif status:
            self._forget_change_sets(say)

    def resources(self) -> list[Mapping[str, Any]]:
        pages = self.cloud.client("cloudformation").get_paginator("list_stack_resources")
        return [found for page in pages.paginate(StackName=self.name) for found in page["StackResourceSummaries"]]

    def _say_remains(self, say: Callable[[str], None]) -> None:
        for found in self.resources():
            if found["ResourceStatus"] == "DELETE_SKIPPED":
                kind, name = found["ResourceType"], found.get("PhysicalResourceId")
                say(f"  It left {found['LogicalResourceId']} ({kind} {name}), never used.")

    def _forget_change_sets(self, say: Callable[[str], None]) -> None:
        client = self.cloud.client("cloudformation")
        for found in client.list_change_sets(StackName=self.name)["Summaries"]:
            waiting = found.get("ExecutionStatus") in ("AVAILABLE", "UNAVAILABLE")
            if waiting and found["ChangeSetName"].startswith(_OURS):
                say(f"A change set that was never carried out is removed: {found['ChangeSetName']}")
                client.delete_change_set(StackName=self.name, ChangeSetName=found["ChangeSetName"])

    def _follow(self, mark: str | None, watch: Watch, *, seen: bool = False) -> tuple[str, list[Event]]:
        """Every event after `mark`, until CloudFormation is done; `seen`: it has begun, as an event before `mark` says.

        Gives the state it ended in, and the events.
        """
        until, told = time.monotonic() + _PATIENCE, list[Event]()
        while time.monotonic() < until:
            status = self.status  # read first, so that the last events are there when it is the last
            for event in events.since(self.cloud, self.name, mark):
                mark = event["EventId"]
                told.append(event)
                watch(event)
            if not status.endswith("_IN_PROGRESS") and (told or seen):
                return status, told
            time.sleep(0.3 if self.cloud.endpoint else 3)
        raise SystemExit(f"{self.name} is still at work after an hour. Run the same command again to wait for its end.")


def _described(client: Any, name: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The changes of a change set, once it is ready; none where there is nothing to change."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = client.describe_change_set(**name)
        if found["Status"] in ("CREATE_COMPLETE", "FAILED"):
            break
        time.sleep(1)
    reason = found.get("StatusReason", "")
    if found["Status"] == "CREATE_COMPLETE":
        pages = client.get_paginator("describe_change_set").paginate(**name)
        return [change for page in pages for change in page["Changes"]]
    client.delete_change_set(**name)
    if "didn't contain changes" in reason or "No updates" in reason:
        return []
    raise SystemExit(f"CloudFormation does not take the template: {reason}")
