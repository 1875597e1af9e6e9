"""What a deploy would change, as CloudFormation sees it, and what of it could lose something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table

# What is lost for the running system when one of these is removed, or another is put in its place.
DATA: dict[str, str] = {
    "AWS::Cognito::UserPool": "every account of the agencies' people",
    "AWS::DynamoDB::Table": "everything in the table",
    "AWS::KMS::Key": "every contact that was sealed with it",
    "AWS::S3::Bucket": "everything in the bucket",
    "AWS::SQS::Queue": "the messages that wait in it",
    "AWS::SecretsManager::Secret": "every access code and the numbers of reports sent again, or every webhook's secret",
}
ADDRESSES: dict[str, str] = {
    "AWS::ApiGateway::RestApi": "the API's address",
    "AWS::CloudFront::Distribution": "the pages' address",
}
_ORDER = ("Remove", "Modify", "Add", "Import", "Dynamic")
_STYLES = {"Remove": "red", "Modify": "yellow", "Add": "green"}


@dataclass(frozen=True)
class Change:
    """One resource; `replaced` is True, False or Conditional, as CloudFormation says it."""

    action: str
    resource: str
    kind: str
    replaced: str = "False"
    what: tuple[str, ...] = ()

    @property
    def loses(self) -> str | None:
        """What the running system would no longer have, None where nothing is lost."""
        if self.action == "Remove" or self.replaced == "True":
            return (DATA | ADDRESSES).get(self.kind)
        return DATA.get(self.kind) if self.replaced == "Conditional" else None


@dataclass(frozen=True)
class ChangeSet:
    """Changes that wait to be made."""

    name: str
    stack: str
    changes: tuple[Change, ...]

    @property
    def address(self) -> dict[str, str]:
        """As CloudFormation's calls name it."""
        return {"StackName": self.stack, "ChangeSetName": self.name}

    @property
    def losses(self) -> list[Change]:
        return [change for change in self.changes if change.loses]


def read(described: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """From `Changes` of DescribeChangeSet; what takes something away first."""
    changes = [_read(each["ResourceChange"]) for each in described if "ResourceChange" in each]
    return tuple(sorted(changes, key=lambda change: (_ORDER.index(change.action), change.resource)))


def _read(found: Mapping[str, Any]) -> Change:
    targets = [detail.get("Target", {}) for detail in found.get("Details", [])]
    names = {target.get("Name") or target.get("Attribute", "") for target in targets}
    return Change(
        action=found["Action"],
        resource=found["LogicalResourceId"],
        kind=found["ResourceType"],
        replaced=found.get("Replacement") or "False",
        what=tuple(sorted(name for name in names if name)),
    )


def table(changes: Iterable[Change]) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("action", "resource", "type", "replaced", "because of"):
        shown.add_column(heading, no_wrap=heading != "because of")
    for change in changes:
        replaced = {"True": "yes", "Conditional": "perhaps"}.get(change.replaced, "")
        style = "bold red" if change.loses else _STYLES.get(change.action)
        what = ", ".join(change.what)
        shown.add_row(change.action.lower(), change.resource, change.kind, replaced, what, style=style)
    return shown
