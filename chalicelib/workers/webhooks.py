"""Tells agencies' own systems of each entry of a history that concerns them, each once, signed.

A message is one entry. Each agency concerned is claimed, sent to and marked by itself, as notices are, so a message
that comes again goes only to who has not had it; after a crash between sending and marking it goes once more.

A receiver that fails rests, longer each time, and a message for it stays hidden meanwhile. One that has failed, or is
slow, gets one delivery at a time: so it keeps one of the workers busy at most, and the others are for the others.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from chalicelib import views
from chalicelib.aws import secrets, store, telemetry, waiting
from chalicelib.aws.tables import Entry, Report, Webhook
from chalicelib.region import this
from chalicelib.rules import rights, signatures, webhooks
from chalicelib.rules.lifecycle import Role
from chalicelib.rules.rights import Actor
from chalicelib.workers import posting

LEASE = timedelta(seconds=75)  # longer than the function may run, shorter than a message stays hidden
TURN = timedelta(seconds=20)  # longer than a delivery takes, a slow name server included
SLOW = 2.0  # seconds
_SOON = timedelta(seconds=5)
_SPREAD = 20  # seconds a message may stay hidden besides, for each time it has come
_WIDEST = 600

Record = dict[str, Any]


def handle(event: dict[str, Any]) -> dict[str, Any]:
    """SQS's partial batch response: the messages that some receiver has not had yet."""
    undone = [record["messageId"] for record in event["Records"] if not _is_done(record)]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in undone]}


def _is_done(record: Record) -> bool:
    try:
        waits = list(_deliver(json.loads(record["body"])))
        if waits:
            waiting.hide_webhook(record["receiptHandle"], _hidden(min(waits), record))
    except Exception:  # noqa: BLE001 - it comes again and is parked in the end
        telemetry.logger.exception("Message failed", message_id=record["messageId"])
        return False
    return not waits


def _hidden(wait: timedelta, record: Record) -> int:
    """For how many seconds: those that wait for the same receiver come back one after the other."""
    times = int(record["attributes"].get("ApproximateReceiveCount", 1))
    return int(wait.total_seconds() + random.uniform(1, min(_SPREAD * times, _WIDEST)))


def _deliver(message: dict[str, Any]) -> Iterator[timedelta]:
    """How long each receiver is to be left alone that has not had the entry; those that are well come first."""
    telemetry.follow(message.get("correlation_id"))
    entry = store.entry(message["report"], message["entry"])
    if entry is None:
        raise LookupError("a delivery of an entry that is not there")
    found = list(_receivers(entry))
    report = store.report(entry.pk) if found else None
    for webhook in sorted(found, key=lambda each: _rests_until(each) is not None):
        if report and not _is_told(entry, webhook) and (wait := _tell(report, entry, webhook)):
            yield wait


def _receivers(entry: Entry) -> Iterator[Webhook]:
    """Whose report it is, whose it was, and who was called."""
    for agency in {entry.agency, entry.before, entry.escalated_to} - {None}:
        webhook = store.webhook(str(agency))
        if webhook and webhook.url:
            yield webhook


def _channel(webhook: Webhook) -> str:
    return f"webhook:{webhook.agency}"


def _is_told(entry: Entry, webhook: Webhook) -> bool:
    return store.was_noticed(entry.pk, entry.number, _channel(webhook))


def _tell(report: Report, entry: Entry, webhook: Webhook) -> timedelta | None:
    """How long the receiver is to be left alone; None when it has the entry."""
    now, rests_until = datetime.now(UTC), _rests_until(webhook)
    if rests_until and not (rests_until <= now and _has_turn(webhook, now=now)):
        return max(rests_until - now, _SOON)
    try:
        notice = store.claim_notice(entry.pk, entry.number, _channel(webhook), now=now, lease=LEASE)
    except store.Overtaken:
        return LEASE
    if notice is None:
        return None
    began, error = time.monotonic(), _send(report, entry, webhook)
    if error:
        store.notice_failed(notice)
        return _failed(webhook, error, now=datetime.now(UTC))
    store.notice_sent(notice, now=datetime.now(UTC))
    _succeeded(webhook, time.monotonic() - began, now=datetime.now(UTC))
    return None


def _has_turn(webhook: Webhook, *, now: datetime) -> bool:
    """Whether nobody else tries a receiver that has rested; from here on nobody does."""
    return store.change_webhook(webhook, {"resting_until": now + TURN}, alone=True)


def _rests_until(webhook: Webhook) -> datetime | None:
    """Of one that neither failed nor was slow: None."""
    return webhook.resting_until


def _send(report: Report, entry: Entry, webhook: Webhook) -> str | None:
    secret = secrets.webhook_secret(webhook.secret_key, webhook.agency, int(webhook.issue))
    body = _body(report, entry, webhook.agency)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tuntas",
        signatures.HEADER: signatures.sign(body, secret, now=datetime.now(UTC)),
    }
    allowed = webhooks.networks(os.environ.get("WEBHOOK_NETWORKS", ""))
    error = posting.post(webhook.url or "", body, headers, allowed=allowed)
    told = "Not delivered" if error else "Delivered"
    telemetry.logger.info(told, report=entry.pk, entry=entry.number, agency=webhook.agency, error=error)
    telemetry.count("WebhooksFailed" if error else "WebhooksDelivered")
    return error


def _body(report: Report, entry: Entry, agency: str) -> bytes:
    said = {
        "event": f"{entry.pk}/{entry.number}",
        "agency": agency,
        "at": entry.at,
        "act": entry.act,
        "left": agency == entry.before,
    }
    return msgspec.json.encode(said | views.for_webhook(report, entry, sees=_sees(report, agency)))


def _sees(report: Report, agency: str) -> bool:
    """Whether the agency may see the report as it is now: it has it, was called, or is above in the tree."""
    if agency in (report.agency, report.escalated_to):
        return True
    tree = this().tree(referred=bool(report.referred))
    return rights.may_see(Actor(Role.OFFICER, agency), [report.agency, report.answered_by], tree)


def _failed(webhook: Webhook, error: str, *, now: datetime) -> timedelta:
    """By the count that was read: many that fail at once are one failure."""
    failures = int(webhook.failures or 0) + 1
    wait = webhooks.rest(failures, random.random())
    changes = {
        "failures": failures,
        "failing_since": webhook.failing_since if failures > 1 else now,
        "last_error": error,
        "resting_until": now + wait,
    }
    store.change_webhook(webhook, changes)
    return wait


def _succeeded(webhook: Webhook, seconds: float, *, now: datetime) -> None:
    """A slow one rests for as long as it took, which keeps the next from coming at the same time."""
    changes = {
        "delivered_at": now,
        "failures": None,
        "failing_since": None,
        "last_error": None,
        "resting_until": now + timedelta(seconds=seconds) if seconds > SLOW else None,
    }
    store.change_webhook(webhook, changes)
