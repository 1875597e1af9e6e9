"""An agency registers where its own system is told, sees how that goes, and takes it away again."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.aws import store
from chalicelib.aws.tables import Webhook
from chalicelib.rules.rights import Actor
from tests.api.calls import JSON, appoint, token
from tests.api.described import check
from tests.stories import AUDITOR, COORDINATOR, OFFICER, SIGNER, STRANGER

# Chalice's client reads a token's claims and says that it checks nothing: checking is API Gateway's, see tests/system.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

URL = "https://sistem.contoh.go.id/tuntas"


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, SIGNER, COORDINATOR, STRANGER, AUDITOR):
        appoint(actor)


def call(client: Client, method: str, actor: Actor, body: object = None) -> tuple[int, Any]:
    headers = {**JSON, **token(actor)}
    answer = client.http.request(method, "/agency/webhook", headers=headers, body=json.dumps(body or {}).encode())
    return answer.status_code, answer.json_body


@pytest.mark.parametrize("actor", [OFFICER, SIGNER, COORDINATOR])
def test_who_works_in_an_agency_registers_for_it(client: Client, actor: Actor) -> None:
    status, made = call(client, "PUT", actor, {"url": URL})
    assert (status, made["url"], len(made["secret"])) == (200, URL, 64)
    status, known = call(client, "GET", actor)
    assert (status, known.pop("created_at")) == (200, made["created_at"])
    assert known == {"url": URL, "delivered_at": None, "failing_since": None, "last_error": None}


def test_what_is_answered_is_as_described(client: Client) -> None:
    headers = {**JSON, **token(OFFICER)}
    check(
        "RegisteredWebhook", client.http.put("/agency/webhook", headers=headers, body=json.dumps({"url": URL}).encode())
    )
    store.change_webhook(
        Webhook.get(Webhook.key("pupr"), Webhook.SORT_KEY), {"last_error": "500", "failing_since": datetime.now(UTC)}
    )
    assert check("Webhook", client.http.get("/agency/webhook", headers=headers))["last_error"] == "500"
    check("NoWebhook", client.http.delete("/agency/webhook", headers=headers))


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_an_auditor_only_reads_reports(client: Client, method: str) -> None:
    status, problem = call(client, method, AUDITOR, {"url": URL})
    assert (status, problem["type"]) == (403, "urn:tuntas:problem:webhook_not_yours")


def test_each_agency_has_its_own(client: Client) -> None:
    call(client, "PUT", OFFICER, {"url": URL})
    assert call(client, "GET", STRANGER)[0] == 404
    assert call(client, "DELETE", STRANGER)[0] == 404
    assert call(client, "GET", SIGNER)[1]["url"] == URL


def test_each_registration_makes_another_secret_also_after_it_was_taken_away(client: Client) -> None:
    secrets = [call(client, "PUT", OFFICER, {"url": URL})[1]["secret"] for _ in range(2)]
    assert call(client, "DELETE", OFFICER) == (200, {"url": None})
    assert call(client, "GET", OFFICER)[0] == 404
    secrets.append(call(client, "PUT", OFFICER, {"url": URL})[1]["secret"])
    assert len(set(secrets)) == 3


def test_the_secret_is_nowhere_in_the_table(client: Client) -> None:
    secret = call(client, "PUT", OFFICER, {"url": URL})[1]["secret"]
    webhook = store.webhook("pupr")
    assert webhook
    assert secret not in json.dumps(webhook.serialize())
    assert webhook.person == OFFICER.person


def test_a_new_registration_forgets_the_failures_of_the_old(client: Client) -> None:
    call(client, "PUT", OFFICER, {"url": URL})
    webhook = store.webhook("pupr")
    assert webhook
    store.change_webhook(webhook, {"failures": 9, "last_error": "timeout", "failing_since": datetime.now(UTC)})
    assert call(client, "GET", OFFICER)[1]["last_error"] == "timeout"
    call(client, "PUT", OFFICER, {"url": URL})
    assert call(client, "GET", OFFICER)[1]["last_error"] is None


@pytest.mark.parametrize(
    "url",
    [
        None,
        17,
        "sistem.contoh.go.id",
        "http://sistem.contoh.go.id/",
        "https://nama:sandi@sistem.contoh.go.id/",
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://sistem.contoh.go.id:22/",
        "https://sistem.contoh.go.id/" + "a" * 500,
    ],
)
def test_an_address_that_will_not_do_is_named(client: Client, url: object) -> None:
    status, problem = call(client, "PUT", OFFICER, {"url": url})
    assert (status, [each["field"] for each in problem["errors"]]) == (422, ["url"])
    assert problem["errors"][0]["detail"]


def test_where_the_installation_allows_it_a_receiver_may_be_near(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_NETWORKS", "10.1.0.0/16")
    assert call(client, "PUT", OFFICER, {"url": "http://10.1.2.3:8000/tuntas"})[0] == 200
    assert call(client, "PUT", OFFICER, {"url": "http://10.2.2.3:8000/tuntas"})[0] == 422
