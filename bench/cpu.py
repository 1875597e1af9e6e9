"""Processor time per request, the store answered at once: the product against one raw call of a stock botocore client.

The raw call is the one that the request needs, with the same items: a transaction of report and entry, or a query of
the same history. Product and raw call take turns in short blocks.
Both run in a process of their own, the product from its package: `python -m bench.cpu STORY STOCK BLOCKS`.
"""

import gc
import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import botocore.session
from botocore.loaders import Loader

from app import app
from bench import aws
from bench.gateway import SUB, Gateway
from bench.story import Story
from chalicelib.aws import clients

BLOCK = 20
_CONTEXT = SimpleNamespace(
    function_name="api", memory_limit_in_mb=1024, invoked_function_arn="arn", aws_request_id="id", function_version="1"
)
_JSON = {"Content-Type": "application/json"}

Request = Callable[[], object]


@dataclass(frozen=True)
class Compared:
    """One request of a user, and the raw call that it is measured against."""

    name: str
    request: Request
    raw: Request


def main(story: Path, stock: str, blocks: str) -> None:
    """Say each comparison's name and figures, a line each."""
    for compared in comparisons(pickle.loads(story.read_bytes()), stock):
        figures = list(measured(compared, blocks=int(blocks)))
        print(json.dumps([compared.name, figures]), file=sys.stderr, flush=True)  # the log has the standard output


def comparisons(story: Story, stock: str) -> Iterator[Compared]:
    """Every comparison; from here on this process's calls are answered in place."""
    canned = aws.Canned(story)
    aws.in_place(clients.session(), canned)
    ask, raw = Requests(story), _Raw(story, canned, stock)
    gc.collect()
    gc.freeze()
    yield Compared("submit", ask.submit, raw.transaction)
    yield Compared("submit with a contact", ask.submit_with_contact, raw.transaction)
    yield Compared("follow, ten entries", ask.follow, raw.history)
    yield Compared("public view, ten entries", ask.read, raw.history)
    yield Compared("answer", ask.answer, raw.transaction)
    yield Compared("inbox page of 50", ask.inbox, raw.inbox)


def measured(compared: Compared, *, blocks: int) -> Iterator[tuple[float, float]]:
    """Microseconds of processor time per request of the product, and per raw call, block by block."""
    for each in (compared.request, compared.raw):
        _block(each)
    for _ in range(blocks):
        yield _block(compared.request), _block(compared.raw)


def _block(request: Request) -> float:
    began = time.process_time()
    for _ in range(BLOCK):
        request()
    return (time.process_time() - began) / BLOCK * 1_000_000


class Requests:
    """Users' requests to the application, as API Gateway gives them; made once, since making them is no work of its."""

    def __init__(self, story: Story) -> None:
        self._gateway = Gateway(app.routes)
        keyed = {**_JSON, "Idempotency-Key": str(uuid4())}
        path, staff = f"/reports/{story.number}", {SUB: story.officer}
        self.submit = self._asking("POST", "/reports", keyed, {**story.form, "contact": None})
        self.submit_with_contact = self._asking("POST", "/reports", keyed, story.form)
        self.follow = self._asking("GET", path, {"Access-Code": story.code})
        self.read = self._asking("GET", path, {})
        self.answer = self._asking(
            "POST", f"/agency{path}/answer", {**_JSON, **staff}, {"text": story.said, "justification": "Sama."}
        )
        self.inbox = self._asking("GET", "/agency/reports", staff)

    def _asking(self, method: str, path: str, headers: Mapping[str, str], body: object = None) -> Request:
        event = self._gateway.event(method, path, headers, json.dumps(body).encode() if body else b"")

        def ask() -> object:
            answer = app(event, _CONTEXT)
            if answer["statusCode"] >= 300:
                raise RuntimeError(answer["body"])
            return answer

        return ask


class _Raw:
    """Calls of a client as botocore makes it when nothing is said."""

    def __init__(self, story: Story, canned: aws.Canned, stock: str) -> None:
        session = botocore.session.get_session()
        loader = Loader(extra_search_paths=[stock], include_default_search_paths=False)
        session.register_component("data_loader", loader)
        aws.in_place(session, canned)
        self._client: Any = session.create_client("dynamodb", region_name="ap-southeast-3")
        entries = story.items(story.number)
        self._puts: list[dict[str, Any]] = [
            {"Put": {"TableName": "Reports", "Item": item}} for item in (entries[-1], entries[0])
        ]

    def transaction(self) -> object:
        return self._client.transact_write_items(TransactItems=self._puts)

    def history(self) -> object:
        return self._query(KeyConditionExpression="pk = :pk")

    def inbox(self) -> object:
        return self._query(KeyConditionExpression="inbox = :pk", IndexName="inbox")

    def _query(self, **asked: Any) -> object:
        return self._client.query(TableName="Reports", ExpressionAttributeValues={":pk": {"S": "1"}}, **asked)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
