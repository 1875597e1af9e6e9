"""AWS in the place of AWS: answers every call of the product at once, out of one story, and remembers nothing.

So what is measured is the product and its client library, never a store.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse, HTTPHeaders

from bench.servers import Handler, Server, serving
from bench.story import Story
from chalicelib.aws.tables import Appointment

SECRET = {"current": "1", "1": "a secret for the tests alone"}
CONTACT = {"name": "Cut Rahma Contoh", "phone": "+6281200001234"}
_JSON = {"Content-Type": "application/x-amz-json-1.0"}
_PUBLISHED = b'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'

ENVIRONMENT: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "ap-southeast-3",
    "AWS_REGION": "ap-southeast-3",
    "REPORTS_TABLE": "Reports",
    "IDENTITIES_TABLE": "Identities",
    "IDENTITIES_KEY": "arn:aws:kms:ap-southeast-3:123456789012:key/1",
    "SECRET": "arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:1",
    "CHANGES_TOPIC": "arn:aws:sns:ap-southeast-3:123456789012:changes",
    "AGENCIES_TOPIC": "arn:aws:sns:ap-southeast-3:123456789012:agencies",
    "DEADLINES_QUEUE": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/deadlines.fifo",
    "IDENTITY_FUNCTION": "identify",
    "WEB_URL": "https://tuntas.example",
    "STACK_NAME": "tuntas-banda-aceh",
    "POWERTOOLS_SERVICE_NAME": "tuntas",
    "POWERTOOLS_METRICS_NAMESPACE": "Tuntas",
}


_ROSTER = Appointment.PARTITION


class Canned:
    """The answers; `due` is what a sweep finds in each shard."""

    def __init__(self, story: Story, *, inbox: int = 50, due: int = 0) -> None:
        self._items = {(item["pk"]["S"], item["sk"]["S"]): item for item in (*story.reports, *story.identities)}
        self._found = {
            None: [item for item in story.reports if item["pk"]["S"] == story.number],
            "inbox": [{**story.items(story.number)[-1], "pk": {"S": f"BNA-{n:04}"}} for n in range(inbox)],
            _ROSTER: [item for item in story.reports if item["pk"]["S"] == _ROSTER],
            "due": [story.items(story.number)[-1]] * due,
        }
        self._texts: dict[object, bytes] = {}

    def answer(self, target: str, body: bytes) -> bytes:
        """The body that answers a call; `target` is its `X-Amz-Target`, or empty for the query protocol."""
        operation = target.rpartition(".")[2]
        return _ANSWERS[operation](self, json.loads(body)) if operation else _PUBLISHED

    def query(self, asked: Mapping[str, Any]) -> bytes:
        whose = [value["S"] for value in asked["ExpressionAttributeValues"].values() if "S" in value]
        index = _ROSTER if _ROSTER in whose else asked.get("IndexName")
        found = self._found[index]
        if index not in self._texts:
            self._texts[index] = _json({"Items": found, "Count": len(found), "ScannedCount": len(found)})
        return self._texts[index]

    def item(self, asked: Mapping[str, Any]) -> bytes:
        found = self._items.get((asked["Key"]["pk"]["S"], asked["Key"]["sk"]["S"]))
        return _json({"Item": found} if found else {})


def _json(value: object) -> bytes:
    return json.dumps(value, default=lambda blob: base64.b64encode(blob).decode()).encode()


def _nothing(_: Canned, __: Mapping[str, Any]) -> bytes:
    return b"{}"


def _updated(_: Canned, __: Mapping[str, Any]) -> bytes:
    return b'{"Attributes": {}}'


def _queued(_: Canned, asked: Mapping[str, Any]) -> bytes:
    done = [{"Id": entry["Id"], "MessageId": "1", "MD5OfMessageBody": ""} for entry in asked["Entries"]]
    return _json({"Successful": done, "Failed": []})


def _secret(_: Canned, __: Mapping[str, Any]) -> bytes:
    return _json({"SecretString": json.dumps(SECRET)})


def _sealed(_: Canned, __: Mapping[str, Any]) -> bytes:
    return _json({"CiphertextBlob": b"sealed" * 50})


def _opened(_: Canned, __: Mapping[str, Any]) -> bytes:
    return _json({"Plaintext": json.dumps(CONTACT).encode()})


_ANSWERS: Mapping[str, Callable[[Canned, Mapping[str, Any]], bytes]] = {
    "Query": Canned.query,
    "GetItem": Canned.item,
    "PutItem": _nothing,
    "UpdateItem": _updated,
    "TransactWriteItems": _nothing,
    "SendMessageBatch": _queued,
    "GetSecretValue": _secret,
    "Encrypt": _sealed,
    "Decrypt": _opened,
}


@contextmanager
def over_http(canned: Canned) -> Iterator[str]:
    """Serve the answers on loopback, for processes of their own; yields the address."""
    server = Server(_Calls)
    server.run = canned
    with serving(server) as port:
        yield f"http://127.0.0.1:{port}"


class _Calls(Handler):
    def do_POST(self) -> None:
        canned: Canned = self.server.run
        self.answer(canned.answer(self.headers.get("X-Amz-Target", ""), self.body()))


def in_place(session: Any, canned: Canned) -> None:
    """Answer the calls of a session's clients before they reach the network."""

    def answered(request: Any, **_: Any) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"")
        text = canned.answer(target.decode() if isinstance(target, bytes) else target, request.body or b"")
        return AWSResponse(request.url, 200, HTTPHeaders.from_dict(_JSON), _Body(text))

    session.register("before-send", answered)


class _Body:
    """As much of a urllib3 response as botocore reads."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def stream(self) -> Iterator[bytes]:
        yield self._text
