"""Events as API Gateway, the queues, the stream and the schedule give them to the product's functions."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from chalicelib.aws.tables import Entry
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.rights import Actor
from chalicelib.submissions import Receipt

API = "app"


class Job(NamedTuple):
    """A function by its name in app.py, and the event that it is given."""

    function: str
    event: Mapping[str, Any]


def submission(form: Mapping[str, Any], key: str) -> Job:
    return _request("POST /reports", form, headers={"idempotency-key": key})


def act_of_reporter(receipt: Receipt, act: Act, **fields: Any) -> Job:
    path = {"number": receipt.report, "act": act.value}
    return _request("POST /reports/{number}/{act}", fields, path=path, headers={"access-code": receipt.access_code})


def act_of_staff(actor: Actor, number: str, act: Act, **fields: Any) -> Job:
    path = {"number": number, "act": act.value}
    return _request("POST /agency/reports/{number}/{act}", fields, path=path, sub=actor.person)


def correction(receipt: Receipt, contact: Mapping[str, str]) -> Job:
    path = {"number": receipt.report}
    return _request("PUT /reports/{number}/contact", contact, path=path, headers={"access-code": receipt.access_code})


def question(receipt: Receipt, **asked: Any) -> Job:
    """To `identify`, as the API asks it."""
    return Job("identify", {"report": receipt.report, **asked})


def announced(entry: Entry) -> Mapping[str, Any]:
    """What the relay says of an entry, and so what the workers' queues hold."""
    return {
        "report": entry.pk,
        "entry": entry.number,
        "act": entry.act,
        "state": entry.state,
        "correlation_id": entry.correlation_id,
    }


def messages(function: str, *bodies: Mapping[str, Any]) -> Job:
    """A batch from the function's queue."""
    records = [
        {
            "messageId": str(number),
            "receiptHandle": str(number),
            "body": json.dumps(body),
            "attributes": {"MessageGroupId": body["report"]},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:ap-southeast-3:000000000000:queue",
        }
        for number, body in enumerate(bodies)
    ]
    return Job(function, {"Records": records})


def inserted(images: Iterable[Mapping[str, Any]]) -> Job:
    """A batch from the stream."""
    records = [
        {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": image["pk"], "sk": image["sk"]}, "NewImage": image}}
        for image in images
    ]
    return Job("relay", {"Records": records})


def minute() -> Job:
    """A tick of the schedule."""
    told = dict.fromkeys(("version", "account", "region", "source", "detail-type", "time"), "")
    return Job("sweep", {**told, "id": "tick", "resources": [], "detail": {}})


def _request(route: str, body: Mapping[str, Any], *, sub: str | None = None, **more: Mapping[str, str]) -> Job:
    method, resource = route.split()
    signed_in = {"authorizer": {"claims": {"sub": sub, "scope": "aws.cognito.signin.user.admin"}}} if sub else {}
    return Job(
        API,
        {
            "headers": {"content-type": "application/json", **more.get("headers", {})},
            "multiValueQueryStringParameters": None,
            "pathParameters": more.get("path"),
            "stageVariables": None,
            "requestContext": {"resourcePath": resource, "httpMethod": method, "requestId": "killed", **signed_in},
            "body": json.dumps(dict(body)),
            "isBase64Encoded": False,
        },
    )
