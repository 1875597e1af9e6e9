"""Many at one moment: nobody's act is lost, nothing is done twice, and whoever comes too late is told so."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from tests.stories import LAMP
from tests.system.stack import Answer, Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")

PATIENCE = 60
CLIENTS = 10


@pytest.fixture(scope="module")
def crowd(stack: Stack) -> Stack:
    """The stack with a function running for each client, so that all meet in the database and not at its door."""
    until(lambda: {a.status for a in _at_once([lambda: stack.call("GET", "/health")] * CLIENTS)} == {200}, within=120)
    stack.token("petugas-pupr")
    return stack


@pytest.fixture
def assigned(crowd: Stack) -> Mapping[str, Any]:
    receipt: Mapping[str, Any] = crowd.submit(LAMP).json
    until(lambda: crowd.read(receipt)["agency"], within=PATIENCE)
    assert crowd.by_staff("koordinator", receipt["id"], "assign", agency="pupr").status == 200
    return receipt


def test_of_ten_who_saw_the_same_version_one_wins_and_nine_are_told(crowd: Stack, assigned: Mapping[str, Any]) -> None:
    number, version = assigned["id"], crowd.read(assigned)["version"]

    def answering(client: int) -> Callable[[], Answer]:
        return lambda: crowd.by_staff(
            "petugas-pupr", number, "answer", text=f"Dikerjakan oleh regu {client}", version=version
        )

    answers = _at_once([answering(client) for client in range(CLIENTS)])
    assert Counter(answer.status for answer in answers) == {200: 1, 409: 9}
    late = [answer.json for answer in answers if answer.status == 409]
    assert {problem["type"] for problem in late} == {"urn:tuntas:problem:changed_meanwhile"}
    assert all("Menunggu tanggapan pelapor" in problem["detail"] for problem in late)
    [answer] = [entry for entry in crowd.read(assigned)["history"] if entry["number"] > version]
    winner = next(client for client, answer in enumerate(answers) if answer.status == 200)
    assert answer["text"] == f"Dikerjakan oleh regu {winner}"


def test_reporter_and_officers_meet_on_one_version_and_one_wins(crowd: Stack, assigned: Mapping[str, Any]) -> None:
    number, version = assigned["id"], crowd.read(assigned)["version"]

    def acting(client: int) -> Callable[[], Answer]:
        if client % 2:
            return lambda: crowd.by_reporter(assigned, "withdraw", version=version)
        return lambda: crowd.by_staff("petugas-pupr", number, "respond", text="Ya.", version=version)

    answers = _at_once([acting(client) for client in range(CLIENTS)])
    assert Counter(answer.status for answer in answers) == {200: 1, 409: 9}
    assert all(answer.json["detail"] for answer in answers if answer.status == 409)
    assert crowd.read(assigned)["version"] == version + 1


def test_ten_different_acts_at_once_are_all_done_one_after_the_other(crowd: Stack, assigned: Mapping[str, Any]) -> None:
    number, version = assigned["id"], crowd.read(assigned)["version"]
    texts = [f"Yang ke-{client}" for client in range(CLIENTS)]

    def acting(client: int) -> Callable[[], Answer]:
        if client < 5:
            return lambda: _insisting(lambda: crowd.by_staff("petugas-pupr", number, "note", text=texts[client]))
        if client < 8:
            return lambda: _insisting(lambda: crowd.by_reporter(assigned, "reply", text=texts[client]))
        return lambda: _insisting(lambda: crowd.by_staff("petugas-pupr", number, "respond", text=texts[client]))

    answers = _at_once([acting(client) for client in range(CLIENTS)])
    assert {answer.status for answer in answers} == {200}, [answer.text for answer in answers]
    report = crowd.call("GET", f"/agency/reports/{number}", Authorization=crowd.token("petugas-pupr")).json
    assert [entry["number"] for entry in report["history"]] == list(range(1, version + CLIENTS + 1))
    assert report["version"] == version + CLIENTS
    assert sorted(entry["text"] for entry in report["history"][version:]) == texts
    assert sorted(answer.json["version"] for answer in answers) == list(range(version + 1, version + CLIENTS + 1))


def test_the_same_submission_five_times_at_once_is_one_report_and_five_equal_answers(crowd: Stack) -> None:
    key, form = str(uuid4()), {**LAMP, "contact": {"name": "Teuku Ali Contoh", "phone": "0812-0000-2001"}}
    before = _reports(crowd)
    answers = _at_once([lambda: crowd.submit(form, key=key)] * 5)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert _reports(crowd) - before == {answers[0].json["id"]}
    until(lambda: crowd.read(answers[0].json)["agency"], within=PATIENCE)
    assert crowd.submit(form, key=key).text == answers[0].text  # and again when it has gone on


def test_one_key_with_many_bodies_at_once_takes_one_and_gives_the_others_no_code(crowd: Stack) -> None:
    key = str(uuid4())

    def submitting(client: int) -> Callable[[], Answer]:
        return lambda: crowd.submit({**LAMP, "title": f"Lubang ke-{client}"}, key=key)

    before = _reports(crowd)
    answers = _at_once([submitting(client) for client in range(5)])
    assert Counter(answer.status for answer in answers) == {201: 1, 422: 4}
    [receipt] = [answer.json for answer in answers if answer.status == 201]
    assert _reports(crowd) - before == {receipt["id"]}
    for answer in answers:
        if answer.status == 422:
            assert answer.json["type"] == "urn:tuntas:problem:other_submission"
            assert receipt["access_code"] not in answer.text
            assert receipt["id"] not in answer.text


def _at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers to calls that all begin at the same moment."""
    start = Barrier(len(calls))

    def call(what: Callable[[], Answer]) -> Answer:
        start.wait()
        return what()

    with ThreadPoolExecutor(len(calls)) as clients:
        return list(clients.map(call, calls))


def _insisting(act: Callable[[], Answer]) -> Answer:
    """As a client does that was told it is too busy: once more."""
    answer = act()
    busy = answer.status == 409 and answer.json["type"] == "urn:tuntas:problem:busy"
    return act() if busy else answer


def _reports(stack: Stack) -> set[str]:
    """The numbers of all reports there are."""
    return {item["pk"]["S"] for item in stack.items("ReportsTable") if item["sk"]["S"] == "report"}
