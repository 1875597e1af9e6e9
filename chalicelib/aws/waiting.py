"""Messages that are to wait longer than their queue would have them."""

import os

from chalicelib.aws.clients import client


def hide_webhook(receipt: str, seconds: int) -> None:
    """Let a delivery that is in work, and will not be reported as done, come again in so many seconds."""
    client("sqs").change_message_visibility(
        QueueUrl=os.environ["WEBHOOKS_QUEUE"], ReceiptHandle=receipt, VisibilityTimeout=seconds
    )
