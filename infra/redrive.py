"""`python -m infra redrive`: moves what was parked in a dead-letter queue back to where it came from.

By hand, message by message: each is sent before it is taken away, so one that is broken off loses nothing, and what it
sends twice every worker knows again. So it is with AWS as it is with the emulator, which cannot move messages itself.
"""

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from rich.progress import Progress

from infra import staffing

_ENDING = "FailuresQueue"  # of the stack's outputs; one without a queue of its name has nowhere to go back to
_AT_ONCE = 10  # the most that SQS takes
_HIDDEN = 60  # seconds in which a batch must be sent and taken away

Message = Mapping[str, Any]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("queue", metavar="QUEUE", help="such as Notices, whose parked messages go back to it")
    parser.add_argument("--region", default="banda-aceh")
    staffing.place_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises SystemExit where there is no such queue, or SQS takes a message no more."""
    stack = staffing.stack_of(arguments, staffing.region_of(arguments.region))
    outputs = staffing.outputs_of(stack)
    known = queues(outputs)
    if arguments.queue not in known:
        raise SystemExit(f"Nothing goes back to {arguments.queue}; this is for: {', '.join(known)}.")
    source, target = outputs[f"{arguments.queue}{_ENDING}"], outputs[f"{arguments.queue}Queue"]
    print(f"{redrive(stack.cloud.client('sqs'), source, target)} messages are back in {arguments.queue}.")


def queues(outputs: Mapping[str, str]) -> list[str]:
    """The queues whose failures have somewhere to go back to."""
    names = [name.removesuffix(_ENDING) for name in outputs if name.endswith(_ENDING)]
    return sorted(name for name in names if f"{name}Queue" in outputs)


def redrive(sqs: Any, source: str, target: str) -> int:
    """Move all messages from the queue `source` to `target`; returns how many. Shows progress."""
    moved = 0
    with Progress() as progress:
        task = progress.add_task("Moving back", total=_waiting(sqs, source))
        for batch in _batches(sqs, source):
            _send(sqs, target, batch)
            _take_away(sqs, source, batch)
            moved += len(batch)
            progress.update(task, completed=moved, total=max(moved, _waiting(sqs, source) + moved))
    return moved


def _waiting(sqs: Any, queue: str) -> int:
    name = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name])


def _batches(sqs: Any, queue: str) -> Iterator[list[Message]]:
    """Until nothing comes for two seconds: a shorter look asks only some of SQS's machines."""
    while found := sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=_AT_ONCE,
        VisibilityTimeout=_HIDDEN,
        WaitTimeSeconds=2,
        AttributeNames=["MessageGroupId"],
        MessageAttributeNames=["All"],
    ).get("Messages"):
        yield found


def _send(sqs: Any, queue: str, batch: list[Message]) -> None:
    entries = [_entry(str(number), message) for number, message in enumerate(batch)]
    failed = sqs.send_message_batch(QueueUrl=queue, Entries=entries).get("Failed")
    if failed:
        raise SystemExit(f"SQS does not take {len(failed)} of the messages ({failed[0]['Code']}); they stay parked.")


def _entry(number: str, message: Message) -> dict[str, Any]:
    """A FIFO queue asks for the group, and for an id by which it would drop the same message; this one is another."""
    group = message.get("Attributes", {}).get("MessageGroupId")
    fifo = {"MessageGroupId": group, "MessageDeduplicationId": f"redrive-{message['MessageId']}"} if group else {}
    attributes = message.get("MessageAttributes") or {}
    return {"Id": number, "MessageBody": message["Body"], "MessageAttributes": attributes, **fifo}


def _take_away(sqs: Any, queue: str, batch: list[Message]) -> None:
    entries = [{"Id": str(number), "ReceiptHandle": each["ReceiptHandle"]} for number, each in enumerate(batch)]
    sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
