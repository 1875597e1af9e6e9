"""Events as AWS sends them."""

import json
from typing import Any

import boto3
from boto3.dynamodb.types import TypeSerializer


def queued(*bodies: object, fifo: bool = False) -> dict[str, Any]:
    """An SQS event; each message has its own id."""
    return {"Records": [_message(number, body, fifo=fifo) for number, body in enumerate(bodies)]}


def streamed(number: str) -> dict[str, Any]:
    """A stream event with every item of the report as newly inserted."""
    table, write = boto3.resource("dynamodb").Table("Reports"), TypeSerializer().serialize
    found = table.query(KeyConditionExpression="pk = :n", ExpressionAttributeValues={":n": number})["Items"]
    return {"Records": [_insert({name: write(value) for name, value in item.items()}) for item in found]}


def failures(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _message(number: int, body: object, *, fifo: bool) -> dict[str, Any]:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {"MessageGroupId": f"group-{number}"} if fifo else {},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ap-southeast-3:123456789012:queue",
        "awsRegion": "ap-southeast-3",
    }


def _insert(image: dict[str, Any]) -> dict[str, Any]:
    return {
        "eventID": "1",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "awsRegion": "ap-southeast-3",
        "eventSourceARN": "arn:aws:dynamodb:ap-southeast-3:123456789012:table/Reports/stream/1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1764000000,
            "Keys": {name: image[name] for name in ("pk", "sk")},
            "NewImage": image,
            "SequenceNumber": "1",
            "SizeBytes": 1,
            "StreamViewType": "NEW_IMAGE",
        },
    }
