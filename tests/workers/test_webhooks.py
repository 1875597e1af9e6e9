"""Agencies' own systems are told of each entry once and signed, and none that fails is in the way of another."""

import json
import os
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine
from chalice.test import Client
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.aws import secrets, store
from chalicelib.aws.tables import Webhook
from chalicelib.rules import webhooks
from chalicelib.rules.lifecycle import Act
from chalicelib.workers import posting, webhooks as worker
from tests.receivers import LOOPBACK, Receiver, receiving
from tests.stories import CONTACT, COORDINATOR, assigned, reporter, staff
from tests.workers.events import failures, queued

_HOUR = timedelta(hours=1)
ASSIGNED = 3  # the entry that gives a report to an agency; pupr has it until then, for its category


@pytest.fixture(autouse=True)
def networks(monkeypatch: pytest.MonkeyPatch, aws: None) -> None:
    monkeypatch.setenv("WEBHOOK_NETWORKS", LOOPBACK)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def registered(agency: str, url: str, *, issue: int = 1) -> str:
    """The secret of it."""
    key, now = secrets.current_webhooks_key_id(), datetime.now(UTC)
    place = Webhook.key(agency), Webhook.SORT_KEY
    store.register_webhook(Webhook(*place, url=url, secret_key=key, issue=issue, person="sub", created_at=now))
    return secrets.webhook_secret(key, agency, issue)


def delivered(client: Client, number: str, *entries: int) -> list[str]:
    """Give the messages as the queue does; the ids of those that come again."""
    url, bodies = os.environ["WEBHOOKS_QUEUE"], [{"report": number, "entry": each} for each in entries]
    sqs, event = boto3.client("sqs"), queued(*bodies)
    for record in event["Records"]:
        sqs.send_message(QueueUrl=url, MessageBody=record["body"])
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        record["receiptHandle"] = message["ReceiptHandle"]
    return failures(client.lambda_.invoke("deliver", event).payload)


def hidden() -> int:
    """How many messages the queue keeps hidden."""
    name = "ApproximateNumberOfMessagesNotVisible"
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=os.environ["WEBHOOKS_QUEUE"], AttributeNames=[name])
    return int(found["Attributes"][name])


def known(agency: str = "pupr") -> Webhook:
    found = store.webhook(agency)
    assert found
    return found


def test_an_entry_is_delivered_once_and_its_signature_verifies(client: Client, receiver: Receiver) -> None:
    secret, number = registered("pupr", receiver.url), assigned().report
    assert delivered(client, number, ASSIGNED) == []
    [body] = receiver.bodies
    assert receiver.is_signed(secret)
    assert (body["event"], body["agency"], body["act"], body["left"]) == (f"{number}/3", "pupr", "assign", False)
    assert body["report"]["description"].startswith("Lubang")
    assert body["at"] == body["entry"]["at"]
    assert known().delivered_at is not None


def test_a_message_that_comes_twice_is_delivered_once(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    number = assigned().report
    assert delivered(client, number, ASSIGNED, ASSIGNED) == []
    assert delivered(client, number, ASSIGNED) == []
    assert receiver.events == [f"{number}/3"]


def test_who_has_registered_nothing_is_asked_for_nothing(client: Client, calls: list[str]) -> None:
    number = assigned(agency="dinkes").report
    calls.clear()
    assert delivered(client, number, ASSIGNED) == []
    assert calls == ["dynamodb.GetItem"] * 3  # the entry, and who has it and had it


def test_what_was_taken_away_is_told_of_nothing(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    store.change_webhook(known(), {"url": None})
    assert delivered(client, assigned().report, ASSIGNED) == []
    assert receiver.asked == []


def test_officers_texts_and_internal_notes_reach_the_agency_that_may_see_them(
    client: Client, receiver: Receiver
) -> None:
    registered("pupr", receiver.url)
    number = assigned().report
    staff(number, Act.NOTE, text="Foto ada di arsip.")
    delivered(client, number, 4)
    assert receiver.bodies[0]["entry"]["text"] == "Foto ada di arsip."


def test_nobody_is_told_who_the_reporter_is(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    receipt = assigned(contact=CONTACT)
    reporter(receipt, Act.REPLY, text="Sudah tiga minggu.")
    delivered(client, receipt.report, 3, 4)
    sent = json.dumps(receiver.bodies)
    assert len(receiver.bodies) == 2
    told = [*CONTACT.values(), "+6281200001234", receipt.access_code]
    assert not any(each in sent for each in told)


def test_who_has_given_a_report_away_hears_what_the_public_hears(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    number = assigned(agency="dinkes").report
    delivered(client, number, ASSIGNED)
    [body] = receiver.bodies
    assert (body["left"], body["report"]["agency"]["id"]) == (True, "dinkes")
    assert "anonymous" not in body["report"]
    assert body["report"]["title"] == "Jalan berlubang di depan pasar"  # it is published since it was assigned
    assert "changed" not in body["entry"]


def test_of_a_confidential_report_who_has_given_it_away_hears_that_alone(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    number = assigned(agency="dinkes", confidential=True).report
    delivered(client, number, ASSIGNED)
    [body] = receiver.bodies
    assert (body["left"], body["report"], body["entry"]) == (True, {"id": number}, None)


def test_of_a_confidential_report_who_has_it_hears_all(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    delivered(client, assigned(confidential=True).report, ASSIGNED)
    [body] = receiver.bodies
    assert body["report"]["confidential"] is True
    assert body["report"]["description"].startswith("Lubang")


def test_who_is_called_by_an_escalation_is_told(client: Client, receiver: Receiver) -> None:
    number = assigned().report
    called = staff(number, Act.ESCALATE, actor=COORDINATOR, reason="Sudah lama.").escalated_to
    registered(called, receiver.url)
    delivered(client, number, 4)
    [body] = receiver.bodies
    assert (body["agency"], body["report"]["escalated_to"]["id"]) == (called, called)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [({"answer": 500}, "500"), ({"answer": 302}, "302"), ({"answer": 410}, "410"), ({"delay": 4}, "timeout")],
)
def test_a_receiver_that_does_not_take_it_rests_and_gets_it_later(
    client: Client, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, Any], error: str
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 1.0)
    with receiving(**behaviour) as receiver:
        registered("pupr", receiver.url)
        number = assigned().report
        assert delivered(client, number, ASSIGNED) == ["message-0"]
        found = known()
        assert (int(found.failures), found.last_error) == (1, error)
        assert found.failing_since is not None
        assert hidden() == 1
        assert delivered(client, number, ASSIGNED) == ["message-0"]  # it rests, so it is not asked
        assert len(receiver.asked) == 1  # nor was a redirect followed

        receiver.answer, receiver.delay = 204, 0
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
            assert delivered(client, number, ASSIGNED) == []
        assert len(receiver.asked) == 2
        names = ("failures", "failing_since", "last_error", "resting_until")
        assert [getattr(known(), name) for name in names] == [None] * 4


def test_an_answer_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 1.5)
    with receiving(dribbles=True) as receiver:
        began = time.monotonic()
        assert posting.post(receiver.url, b"{}", {}, allowed=webhooks.networks(LOOPBACK)) == "timeout"
        assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://169.254.169.254/latest/meta-data/", "address"),
        ("http://10.0.0.1/", "address"),
        ("https://10.0.0.1/", "address"),
        ("http://169.254.169.254/", "address"),
        ("https://nobody.invalid/", "name"),
        ("http://127.0.0.1:22/", "address"),
    ],
)
def test_what_must_not_be_called_is_not_called_also_where_it_was_registered(
    client: Client, url: str, error: str
) -> None:
    registered("pupr", url)
    assert delivered(client, assigned().report, ASSIGNED) == ["message-0"]
    assert known().last_error == error


def test_a_name_that_leads_into_a_private_network_is_not_called(
    client: Client, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setenv("WEBHOOK_NETWORKS", "")
    registered("pupr", f"https://localhost:{receiver.port}/")
    assert delivered(client, assigned().report, ASSIGNED) == ["message-0"]
    assert (known().last_error, receiver.asked) == ("address", [])


def test_where_nobody_listens_is_a_failure_of_its_own(client: Client) -> None:
    with receiving() as gone:
        registered("pupr", gone.url)
    assert delivered(client, assigned().report, ASSIGNED) == ["message-0"]
    assert known().last_error == "connection"


def test_a_receiver_that_hangs_keeps_nobody_else_from_being_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 1.0)
    with receiving(delay=3) as hanging:
        registered("pupr", hanging.url)
        registered("dinkes", receiver.url)
        first, second = assigned(agency="dinkes").report, assigned(agency="dinkes").report
        assert delivered(client, first, ASSIGNED) == ["message-0"]
        began = time.monotonic()
        assert delivered(client, second, ASSIGNED) == ["message-0"]
        assert time.monotonic() - began < 1  # the one that hangs was not asked again
        assert receiver.events == [f"{first}/3", f"{second}/3"]
        assert hanging.events == [f"{first}/3"]
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
            hanging.delay = 0
            assert delivered(client, first, ASSIGNED) == []
            assert delivered(client, second, ASSIGNED) == []
        assert hanging.events == [f"{first}/3", f"{first}/3", f"{second}/3"]
        assert len(receiver.events) == 2


def test_one_that_has_failed_is_tried_by_one_worker_at_a_time(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    rested = datetime.now(UTC) - timedelta(seconds=1)
    store.change_webhook(known(), {"failures": 1, "failing_since": rested, "resting_until": rested})
    mine, other = known(), known()
    assert store.change_webhook(mine, {"resting_until": rested + timedelta(minutes=1)}, alone=True)
    assert not store.change_webhook(other, {"resting_until": rested + timedelta(minutes=2)}, alone=True)


def test_a_slow_receiver_gets_one_at_a_time_though_it_takes_them_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SLOW", 0.2)
    with receiving(delay=0.5) as slow:
        registered("pupr", slow.url)
        number = assigned().report
        assert delivered(client, number, ASSIGNED) == []
        assert known().resting_until > datetime.now(UTC)
        assert known().failures is None
        staff(number, Act.NOTE, text="Foto ada di arsip.")
        assert delivered(client, number, 4) == ["message-0"]
        assert len(slow.asked) == 1


def test_after_a_crash_between_sending_and_marking_it_is_sent_once_more_never_not_at_all(
    client: Client, receiver: Receiver
) -> None:
    registered("pupr", receiver.url)
    number, now = assigned().report, datetime.now(UTC)
    store.claim_notice(number, ASSIGNED, "webhook:pupr", now=now, lease=timedelta(seconds=75))
    assert delivered(client, number, ASSIGNED) == ["message-0"]  # another worker may still be at it
    with time_machine.travel(now + timedelta(minutes=6)):
        assert delivered(client, number, ASSIGNED) == []
        assert delivered(client, number, ASSIGNED) == []
    assert receiver.events == [f"{number}/3"]


def test_what_is_said_of_an_address_does_not_spoil_the_one_registered_since(client: Client, receiver: Receiver) -> None:
    registered("pupr", receiver.url)
    before = known()
    registered("pupr", receiver.url, issue=2)
    assert not store.change_webhook(before, {"failures": 1})
    assert known().failures is None


def test_the_next_secret_signs_what_comes_next(client: Client, receiver: Receiver) -> None:
    old = registered("pupr", receiver.url)
    new = registered("pupr", receiver.url, issue=2)
    delivered(client, assigned().report, ASSIGNED)
    assert receiver.is_signed(new)
    assert not receiver.is_signed(old)


def test_a_message_of_nothing_comes_again_and_is_parked_in_the_end(client: Client) -> None:
    assert delivered(client, "BNA-2222-22222", 1) == ["message-0"]


def test_over_tls_the_certificate_must_be_the_name_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = webhooks.networks(f"{LOOPBACK},::1/128")
    with _sealed("localhost", tmp_path, monkeypatch) as port:
        assert posting.post(f"https://localhost:{port}/", b"{}", {}, allowed=allowed) is None
        assert posting.post(f"https://127.0.0.1:{port}/", b"{}", {}, allowed=allowed) == "certificate"
    with _sealed("other.example", tmp_path, monkeypatch) as port:
        assert posting.post(f"https://localhost:{port}/", b"{}", {}, allowed=allowed) == "certificate"


@contextmanager
def _sealed(name: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[int]:
    """A receiver that speaks TLS with a certificate for `name`, which this process trusts: its port."""
    certificate = _certificate(name, folder / f"{name}.pem")
    patch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving(seal=context) as receiver:
        yield receiver.port


def _certificate(name: str, path: Path) -> Path:
    """Certificate and key in one file, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number(), now, now + _HOUR)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path
