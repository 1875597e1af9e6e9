"""`make destroy`: removes a region's stack and keeps its data, unless told twice."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from rich.table import Table

from infra import limits
from infra.artifacts import Artifacts
from infra.cloud import Cloud
from infra.confirm import type_name
from infra.deploy import stack_of, target
from infra.progress import console, watching
from infra.stack import Stack

_WINDOW = 30  # days in which key and secret can still be called back


def options(parser: argparse.ArgumentParser) -> None:
    target(parser)
    parser.add_argument("--with-data", action="store_true", help="reports, contacts, accounts and pages as well")
    parser.add_argument(
        "--confirm", action="append", default=[], metavar="STACK", help="instead of typing its name; twice with data"
    )


def run(arguments: argparse.Namespace) -> None:
    _, stack = stack_of(arguments)
    limits.account(stack.cloud)
    shown = console()
    if not stack.status:
        raise SystemExit(f"There is no stack {stack.name} in {stack.cloud.region}.")
    kept = [
        found for found in stack.resources() if found["ResourceType"] in _DELETE and found.get("PhysicalResourceId")
    ]
    _confirm(stack, kept, arguments)
    with watching(shown, [found["LogicalResourceId"] for found in stack.resources()]) as watch:
        stack.remove(watch)
    print(f"The stack {stack.name} is removed.")
    if arguments.with_data:
        _delete(stack.cloud, kept)
        Artifacts(stack.cloud, stack.name).remove()
    elif kept:
        print("Kept, and paid for as long as they are there (docs/operations.md says how to use or delete them):")
        shown.print(_table(kept))


def _confirm(stack: Stack, kept: list[Mapping[str, Any]], arguments: argparse.Namespace) -> None:
    print(f"{stack.name} in {stack.cloud.region} is removed: API, functions, queues and what waits in them, addresses.")
    print("These hold data and are " + ("DELETED AS WELL:" if arguments.with_data else "kept:"))
    console().print(_table(kept))
    given = list(arguments.confirm)
    type_name(stack.name, "Citizens will find nothing at its addresses.", given[:1])
    if arguments.with_data:
        purpose = f"All data is deleted. Only key and secret can be called back, for {_WINDOW} days."
        type_name(stack.name, purpose, given[1:2])


def _table(found: list[Mapping[str, Any]]) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("resource", "type", "name"):
        shown.add_column(heading, no_wrap=True)
    for each in found:
        shown.add_row(f"  {each['LogicalResourceId']}", each["ResourceType"], each["PhysicalResourceId"])
    return shown


def _delete(cloud: Cloud, kept: list[Mapping[str, Any]]) -> None:
    for found in kept:
        said = _DELETE[found["ResourceType"]](cloud, found["PhysicalResourceId"])
        print(f"  {found['LogicalResourceId']}: {said}")


def _table_of_data(cloud: Cloud, name: str) -> str:
    client = cloud.client("dynamodb")
    client.update_table(TableName=name, DeletionProtectionEnabled=False)
    client.get_waiter("table_exists").wait(TableName=name)
    client.delete_table(TableName=name)
    return "deleted; AWS keeps a last backup for 35 days"


def _bucket(cloud: Cloud, name: str) -> str:
    s3 = cloud.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        versions = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in found]
        if versions:
            s3.delete_objects(Bucket=name, Delete={"Objects": versions, "Quiet": True})
    s3.delete_bucket(Bucket=name)
    return "deleted"


def _user_pool(cloud: Cloud, name: str) -> str:
    client = cloud.client("cognito-idp")
    client.update_user_pool(UserPoolId=name, DeletionProtection="INACTIVE")
    client.delete_user_pool(UserPoolId=name)
    return "deleted"


def _key(cloud: Cloud, name: str) -> str:
    found = cloud.client("kms").schedule_key_deletion(KeyId=name, PendingWindowInDays=_WINDOW)
    return f"will be deleted on {found['DeletionDate']:%Y-%m-%d}; until then: aws kms cancel-key-deletion"


def _secret(cloud: Cloud, name: str) -> str:
    found = cloud.client("secretsmanager").delete_secret(SecretId=name, RecoveryWindowInDays=_WINDOW)
    return f"will be deleted on {found['DeletionDate']:%Y-%m-%d}; until then: aws secretsmanager restore-secret"


# What stack.yaml retains, and how each is deleted.
_DELETE: Mapping[str, Callable[[Cloud, str], str]] = {
    "AWS::DynamoDB::Table": _table_of_data,
    "AWS::S3::Bucket": _bucket,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::KMS::Key": _key,
    "AWS::SecretsManager::Secret": _secret,
}
