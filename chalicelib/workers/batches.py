"""How a worker takes messages from a queue: each on its own, so that one bad message holds up no other.

What raises is delivered again and in the end parked in the dead-letter queue; what was done is not seen again.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chalicelib.aws import telemetry

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

Message = dict[str, Any]


def each(event: dict[str, Any], context: Any, handle: Callable[[Message], None], *, fifo: bool = False) -> Any:
    """Give each message's body to `handle`; returns SQS's partial batch response."""
    from aws_lambda_powertools.utilities import batch  # noqa: PLC0415 - a tenth of a cold start, and the API takes none

    def take(record: "SQSRecord") -> None:
        with telemetry.failure_logged("Message failed", message_id=record.message_id):
            message: Message = json.loads(record.body)
            telemetry.follow(message.get("correlation_id"))
            handle(message)

    fifos, plain = batch.SqsFifoPartialProcessor, batch.BatchProcessor
    processor = fifos(skip_group_on_error=True) if fifo else plain(batch.EventType.SQS)
    processor.raise_on_entire_batch_failure = False
    return batch.process_partial_response(event=event, record_handler=take, processor=processor, context=context)
