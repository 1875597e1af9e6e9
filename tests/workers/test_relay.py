"""The stream's new entries reach the topic, once each and with ids only."""

import json
import os

import boto3
import pytest
from chalice.test import Client

from tests.stories import CONTACT, submitted
from tests.workers.events import streamed


@pytest.fixture
def heard(aws: None) -> str:
    """The address of a queue that hears everything on the topic `changes`."""
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(
        TopicArn=os.environ["CHANGES_TOPIC"], Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )
    return str(queue)


def messages(queue: str) -> list[str]:
    answer = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_each_new_entry_is_announced_and_the_report_itself_is_not(client: Client, heard: str) -> None:
    receipt = submitted()
    client.lambda_.invoke("relay", streamed(receipt.report))
    [message] = map(json.loads, messages(heard))
    assert (message["report"], message["entry"], message["act"]) == (receipt.report, 1, "submit")


def test_a_message_carries_no_word_of_the_report_and_nobodys_name(client: Client, heard: str) -> None:
    receipt = submitted(contact=CONTACT)
    client.lambda_.invoke("relay", streamed(receipt.report))
    [message] = messages(heard)
    assert set(json.loads(message)) == {"report", "entry", "act", "state", "correlation_id"}


def test_a_topic_that_is_away_lets_the_stream_try_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANGES_TOPIC", "arn:aws:sns:ap-southeast-3:123456789012:gone")
    event = streamed(submitted().report)
    with pytest.raises(Exception, match="NotFound"):
        client.lambda_.invoke("relay", event)
