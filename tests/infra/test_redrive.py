"""What is parked goes back to its queue, all of it, each in its group."""

import json
from typing import Any

import boto3
import pytest

from infra.redrive import queues, redrive


@pytest.fixture
def sqs(aws: None) -> Any:
    return boto3.client("sqs")


def bodies(sqs: Any, queue: str) -> list[str]:
    found: list[str] = []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        found += [message["Body"] for message in messages]
    return found


def test_all_parked_messages_go_back_with_what_they_carry(sqs: Any) -> None:
    source, target = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("parked", "work"))
    carried = {"act": {"DataType": "String", "StringValue": "submit"}}
    sent = [json.dumps({"report": "BNA-2222-22222", "entry": n}) for n in range(23)]
    for body in sent:
        sqs.send_message(QueueUrl=source, MessageBody=body, MessageAttributes=carried)
    assert redrive(sqs, source, target) == 23
    one = sqs.receive_message(QueueUrl=target, MessageAttributeNames=["All"], VisibilityTimeout=0)["Messages"][0]
    assert one["MessageAttributes"]["act"]["StringValue"] == "submit"
    assert sorted(bodies(sqs, target)) == sorted(sent)
    assert bodies(sqs, source) == []


def test_a_message_of_a_fifo_queue_keeps_its_group(sqs: Any) -> None:
    fifo = {"FifoQueue": "true"}
    source, target = (
        sqs.create_queue(QueueName=name, Attributes=fifo)["QueueUrl"] for name in ("parked.fifo", "work.fifo")
    )
    sqs.send_message(QueueUrl=source, MessageBody="{}", MessageGroupId="BNA-2222-22222", MessageDeduplicationId="1")
    assert redrive(sqs, source, target) == 1
    [message] = sqs.receive_message(QueueUrl=target, AttributeNames=["All"])["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "BNA-2222-22222"


def test_where_nothing_is_parked_nothing_is_moved(sqs: Any) -> None:
    source, target = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("parked", "work"))
    assert redrive(sqs, source, target) == 0


def test_only_failures_of_a_queue_go_back(template: dict[str, Any]) -> None:
    assert queues(dict.fromkeys(template["Outputs"], "")) == ["Deadlines", "Notices", "Routing", "Webhooks"]
