"""What is announced: `changes` to the product's own workers, `agencies` to the agencies' systems. Ids only."""

import json
import os
from collections.abc import Mapping

from chalicelib.aws.clients import client

Message = Mapping[str, str | int | None]


def announce_change(message: Message) -> None:
    """Publish `{report, entry, act, state, correlation_id}`; subscribers filter by act and state."""
    _publish(os.environ["CHANGES_TOPIC"], message, filters=("act", "state"))


def tell_agency(message: Message) -> None:
    """Publish `{report, entry, act, state, agency}`; each agency's subscription filters by agency.

    With `for` where the agency stands in for that one, which is vacant.
    """
    _publish(os.environ["AGENCIES_TOPIC"], message, filters=("agency",))


def _publish(topic: str, message: Message, *, filters: tuple[str, ...]) -> None:
    client("sns").publish(
        TopicArn=topic,
        Message=json.dumps(message),
        MessageAttributes={name: {"DataType": "String", "StringValue": str(message[name])} for name in filters},
    )
