"""What every test may use: the region of Banda Aceh, and its tables, key, topics and queues in moto."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from chalice.test import Client
from hypothesis import settings
from moto import mock_aws

from app import app
from chalicelib.aws import clients, secrets, stored
from infra.regions import compile_region

settings.register_profile("tuntas", deadline=None)  # how long a test takes says nothing of what it tests
settings.load_profile("tuntas")

ROOT = Path(__file__).parent.parent

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="ap-southeast-3",
    POWERTOOLS_METRICS_NAMESPACE="Tuntas",
    POWERTOOLS_SERVICE_NAME="tuntas",
    STACK_NAME="tuntas-banda-aceh",
)


@pytest.fixture(scope="session", autouse=True)
def region_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Banda Aceh, compiled as the package has it."""
    path = tmp_path_factory.mktemp("region") / "region.json"
    path.write_bytes(compile_region(ROOT / "regions" / "banda-aceh.toml"))
    os.environ["REGION_FILE"] = str(path)
    return path


@pytest.fixture
def aws() -> Iterator[list[str]]:
    """An empty account with what the stack gives: tables as infra/stack.yaml has them, and the functions' environment.

    Its value are the requests to AWS that the product's own clients made, as `service.Operation`.
    """
    with mock_aws():
        empty_account()
        seen: list[str] = []
        clients.session().register("request-created", lambda **made: seen.append(made["event_name"].split(".", 1)[1]))
        yield seen
        _forget()


@pytest.fixture
def calls(aws: list[str]) -> list[str]:
    """The requests to AWS so far; a test clears them before the act it counts."""
    return aws


@pytest.fixture
def client(aws: None) -> Iterator[Client]:
    """The whole application without a network: its routes and its functions."""
    with Client(app) as opened:
        yield opened


def empty_account() -> None:
    """Makes what the stack makes in the mocked account; nothing of an earlier one is remembered."""
    _forget()
    os.environ.update(_made())


def _made() -> dict[str, str]:
    resources = stack_file()["Resources"]
    dynamodb, sns, sqs = boto3.client("dynamodb"), boto3.client("sns"), boto3.client("sqs")
    for name in ("Reports", "Identities"):
        dynamodb.create_table(TableName=name, **_table(resources[name]["Properties"]))
    topics = {name: sns.create_topic(Name=name)["TopicArn"] for name in ("changes", "agencies")}
    queue = sqs.create_queue(QueueName="deadlines.fifo", Attributes={"FifoQueue": "true"})
    boto3.client("s3").create_bucket(
        Bucket="attachments", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-3"}
    )
    secrets_manager = boto3.client("secretsmanager")
    secret = {"current": "1", "1": "a secret for the tests alone"}
    another = {"current": "1", "1": "another secret for the tests alone"}
    return {
        "REPORTS_TABLE": "Reports",
        "IDENTITIES_TABLE": "Identities",
        "IDENTITIES_KEY": boto3.client("kms").create_key()["KeyMetadata"]["Arn"],
        "SECRET": secrets_manager.create_secret(Name="s", SecretString=json.dumps(secret))["ARN"],
        "ATTACHMENTS_BUCKET": "attachments",
        "CHANGES_TOPIC": topics["changes"],
        "AGENCIES_TOPIC": topics["agencies"],
        "DEADLINES_QUEUE": queue["QueueUrl"],
        "WEBHOOKS_QUEUE": sqs.create_queue(QueueName="webhooks")["QueueUrl"],
        "WEBHOOKS_SECRET": secrets_manager.create_secret(Name="w", SecretString=json.dumps(another))["ARN"],
        "WEB_URL": "https://tuntas.example",
    }


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    kept = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    return {name: properties[name] for name in kept if name in properties}


@cache
def stack_file() -> dict[str, Any]:
    """infra/stack.yaml, its references as what they are called with; read once, for that takes as long as a test."""
    stack: dict[str, Any] = yaml.load((ROOT / "infra" / "stack.yaml").read_text(), _Loader)  # noqa: S506 - a safe one
    return stack


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they are called with."""


_Loader.add_multi_constructor("!", lambda _loader, suffix, node: {suffix: node.value})


def _forget() -> None:
    """Clients and secrets of an earlier account."""
    for cached in (clients.session, clients.client, secrets._keys, stored.connection):
        cached.cache_clear()
