"""The one logger and the one set of metrics, and the correlation id that joins what belongs together.

A request's correlation id is kept in the entry it wrote, travels with each message made from that entry,
and is on every log line of whoever handles the message. Personal data is never logged.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from chalice.app import Chalice, ConvertToMiddleware, Request


def _json(line: Any) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()


logger = Logger(service="tuntas", json_serializer=_json)
metrics = Metrics(namespace="Tuntas", service="tuntas")


def watch(app: Chalice) -> None:
    """Let every function of `app` log with its context and write out its metrics."""
    app.register_middleware(ConvertToMiddleware(logger.inject_lambda_context(clear_state=True)))
    app.register_middleware(_watched)


def count(name: str, value: float = 1) -> None:
    """Count under the stack's name, so that stages and regions of one account are told apart."""
    metrics.add_dimension("stack", os.environ["STACK_NAME"])
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def follow(correlation_id: str | None) -> None:
    """Log under `correlation_id` from here on."""
    logger.set_correlation_id(correlation_id)


def correlation_id() -> str | None:
    return logger.get_correlation_id()


@contextmanager
def failure_logged(message: str, **fields: Any) -> Iterator[None]:
    """Log what raises inside, and let it go on."""
    try:
        yield
    except Exception:
        logger.exception(message, **fields)
        raise


def _watched(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Under the id of a request, else of a schedule's event; a message brings its own."""
    follow(event.context.get("requestId") if isinstance(event, Request) else event.to_dict().get("id"))
    try:
        return get_response(event)
    finally:
        if metrics.metric_set:
            metrics.flush_metrics()
