"""Make or change a CloudFormation stack from a package, and read what it put out."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra import steps
from infra.cloud import Cloud
from infra.package import Package

_CODE = "./deployment.zip"  # as Chalice writes it into the template
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_PATIENCE = 1800  # seconds; a distribution takes some ten minutes


@dataclass(frozen=True)
class Stack:
    """A stack by its name, made or not."""

    cloud: Cloud
    name: str

    def outputs(self) -> dict[str, str]:
        """The stack's outputs; empty where there is no such stack or it is not complete."""
        found = self._describe()
        if found is None or not found["StackStatus"].endswith("_COMPLETE") or "ROLLBACK" in found["StackStatus"]:
            return {}
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def deploy(self, package: Package, template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, str]:
        """Upload code and template, change the stack by a change set, and give back its outputs."""
        bucket = self._bucket()
        code = _upload(self.cloud, bucket, package.code.read_bytes(), ending="zip")
        body = json.dumps(template).replace(json.dumps(_CODE), json.dumps(f"s3://{bucket}/{code}"))
        address = self._address(bucket, _upload(self.cloud, bucket, body.encode(), ending="json"))
        if self._change(address, parameters):
            self._wait(len(template["Resources"]))
        return self.outputs()

    def _describe(self) -> dict[str, Any] | None:
        try:
            answer = self.cloud.client("cloudformation").describe_stacks(StackName=self.name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        found: dict[str, Any] = answer["Stacks"][0]
        return found

    def _bucket(self) -> str:
        """The bucket that code and templates are taken from, made when there is none."""
        account = self.cloud.client("sts").get_caller_identity()["Account"]
        name = f"tuntas-packages-{account}-{self.cloud.region}"
        s3 = self.cloud.client("s3")
        if name not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            place = {} if self.cloud.region == "us-east-1" else {"LocationConstraint": self.cloud.region}
            s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
        return name

    def _address(self, bucket: str, key: str) -> str:
        base = self.cloud.endpoint or f"https://s3.{self.cloud.region}.amazonaws.com"
        return f"{base}/{bucket}/{key}"

    def _change(self, template: str, parameters: Mapping[str, str]) -> bool:
        """Make and execute a change set; False where there is nothing to change."""
        client = self.cloud.client("cloudformation")
        found = self._describe()
        if found and found["StackStatus"] in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"):
            client.delete_stack(StackName=self.name)  # it never came to be, so it holds nothing
            client.get_waiter("stack_delete_complete").wait(StackName=self.name)
            found = None
        change = {"StackName": self.name, "ChangeSetName": f"tuntas-{int(time.time())}"}
        client.create_change_set(
            **change,
            ChangeSetType="CREATE" if found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE",
            TemplateURL=template,
            Capabilities=_CAPABILITIES,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        if not _is_ready(client, change):
            return False
        client.execute_change_set(**change)
        return True

    def _wait(self, resources: int) -> None:
        client = self.cloud.client("cloudformation")
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            status = (self._describe() or {}).get("StackStatus", "")
            if not status.endswith("_IN_PROGRESS"):
                break
            done = client.describe_stack_resources(StackName=self.name)["StackResources"]
            ready = sum(1 for resource in done if resource["ResourceStatus"].endswith("_COMPLETE"))
            steps.progress(f"{ready} of about {resources} resources")
            time.sleep(0.5 if self.cloud.endpoint else 5)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise SystemExit("\n".join([f"The stack {self.name} ended as {status}:", *self._failures(client)]))

    def _failures(self, client: Any) -> Iterator[str]:
        for event in reversed(client.describe_stack_events(StackName=self.name)["StackEvents"]):
            if event["ResourceStatus"].endswith("_FAILED"):
                yield f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"


def _upload(cloud: Cloud, bucket: str, content: bytes, *, ending: str) -> str:
    """Put `content` under its own hash, so that the same code is the same place and changed code another."""
    key = f"{hashlib.sha256(content).hexdigest()}.{ending}"
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    return key


def _is_ready(client: Any, change: Mapping[str, str]) -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = client.describe_change_set(**change)
        if found["Status"] in ("CREATE_COMPLETE", "FAILED"):
            break
        time.sleep(0.2)
    if found["Status"] == "CREATE_COMPLETE":
        return True
    reason = found.get("StatusReason", "")
    if "didn't contain changes" in reason or "No updates" in reason:
        return False
    raise SystemExit(f"The change set failed: {reason}")
