"""One report's whole life on the running stack, from click to close, and what everyone concerned sees of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.region import this
from chalicelib.rules import calendar, notices
from tests.stories import LAMP
from tests.system import logs
from tests.system.stack import Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")

PHONE = "+6281200001001"
CONTACT = {"name": "Cut Rahma Contoh", "phone": "0812-0000-1001", "email": "cut.rahma@contoh.example"}
PLACE = {"lat": 5.5483, "lon": 95.3238, "address": "Jalan Teuku Umar"}
ZONE = ZoneInfo("Asia/Jakarta")
PATIENCE = 60


@dataclass(frozen=True)
class Life:
    """A report that has gone its whole way."""

    receipt: Mapping[str, Any]
    history: list[dict[str, Any]]
    until: date  # of its hold

    @property
    def id(self) -> str:
        return str(self.receipt["id"])

    def due(self, act: str, days: int, *, time: int = 1) -> str:
        """The day, in words, that many working days after an act was done for the `time`th time."""
        moments = [entry["at"] for entry in self.history if entry["act"] == act]
        start = datetime.fromisoformat(moments[time - 1]).astimezone(ZONE).date()
        return _in_words(calendar.add_working_days(start, days, this().calendar())[0])


@dataclass(frozen=True)
class Mailboxes:
    """An agency's own system each: a queue that the topic `agencies` fills with what is for that agency."""

    stack: Stack
    queues: Mapping[str, str]

    def open(self, agency: str) -> Iterator[dict[str, Any]]:
        """What has come for the agency, each message once."""
        sqs, queue = self.stack.aws("sqs"), self.queues[agency]
        while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                yield json.loads(message["Body"])


@pytest.fixture(scope="module")
def mailboxes(stack: Stack) -> Mailboxes:
    return Mailboxes(stack, {agency: _subscribed(stack, agency) for agency in ("pupr", "dishub", "setda", "dinkes")})


@pytest.fixture(scope="module")
def life(stack: Stack, mailboxes: Mailboxes) -> Life:
    """The whole way; after each step of which the reporter is told, it is waited for that."""
    receipt = stack.submit({**LAMP, "contact": CONTACT, "location": PLACE}).json
    number, away = receipt["id"], datetime.now(ZONE).date() + timedelta(days=7)
    until(lambda: stack.read(receipt)["agency"], within=PATIENCE)
    assert stack.read(receipt)["agency"]["id"] == "pupr"
    _staff(stack, "koordinator", number, "assign", agency="dishub")
    _staff(stack, "petugas-dishub", number, "respond", text="Petugas berangkat.")
    _staff(stack, "petugas-dishub", number, "ask", text="Di sisi mana?")
    assert stack.by_reporter(receipt, "complete", text="Sisi timur.").json["status"] == "in_progress"
    _staff(stack, "petugas-dishub", number, "hold", reason="Menunggu aspal.", until=away.isoformat())
    _staff(stack, "petugas-dishub", number, "resume")
    _staff(stack, "petugas-dishub", number, "answer", text="Sudah ditambal.")
    _reporter(stack, receipt, "dispute", text="Lubangnya masih ada.")
    assert number in {line["id"] for line in _inbox(stack, "petugas-setda")}
    _staff(stack, "petugas-setda", number, "uphold", text="Kerjakan lagi.")
    _staff(stack, "petugas-dishub", number, "respond", text="Petugas kembali.")
    _staff(stack, "petugas-dishub", number, "answer", text="Sekarang rata.")
    assert number in {line["id"] for line in _inbox(stack, "petugas-dishub")}
    _reporter(stack, receipt, "confirm")
    assert stack.by_reporter(receipt, "rate", rating=5, text="Terima kasih.").json["status"] == "closed"
    return Life(receipt, stack.read(receipt)["history"], away)


def test_the_history_tells_the_whole_way(life: Life) -> None:
    steps = [(entry["act"], entry["status"], (entry["agency"] or {}).get("id")) for entry in life.history]
    assert steps == [
        ("submit", "received", None),
        ("route", "received", "pupr"),
        ("assign", "assigned", "dishub"),
        ("respond", "in_progress", "dishub"),
        ("ask", "incomplete", "dishub"),
        ("complete", "in_progress", "dishub"),
        ("hold", "on_hold", "dishub"),
        ("resume", "in_progress", "dishub"),
        ("answer", "answered", "dishub"),
        ("dispute", "disputed", "setda"),
        ("uphold", "in_progress", "dishub"),
        ("respond", "in_progress", "dishub"),
        ("answer", "answered", "dishub"),
        ("confirm", "closed", "dishub"),
        ("rate", "closed", "dishub"),
    ]
    assert [entry["number"] for entry in life.history] == list(range(1, 16))


def test_the_reporter_is_told_each_step_once_with_the_right_day(stack: Stack, life: Life) -> None:
    link = f"Cek: {stack.outputs['web']}/lacak/#{life.id}"
    on = f"oleh Dinas Perhubungan. Jawaban paling lambat {life.due('submit', 14)}."
    again = f"oleh Dinas Perhubungan. Jawaban paling lambat {life.due('uphold', 5)}."
    window = "tanpa tanggapan laporan dianggap selesai."
    assert _texts(stack, life.id) == [
        f"Laporan {life.id} diterima. Verifikasi paling lambat {life.due('submit', 3)}. {link}",
        (
            f"Laporan {life.id} diteruskan ke Dinas Perhubungan. "
            f"Respons awal paling lambat {life.due('assign', 5)}. {link}"
        ),
        f"Laporan {life.id} ditanggapi dan sedang ditindaklanjuti {on} {link}",
        f"Laporan {life.id} perlu dilengkapi. Mohon lengkapi paling lambat {life.due('ask', 10)}. {link}",
        f"Laporan {life.id} ditunda. Dilanjutkan paling lambat {_in_words(life.until)}. {link}",
        f"Laporan {life.id} dilanjutkan kembali. Batas waktu berikutnya {life.due('submit', 14)}. {link}",
        (
            f"Laporan {life.id} sudah dijawab oleh Dinas Perhubungan. "
            f"Mohon tanggapi paling lambat {life.due('answer', 10)}; {window} {link}"
        ),
        (
            f"Keberatan Anda atas laporan {life.id} sudah dicatat. "
            f"Diperiksa paling lambat {life.due('dispute', 5)}. {link}"
        ),
        (
            f"Keberatan Anda dikabulkan; laporan {life.id} dikerjakan lagi. "
            f"Jawaban paling lambat {life.due('uphold', 5)}. {link}"
        ),
        f"Laporan {life.id} ditanggapi dan sedang ditindaklanjuti {again} {link}",
        (
            f"Laporan {life.id} sudah dijawab oleh Dinas Perhubungan. "
            f"Mohon tanggapi paling lambat {life.due('answer', 10, time=2)}; {window} {link}"
        ),
        f"Laporan {life.id} selesai. Terima kasih atas tanggapan Anda. {link}",
    ]


def test_each_agency_is_told_what_concerns_it_and_nothing_else(mailboxes: Mailboxes, life: Life) -> None:
    expected = {
        "pupr": {"route", "assign"},
        "dishub": {"assign", "complete", "hold", "resume", "dispute", "uphold", "confirm", "rate"},
        "setda": {"dispute", "uphold"},
        "dinkes": set(),
    }
    came: dict[str, list[dict[str, Any]]] = {agency: [] for agency in expected}

    def all_came() -> bool:
        for agency, messages in came.items():
            messages += [message for message in mailboxes.open(agency) if message["report"] == life.id]
        return {agency: {m["act"] for m in messages} for agency, messages in came.items()} == expected

    until(all_came, within=PATIENCE)
    for agency, messages in came.items():
        assert len(messages) == len(expected[agency])
        assert {message["agency"] for message in messages} <= {agency}
        assert all(set(message) == {"report", "entry", "act", "state", "agency"} for message in messages)


def test_a_closed_report_is_in_nobodys_inbox(stack: Stack, life: Life) -> None:
    for officer in ("petugas-pupr", "petugas-dishub", "petugas-setda", "koordinator"):
        assert life.id not in {line["id"] for line in _inbox(stack, officer)}


def test_the_public_list_and_map_show_it_without_its_reporter(stack: Stack, life: Life) -> None:
    [line] = [line for line in _pages(stack, "/public/reports", "items") if line["id"] == life.id]
    [feature] = [f for f in _pages(stack, "/public/reports.geojson", "features") if f["id"] == life.id]
    assert line["title"] == LAMP["title"]
    assert line["agency"]["id"] == "dishub"
    assert feature["geometry"] == {"type": "Point", "coordinates": [PLACE["lon"], PLACE["lat"]]}
    shown = json.dumps([line, feature, stack.call("GET", f"/reports/{life.id}").json])
    assert not [value for value in (*CONTACT.values(), PHONE, "Sisi timur", "masih ada") if value in shown]


def test_one_correlation_id_leads_from_the_request_to_every_function(stack: Stack, life: Life) -> None:
    [request] = [line for line in logs.said(stack, "api", life.id) if line["message"] == "Report submitted"]
    followed = request["correlation_id"]
    assert [entry["correlation_id"]["S"] for entry in _entries(stack, life.id)[:2]] == [followed, followed]
    for function, message in (("relay", "Announced"), ("route", "Routed"), ("notify", "Told")):
        lines = [line for line in logs.said(stack, function, life.id) if line["message"] == message]
        assert [line for line in lines if line["correlation_id"] == followed], function


def test_each_request_has_a_correlation_id_of_its_own(stack: Stack, life: Life) -> None:
    written = [entry["correlation_id"]["S"] for entry in _entries(stack, life.id)]
    assert len(set(written)) == len(written) - 1  # routing goes on under the submission's
    told = {line["entry"]: line["correlation_id"] for line in logs.said(stack, "notify", life.id)}
    assert told[7] == written[6]


def test_a_reporter_who_asked_for_english_is_told_in_english(stack: Stack) -> None:
    contact = {"phone": "0812-0000-1002"}
    receipt = stack.submit({**LAMP, "language": "en", "contact": contact}).json
    [text] = until(lambda: stack.texts("+6281200001002"), within=PATIENCE)
    assert text.startswith(f"Report {receipt['id']} was received. Verification by ")


def test_a_look_at_the_reporter_is_answered_and_told_to_the_reporter(stack: Stack) -> None:
    receipt = stack.submit({**LAMP, "contact": CONTACT}).json
    until(lambda: stack.read(receipt)["agency"], within=PATIENCE)
    seen = _look(stack, "petugas-pupr", receipt["id"])
    assert seen.json["contact"] == {**CONTACT, "phone": PHONE}
    last = stack.read(receipt)["history"][-1]
    assert (last["act"], last["by"]["agency"]["id"]) == ("identify", "pupr")
    assert stack.call("GET", f"/reports/{receipt['id']}").json["history"][-1]["act"] == "route"


def test_nobody_looks_at_an_anonymous_reporter_who_is_told_all_the_same(stack: Stack) -> None:
    receipt = stack.submit({**LAMP, "anonymous": True, "contact": {"phone": "0812-0000-1003"}}).json
    until(lambda: stack.read(receipt)["agency"], within=PATIENCE)
    for officer in ("petugas-pupr", "kepala-pupr", "koordinator", "auditor"):
        assert _look(stack, officer, receipt["id"]).status == 403
    assert until(lambda: stack.texts("+6281200001003"), within=PATIENCE)


def _staff(stack: Stack, username: str, number: str, act: str, **fields: Any) -> None:
    _told(stack, number, lambda: stack.by_staff(username, number, act, **fields))


def _reporter(stack: Stack, receipt: Mapping[str, Any], act: str, **fields: Any) -> None:
    _told(stack, receipt["id"], lambda: stack.by_reporter(receipt, act, **fields))


def _told(stack: Stack, number: str, act: Any) -> None:
    """Do it, and wait until the reporter was told: notices of acts in a hurry may come in another order."""
    until(lambda: _texts(stack, number), within=PATIENCE)
    before = len(_texts(stack, number))
    assert (answer := act()).status == 200, answer.text
    until(lambda: len(_texts(stack, number)) > before, within=PATIENCE)


def _look(stack: Stack, username: str, number: str) -> Any:
    return stack.call("GET", f"/agency/reports/{number}/contact", Authorization=stack.token(username))


def _texts(stack: Stack, number: str) -> list[str]:
    return [text for text in stack.texts(PHONE) if number in text]


def _inbox(stack: Stack, username: str) -> list[dict[str, Any]]:
    return _pages(stack, "/agency/reports", "items", Authorization=stack.token(username))


def _pages(stack: Stack, path: str, name: str, **headers: str) -> list[dict[str, Any]]:
    """A list, all its pages."""
    page = stack.call("GET", path, **headers).json
    found: list[dict[str, Any]] = page[name]
    while page["cursor"]:
        page = stack.call("GET", f"{path}?cursor={page['cursor']}", **headers).json
        found += page[name]
    return found


def _entries(stack: Stack, number: str) -> list[dict[str, Any]]:
    """The items of a report's history, as they are stored."""
    answer = stack.aws("dynamodb").query(
        TableName=stack.resources["ReportsTable"],
        KeyConditionExpression="pk = :number AND begins_with(sk, :entry)",
        ExpressionAttributeValues={":number": {"S": number}, ":entry": {"S": "entry#"}},
    )
    found: list[dict[str, Any]] = answer["Items"]
    return found


def _subscribed(stack: Stack, agency: str) -> str:
    """A queue of the agency's own, subscribed to the topic `agencies`."""
    sqs, topic = stack.aws("sqs"), stack.resources["AgenciesTopic"]
    queue: str = sqs.create_queue(QueueName=f"system-of-{agency}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    filtered = {"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"agency": [agency]})}
    stack.aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=filtered)
    return queue


def _in_words(day: date) -> str:
    return notices.day(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE), ZONE.key, "id")
