"""Where an agency's own system is told of what happens to its reports; docs/webhooks.md is for who makes one."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib import start
from chalicelib.api import answers, requests, staff
from chalicelib.api.problems import Routes
from chalicelib.aws import secrets, store
from chalicelib.aws.tables import Webhook
from chalicelib.rules.errors import Conflict, Forbidden, Unknown
from chalicelib.rules.forms import Form
from chalicelib.rules.lifecycle import UNIT
from chalicelib.rules.rights import Actor

if TYPE_CHECKING:
    from chalicelib.rules import webhooks
else:
    webhooks = start.later("chalicelib.rules.webhooks")  # for who registers one

routes = Routes(__name__)


@routes.route("/agency/webhook", methods=["PUT"], authorizer=staff.signed_in)
def register() -> Response:
    """Tells the secret, once; each registration makes another."""
    now = datetime.now(UTC)
    actor = _actor(now)
    made = _issued(actor, _url(), now=now)
    secret = secrets.webhook_secret(made.secret_key, made.agency, int(made.issue))
    return answers.private({"url": made.url, "secret": secret, "created_at": made.created_at})


@routes.route("/agency/webhook", methods=["GET"], authorizer=staff.signed_in)
def registered() -> Response:
    """Where it is told, and how that goes; nothing of what the receiver answers."""
    webhook = _known(_actor(datetime.now(UTC)))
    names = ("url", "created_at", "delivered_at", "failing_since", "last_error")
    return answers.private({name: getattr(webhook, name) for name in names})


@routes.route("/agency/webhook", methods=["DELETE"], authorizer=staff.signed_in)
def unregister() -> Response:
    """From here on nothing is delivered, nor what still waits."""
    webhook = _known(_actor(datetime.now(UTC)))
    kept = ("url", "failures", "failing_since", "last_error", "resting_until", "delivered_at")
    if not store.change_webhook(webhook, dict.fromkeys(kept)):
        raise Conflict("busy")
    return answers.private({"url": None})


def _actor(now: datetime) -> Actor:
    found = staff.actor(routes.current_request, now=now)
    if found.role not in UNIT or not found.agency:
        raise Forbidden("webhook_not_yours")
    return found


def _url() -> str:
    form = Form(requests.body(routes.current_request))
    allowed = webhooks.networks(os.environ.get("WEBHOOK_NETWORKS", ""))
    url = form.read("url", webhooks.address(allowed), required=True)
    form.finish()
    return url or ""


def _issued(actor: Actor, url: str, *, now: datetime) -> Webhook:
    """Put in the place of the one before, if any. Raises Conflict where two register at once."""
    agency = actor.agency or ""
    before = store.webhook(agency)
    webhook = Webhook(
        Webhook.key(agency),
        Webhook.SORT_KEY,
        url=url,
        secret_key=secrets.current_webhooks_key_id(),
        issue=before.issue + 1 if before else 1,
        person=actor.person,
        created_at=now,
    )
    try:
        store.register_webhook(webhook)
    except store.Overtaken:
        raise Conflict("busy") from None
    return webhook


def _known(actor: Actor) -> Webhook:
    webhook = store.webhook(actor.agency or "")
    if webhook is None or not webhook.url:
        raise Unknown("no_webhook")
    return webhook
