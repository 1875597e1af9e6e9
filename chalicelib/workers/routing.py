"""Whose report it is: what was just submitted is routed by wish, category and area."""

from datetime import UTC, datetime
from typing import Any

from chalicelib import reports
from chalicelib.aws import telemetry
from chalicelib.workers import batches


def handle(event: dict[str, Any], context: object) -> Any:
    return batches.each(event, context, _route)


def _route(message: batches.Message) -> None:
    report = reports.route(message["report"], now=datetime.now(UTC))
    if report is None:
        telemetry.logger.info("Already routed", report=message["report"])
    else:
        telemetry.logger.info("Routed", report=report.id, agency=report.agency, reason=report.routed_by)
