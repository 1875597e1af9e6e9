"""A running stack from within: the product's own code at work on it as its root, and its workers at rest."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.aws import clients, secrets, stored
from infra.cloud import Cloud
from tests.system.stack import Stack, until

QUEUES = ("Routing", "Notices", "Deadlines")
PATIENCE = 240  # seconds: a message that failed, where two met on a busy machine, comes again after three minutes


@contextmanager
def as_root(stack: Stack) -> Iterator[None]:
    """Let the product's code in this process work on the stack."""
    before = dict(os.environ)
    _forget()
    Cloud(stack.outputs["aws_region"], stack.outputs["emulator"]).enter(stack.resources)
    try:
        yield
    finally:
        _forget()
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def at_rest(stack: Stack, *functions: str) -> Iterator[None]:
    """Keep what waits for these functions from them, such as Relay; afterwards they go on where they were."""
    client = stack.aws("lambda")
    names = [stack.resources[f"{function}Name"] for function in functions]
    sources = [
        source["UUID"]
        for name in names
        for source in client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    ]
    _switch(client, sources, on=False)
    try:
        yield
    finally:
        _switch(client, sources, on=True)


@contextmanager
def hidden_for(seconds: int, sqs: Any, queue: str) -> Iterator[None]:
    """Let a message that failed come again sooner than the stack has it."""
    [before] = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"].values()
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": str(seconds)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": before})


def until_idle(stack: Stack, *, within: float = PATIENCE) -> None:
    """Until no queue has a message, waiting or in work."""
    sqs = stack.aws("sqs")
    until(lambda: not any(waiting(sqs, stack.resources[f"{queue}Queue"]) for queue in QUEUES), within=within)


def waiting(sqs: Any, queue: str) -> int:
    """How many messages a queue has, those in work included."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def _switch(client: Any, sources: list[str], *, on: bool) -> None:
    for source in sources:
        client.update_event_source_mapping(UUID=source, Enabled=on)


def _forget() -> None:
    """Clients and secrets of another account."""
    for cached in (clients.session, clients.client, secrets._keys, stored.connection):
        cached.cache_clear()
