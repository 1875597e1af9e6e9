"""How a report begins, in moto: one call, the same submission is the same report, nothing half-written."""

from datetime import timedelta
from uuid import uuid4

import boto3
import pytest

from chalicelib import reports, submissions
from chalicelib.aws import store, vault
from chalicelib.rules.errors import Mismatch
from chalicelib.rules.numbers import report_number
from tests.stories import CONTACT, TUESDAY, clocks_of, submitted


def items(table: str) -> list[dict[str, object]]:
    return list(boto3.resource("dynamodb").Table(table).scan()["Items"])


def test_a_submission_is_one_call_to_the_store_and_one_to_seal_the_contact(calls: list[str]) -> None:
    submitted()
    calls.clear()  # the first one of a container reads the secret besides
    submitted(contact=CONTACT)
    assert calls == ["kms.Encrypt", "dynamodb.TransactWriteItems"]


def test_a_submission_without_a_contact_needs_no_key(calls: list[str]) -> None:
    submitted()
    calls.clear()
    submitted()
    assert calls == ["dynamodb.TransactWriteItems"]


def test_the_clocks_start_at_once_and_the_first_due_moment_is_routing(aws: None) -> None:
    receipt = submitted()
    report = store.report(receipt.report)
    assert report is not None
    assert report.due_at == TUESDAY + timedelta(minutes=10)
    assert clocks_of(report)["total"].isoformat() == "2026-12-14T16:59:59+00:00"


def test_the_same_submission_again_is_the_same_report_with_the_same_answer(aws: None) -> None:
    key = str(uuid4())
    first = submitted(key=key, contact=CONTACT)
    later = submitted(key=key, contact=CONTACT, now=TUESDAY + timedelta(hours=3))
    assert later == first
    assert len(items("Reports")) == 2  # the report and its first entry


def test_it_is_the_same_report_also_after_it_has_been_worked_on(aws: None) -> None:
    key = str(uuid4())
    first = submitted(key=key)
    reports.route(first.report, now=TUESDAY)
    assert submitted(key=key) == first


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(aws: None) -> None:
    key = str(uuid4())
    submitted(key=key)
    with pytest.raises(Mismatch):
        submitted(key=key, title="Sesuatu yang lain")
    assert len(items("Reports")) == 2


def test_the_contact_is_part_of_what_must_be_the_same(aws: None) -> None:
    key = str(uuid4())
    submitted(key=key, contact=CONTACT)
    with pytest.raises(Mismatch):
        submitted(key=key, contact={"phone": "081299999999"})


def test_a_number_that_another_submission_has_is_passed_over(aws: None) -> None:
    mine, other = "1b671a64-40d5-491e-99b0-da01ff1f3341", str(uuid4())
    taken = submitted(key=other)
    report = store.report(taken.report)
    assert report is not None
    report.pk = report_number("BNA", mine, 0, b"a secret for the tests alone")
    report.save()
    receipt = submitted(key=mine)
    assert receipt.report == report_number("BNA", mine, 1, b"a secret for the tests alone")


def test_the_table_of_reports_holds_nothing_of_who_the_reporter_is(aws: None) -> None:
    submitted(contact=CONTACT)
    text = str(items("Reports"))
    assert not any(secret in text for secret in ("Rahma", "81200001234", "contoh.example"))


def test_what_the_vault_holds_cannot_be_read_without_the_key(aws: None) -> None:
    receipt = submitted(contact=CONTACT)
    assert "Rahma" not in str(items("Identities"))
    assert vault.contact(receipt.report) == {**CONTACT, "phone": "+6281200001234"}


def test_a_sealed_contact_cannot_be_opened_as_another_reports(aws: None) -> None:
    one, two = submitted(contact=CONTACT), submitted()
    table = boto3.resource("dynamodb").Table("Identities")
    item = table.get_item(Key={"pk": one.report, "sk": "contact"})["Item"]
    table.put_item(Item={**item, "pk": two.report})
    with pytest.raises(Exception, match="InvalidCiphertext"):
        vault.contact(two.report)


def test_the_longest_contact_in_any_alphabet_can_be_sealed(aws: None) -> None:
    longest = {"name": "🙂" * 100, "email": "🙂" * 239 + "@contoh.example", "phone": "081200001234"}
    receipt = submitted(contact=longest)
    assert vault.contact(receipt.report) == {**longest, "phone": "+6281200001234"}


def test_the_code_opens_the_report_and_no_other_code_does(aws: None) -> None:
    receipt = submitted()
    report = store.report(receipt.report)
    assert report is not None
    assert reports.knows(report, receipt.access_code)
    assert reports.knows(report, receipt.access_code.lower().replace("-", " "))
    assert not reports.knows(report, submitted().access_code)
    assert not reports.knows(report, None)
    assert not reports.knows(report, "")


def test_a_receipt_follows_from_the_submission_alone(aws: None) -> None:
    receipt = submitted()
    assert isinstance(receipt, submissions.Receipt)
    assert [deadline.clock for deadline in receipt.deadlines] == ["routing", "verification", "total"]
