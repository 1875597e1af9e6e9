"""Whose report it is: what was just submitted is routed by wish, category and area.

What had been merged into a report that its reporter withdrew goes its own way again.
"""

from datetime import UTC, datetime
from typing import Any

from chalicelib import mergers, reports
from chalicelib.aws import store, telemetry
from chalicelib.rules.lifecycle import Act
from chalicelib.workers import batches


def handle(event: dict[str, Any], context: object) -> Any:
    return batches.each(event, context, _route)


def _route(message: batches.Message) -> None:
    if message.get("act") == Act.WITHDRAW:
        _separate(message["report"])
        return
    report = reports.route(message["report"], now=datetime.now(UTC))
    if report is None:
        telemetry.logger.info("Already routed", report=message["report"])
    else:
        telemetry.logger.info("Routed", report=report.id, agency=report.agency, reason=report.routed_by)


def _separate(withdrawn: str) -> None:
    report = store.report(withdrawn)
    for number in (report.joined or ()) if report else ():
        freed = mergers.separate(number, withdrawn, now=datetime.now(UTC))
        telemetry.logger.info("Separated" if freed else "Already separated", report=number)
