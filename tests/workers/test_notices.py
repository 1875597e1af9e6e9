"""Everyone concerned is told once: the reporter by SMS in the own language, the agencies by their topic."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
import time_machine
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from chalice.test import Client
from moto.sns.models import sns_backends

from chalicelib import mergers, reports
from chalicelib.aws import clients, store
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act
from tests.stories import CONTACT, COORDINATOR, OFFICER, SIGNER, TUESDAY, assigned, reporter, staff, submitted
from tests.workers.events import failures, queued


def texts() -> list[tuple[str, str]]:
    """Each SMS sent so far: to whom and what."""
    sent = sns_backends["123456789012"]["ap-southeast-3"].sms_messages
    return list(sent.values())


@contextmanager
def answering(client: Any, event: str, answer: Any) -> Iterator[None]:
    def handler(**_: Any) -> Any:
        return answer

    client.meta.events.register(event, handler)
    yield
    client.meta.events.unregister(event, handler)


def told(client: Client, number: str, *entries: int) -> list[str]:
    return failures(client.lambda_.invoke("notify", queued(*({"report": number, "entry": n} for n in entries))).payload)


def test_a_submitted_report_is_confirmed_by_sms_in_indonesian(client: Client) -> None:
    receipt = submitted(contact=CONTACT)
    assert told(client, receipt.report, 1) == []
    [(phone, text)] = texts()
    assert phone == "+6281200001234"
    assert text.startswith(f"Laporan {receipt.report} diterima. Verifikasi paling lambat 27 November 2026.")


def test_and_in_english_for_who_asked_for_it(client: Client) -> None:
    receipt = submitted(contact=CONTACT, language="en")
    told(client, receipt.report, 1)
    assert texts()[0][1].startswith(f"Report {receipt.report} was received.")


def test_a_message_that_comes_twice_tells_once(client: Client) -> None:
    receipt = submitted(contact=CONTACT)
    told(client, receipt.report, 1, 1)
    told(client, receipt.report, 1)
    assert len(texts()) == 1


def test_who_gave_no_phone_is_not_told_and_nothing_fails(client: Client) -> None:
    receipt = submitted()
    assert told(client, receipt.report, 1) == []
    assert texts() == []


def test_an_anonymous_reporter_is_told_as_any_other(client: Client) -> None:
    receipt = submitted(contact=CONTACT, anonymous=True)
    told(client, receipt.report, 1)
    assert len(texts()) == 1


def test_after_a_crash_between_sending_and_marking_it_is_sent_once_more_never_not_at_all(client: Client) -> None:
    receipt = submitted(contact=CONTACT)
    now = datetime.now(UTC)
    store.claim_notice(receipt.report, 1, "sms", now=now, lease=timedelta(seconds=90))
    assert told(client, receipt.report, 1) == ["message-0"]  # another worker may still be at it
    with time_machine.travel(now + timedelta(minutes=3)):
        assert told(client, receipt.report, 1) == []
        assert told(client, receipt.report, 1) == []
    assert len(texts()) == 1


def test_agencies_are_told_also_when_the_sms_cannot_be_sent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = assigned(contact=CONTACT)
    boto3.client("dynamodb").delete_table(TableName="Identities")
    assert told(client, receipt.report, 3) == ["message-0"]
    assert store.claim_notice(receipt.report, 3, "agency:pupr", now=datetime.now(UTC), lease=timedelta()) is None


def test_an_answer_names_the_day_until_which_a_reply_is_awaited(client: Client) -> None:
    receipt = assigned(contact=CONTACT)
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal.")
    told(client, receipt.report, 4)
    assert "paling lambat 8 Desember 2026" in texts()[0][1]


def test_a_number_that_the_carrier_refuses_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    receipt = submitted(contact=CONTACT)
    client_of_sns = clients.client("sns")
    refusal = {"Error": {"Code": "AuthorizationError", "Message": "not authorized on resource: +6281200001234"}}
    with answering(client_of_sns, "before-call.sns.Publish", (AWSResponse("", 403, HTTPHeaders(), None), refusal)):
        assert told(client, receipt.report, 1) == ["message-0"]
    assert "AuthorizationError" in caplog.text
    assert "81200001234" not in caplog.text


def test_the_reporter_is_told_of_each_step_of_the_ladder_once(client: Client) -> None:
    receipt = assigned(contact=CONTACT)
    for _ in range(4):
        report = store.report(receipt.report)
        assert report is not None
        reports.expire(receipt.report, int(report.version), now=report.due_at)
    told(client, receipt.report, 4, 5, 6, 7)
    assert [text.split(" Cek")[0] for _, text in texts()] == [
        f"Laporan {receipt.report} dinaikkan ke Sekretariat Daerah. Batas waktu respons awal terlewati.",
        f"Laporan {receipt.report} dinaikkan ke Wali Kota. Batas waktu respons awal terlewati.",
    ]


def test_who_went_the_own_way_again_is_not_told_of_the_others_answer(client: Client) -> None:
    merged, into = assigned(contact=CONTACT), assigned()
    mergers.merge(merged.report, Fields(into=into.report), actor=OFFICER, now=TUESDAY)
    staff(merged.report, Act.SEPARATE, actor=COORDINATOR)
    staff(into.report, Act.ANSWER, text="Sudah ditambal semuanya.")
    told(client, into.report, 5)
    assert texts() == []


def test_a_part_that_was_split_off_reaches_the_same_reporter(client: Client) -> None:
    receipt = assigned(contact=CONTACT)
    parted = Fields(title="Lampu padam", description="Lampu di simpang juga padam.")
    mergers.split(receipt.report, parted, actor=OFFICER, now=TUESDAY)
    entry = store.entry(receipt.report, 4)
    assert entry
    assert entry.other
    told(client, receipt.report, 4)
    told(client, entry.other, 1)
    [(_, of_the_first), (phone, of_the_part)] = texts()
    assert of_the_first.startswith(f"Sebagian laporan {receipt.report} menjadi laporan {entry.other}")
    assert phone == "+6281200001234"
    assert of_the_part.startswith(f"Laporan {entry.other} diterima.")


def test_what_was_written_in_a_report_is_in_no_notice(client: Client) -> None:
    receipt = assigned(contact=CONTACT)
    staff(receipt.report, Act.ANSWER, text="Kalimat rahasia")
    reporter(receipt, Act.DISPUTE, text="Kalimat lain")
    told(client, receipt.report, 1, 2, 3, 4, 5)
    assert len(texts()) == 4
    assert not any("Kalimat" in text or "berlubang" in text for _, text in texts())


def test_a_notice_of_an_entry_that_is_not_there_is_parked_not_lost(client: Client) -> None:
    assert told(client, submitted().report, 9) == ["message-0"]


def test_an_extension_names_the_new_day_of_the_deadline_it_moved(client: Client) -> None:
    receipt = assigned(contact=CONTACT)
    staff(receipt.report, Act.EXTEND, actor=SIGNER, reason="Menunggu bahan.", until=date(2026, 12, 21))
    told(client, receipt.report, 4)
    assert "diperpanjang sampai 21 Desember 2026." in texts()[0][1]


def test_the_reporter_of_a_merged_report_reads_of_the_answer_by_the_own_number_and_of_no_question(
    client: Client,
) -> None:
    merged, into = assigned(contact=CONTACT), assigned()
    mergers.merge(merged.report, Fields(into=into.report), actor=OFFICER, now=TUESDAY)
    staff(into.report, Act.ASK, text="Di mana tepatnya?")
    reporter(into, Act.COMPLETE, text="Di depan pasar.")
    staff(into.report, Act.ANSWER, text="Sudah ditambal.")
    assert told(client, into.report, 5, 6, 7) == []
    [(phone, text)] = texts()
    assert phone == "+6281200001234"
    assert text.startswith(f"Laporan {merged.report} sudah dijawab oleh Dinas Pekerjaan Umum dan Penataan Ruang.")
    told(client, into.report, 7)
    assert len(texts()) == 1
