"""Of a vacant agency's reports its stand-in is told as well, once, and with the name of the agency it stands in for."""

import json
from collections.abc import Callable

import boto3
import pytest
from chalice.test import Client

from tests.api.calls import appoint
from tests.stories import COORDINATOR, NOBODYS, OFFICER, STRANGER, assigned, submitted
from tests.workers.test_notices import told

Heard = Callable[[], list[tuple[str, str | None]]]


@pytest.fixture
def heard(aws: list[str]) -> Heard:
    """What the agencies' systems have heard so far: the agency that was told, and for which."""
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    [topic] = [each["TopicArn"] for each in sns.list_topics()["Topics"] if each["TopicArn"].endswith(":agencies")]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})

    def read() -> list[tuple[str, str | None]]:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        bodies = [json.loads(message["Body"]) for message in messages]
        return sorted((body["agency"], body.get("for")) for body in bodies)

    return read


def test_only_the_agency_itself_is_told_while_somebody_is_there(client: Client, heard: Heard) -> None:
    for actor in (OFFICER, COORDINATOR):
        appoint(actor)
    told(client, assigned().report, 3)
    assert ("pupr", None) in heard()


def test_the_deputy_is_told_for_the_vacant_agency(client: Client, heard: Heard) -> None:
    for actor in (STRANGER, COORDINATOR):
        appoint(actor)
    told(client, assigned(agency="rsud-meuraxa").report, 3)
    assert {("rsud-meuraxa", None), ("dinkes", "rsud-meuraxa")} <= set(heard())


def test_a_message_that_comes_twice_tells_the_stand_in_once(client: Client, heard: Heard) -> None:
    appoint(COORDINATOR)
    receipt = assigned()
    assert told(client, receipt.report, 3, 3) == []
    agencies = [agency for agency, _ in heard()]
    assert len(agencies) == len(set(agencies))


def test_a_stand_in_that_is_told_for_itself_is_not_told_again(client: Client, heard: Heard) -> None:
    appoint(COORDINATOR)
    told(client, assigned(category="lainnya").report, 3)  # which the coordinator's agency had before
    assert heard() == [("diskominfotik", None), ("pupr", None)]


def test_the_roster_is_not_read_where_no_agency_is_told(client: Client, calls: list[str]) -> None:
    receipt = submitted()
    calls.clear()
    told(client, receipt.report, 1)
    assert "dynamodb.Query" not in calls


def test_a_number_that_is_nobodys_reads_no_roster(client: Client, calls: list[str]) -> None:
    assert told(client, NOBODYS, 1) == ["message-0"]
    assert "dynamodb.Query" not in calls
