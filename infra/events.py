"""What CloudFormation tells while it works on a stack: one event after the other, each of a resource and its state."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from infra import steps
from infra.cloud import Cloud

Event = Mapping[str, Any]
Watch = Callable[[Event], None]


def newest(cloud: Cloud, stack: str) -> str | None:
    """The id of the last event so far."""
    found = cloud.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    return found[0]["EventId"] if found else None


def since(cloud: Cloud, stack: str, mark: str | None) -> list[Event]:
    """The events after the one with the id `mark`, the oldest first."""
    pages = cloud.client("cloudformation").get_paginator("describe_stack_events")
    fresh: list[Event] = []
    for page in pages.paginate(StackName=stack):
        for event in page["StackEvents"]:
            if event["EventId"] == mark:
                return fresh[::-1]
            fresh.append(event)
    return fresh[::-1]


def failures(events: Iterable[Event]) -> list[str]:
    """A line for each resource that failed by itself, not because another had."""
    lines = []
    for event in events:
        reason = event.get("ResourceStatusReason", "no reason given")
        if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason and not is_whole(event):
            lines.append(f"  {event['LogicalResourceId']} ({event['ResourceType']}): {reason}")
    return lines


def is_whole(event: Event) -> bool:
    """Whether it tells of the stack, not of one of its resources."""
    return bool(event.get("PhysicalResourceId") == event["StackId"])


def counting(total: int) -> Watch:
    """Says how many resources are ready, where there is nobody to show each one to."""
    ready = set[str]()

    def watch(event: Event) -> None:
        if event["ResourceStatus"].endswith("_COMPLETE") and not is_whole(event):
            ready.add(event["LogicalResourceId"])
            steps.progress(f"{len(ready)} of {total} resources")

    return watch
