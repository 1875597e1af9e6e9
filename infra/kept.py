"""What outlives a stack, because its template retains it: shown, found again later, deleted when told twice.

CloudFormation tags what it makes with the names of stack and resource, and the tags stay when the stack is gone.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from rich.table import Table

from infra.cloud import Cloud
from infra.stack import Stack

WINDOW = 30  # days in which key and secret can still be called back
PAGE = "docs/operations.md (Kept data)"  # says how to use it in a new stack
_STACK, _RESOURCE = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
_GONE = frozenset({"404", "NoSuchBucket", "NotFoundException", "ResourceNotFoundException"})


class Kept(NamedTuple):
    """A resource by its name in the template, its type, and the name or id that AWS knows it by."""

    resource: str
    kind: str
    name: str


class _Kind(NamedTuple):
    """How a kind of resource is asked for, and how it is deleted, which says what it did."""

    service: str
    ask: str
    argument: str
    delete: Callable[[Cloud, str], str]


def of(stack: Stack) -> list[Kept]:
    """What a stack has that would outlive it."""
    return [
        Kept(found["LogicalResourceId"], found["ResourceType"], found["PhysicalResourceId"])
        for found in stack.resources()
        if found["ResourceType"] in KINDS and found.get("PhysicalResourceId")
    ]


def left(stack: Stack) -> list[Kept]:
    """What earlier stacks of this name have left, and is not in a stack of that name again."""
    own = {each.name for each in of(stack)} if stack.status else set[str]()
    pages = stack.cloud.client("resourcegroupstaggingapi").get_paginator("get_resources")
    found = [
        _read(tagged)
        for page in pages.paginate(
            TagFilters=[{"Key": _STACK, "Values": [stack.name]}],
            ResourceTypeFilters=[kind.service for kind in KINDS.values()],
        )
        for tagged in page["ResourceTagMappingList"]
    ]
    return sorted(each for each in found if not _names(each) & own and _is_there(stack.cloud, each))


def table(found: Iterable[Kept]) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("resource", "type", "name"):
        shown.add_column(heading, no_wrap=True)
    for each in found:
        shown.add_row(f"  {each.resource}", each.kind, each.name)
    return shown


def delete(cloud: Cloud, found: Iterable[Kept]) -> None:
    """Delete for good what can be, and say of each what became of it."""
    for each in found:
        print(f"  {each.resource}: {KINDS[each.kind].delete(cloud, each.name)}")


def _read(tagged: Mapping[str, Any]) -> Kept:
    arn: str = tagged["ResourceARN"]
    tags = {tag["Key"]: tag["Value"] for tag in tagged["Tags"]}
    service = arn.split(":")[2]
    [kind] = [name for name, kind in KINDS.items() if kind.service == service]
    name = arn if service == "secretsmanager" else arn.rpartition(":")[2].rpartition("/")[2]
    return Kept(tags[_RESOURCE], kind, name)


def _names(found: Kept) -> set[str]:
    """All that it may be called: a secret by its ARN or, without the six characters AWS adds, by its name."""
    return {found.name, found.name.rpartition(":")[2][: -len("-abcdef")]} if ":secret:" in found.name else {found.name}


def _is_there(cloud: Cloud, found: Kept) -> bool:
    """Tags are listed for a while after what bore them is gone, or waits to be deleted."""
    kind = KINDS[found.kind]
    try:
        answer = getattr(cloud.client(kind.service), kind.ask)(**{kind.argument: found.name})
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return False
        raise
    return "DeletedDate" not in answer and answer.get("KeyMetadata", {}).get("KeyState") != "PendingDeletion"


def _delete_table(cloud: Cloud, name: str) -> str:
    client = cloud.client("dynamodb")
    client.update_table(TableName=name, DeletionProtectionEnabled=False)
    client.get_waiter("table_exists").wait(TableName=name)
    client.delete_table(TableName=name)
    client.get_waiter("table_not_exists").wait(TableName=name)
    return "deleted; AWS keeps a last backup for 35 days"


def _delete_bucket(cloud: Cloud, name: str) -> str:
    s3 = cloud.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        versions = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in found]
        if versions:
            s3.delete_objects(Bucket=name, Delete={"Objects": versions, "Quiet": True})
    s3.delete_bucket(Bucket=name)
    return "deleted"


def _delete_user_pool(cloud: Cloud, name: str) -> str:
    client = cloud.client("cognito-idp")
    client.update_user_pool(UserPoolId=name, DeletionProtection="INACTIVE")
    client.delete_user_pool(UserPoolId=name)
    return "deleted"


def _delete_key(cloud: Cloud, name: str) -> str:
    found = cloud.client("kms").schedule_key_deletion(KeyId=name, PendingWindowInDays=WINDOW)
    return f"will be deleted on {found['DeletionDate']:%Y-%m-%d}; until then: aws kms cancel-key-deletion"


def _delete_secret(cloud: Cloud, name: str) -> str:
    found = cloud.client("secretsmanager").delete_secret(SecretId=name, RecoveryWindowInDays=WINDOW)
    return f"will be deleted on {found['DeletionDate']:%Y-%m-%d}; until then: aws secretsmanager restore-secret"


KINDS: Mapping[str, _Kind] = {
    "AWS::Cognito::UserPool": _Kind("cognito-idp", "describe_user_pool", "UserPoolId", _delete_user_pool),
    "AWS::DynamoDB::Table": _Kind("dynamodb", "describe_table", "TableName", _delete_table),
    "AWS::KMS::Key": _Kind("kms", "describe_key", "KeyId", _delete_key),
    "AWS::S3::Bucket": _Kind("s3", "head_bucket", "Bucket", _delete_bucket),
    "AWS::SecretsManager::Secret": _Kind("secretsmanager", "describe_secret", "SecretId", _delete_secret),
}
