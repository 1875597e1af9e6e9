"""The training region, whose clocks run in minutes: what nobody deals with is escalated, what is left is closed.

All reports are sent at the start and grow old side by side. The emulator's own schedule sweeps each minute;
once that was seen, the sweep is also started by hand, which saves waiting for the next minute.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.stories import LAMP
from tests.system import logs
from tests.system.over_http import Receipt
from tests.system.stack import Stack, until

pytestmark = pytest.mark.xdist_group("latihan")

MINUTE = timedelta(minutes=1)
NEXT_WEEK = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}"
PATIENCE = 200  # seconds: two minutes of a clock, one until the next sweep, and a slow machine
ASSIGNED = ("koordinator", "assign", {"agency": "pupr"})
ANSWERED = ("petugas-pupr", "answer", {"text": "Sudah ditambal.", "justification": "Sama bagi semua."})
WAYS: Mapping[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "forgotten": (),
    "left": (ASSIGNED,),
    "silent": (ASSIGNED, ANSWERED),
    "asked": (ASSIGNED, ("petugas-pupr", "ask", {"text": "Di sisi mana?"})),
    "held": (ASSIGNED, ("petugas-pupr", "hold", {"reason": "Menunggu aspal.", "until": NEXT_WEEK})),
    "disputed": (ASSIGNED, ANSWERED),
}
PHONES = {name: f"0812-0000-60{number:02}" for number, name in enumerate(WAYS, start=1)}
CONTACTS = {name: {"name": "Sultan Contoh", "phone": phone} for name, phone in PHONES.items()}

Reports = Mapping[str, Receipt]


@pytest.fixture(scope="module")
def reports(training: Stack) -> Reports:
    """Reports that are left alone, each at another point of its way."""
    sent = {name: training.submit({**LAMP, "contact": CONTACTS[name]}).json for name in WAYS}
    for name, steps in WAYS.items():
        until(lambda name=name: training.read(sent[name])["agency"], within=PATIENCE)
        for username, act, fields in steps:
            answer = training.by_staff(username, sent[name]["id"], act, **fields)
            assert answer.status == 200, answer.text
    assert training.by_reporter(sent["disputed"], "dispute", text="Masih berlubang.").status == 200
    return sent


def test_a_report_that_nobody_verifies_is_escalated_by_the_schedule_alone(training: Stack, reports: Reports) -> None:
    forgotten = reports["forgotten"]
    [step] = until(lambda: _done(training, forgotten, "escalate"), within=PATIENCE)
    assert step["by"]["role"] == "system"
    assert training.read(forgotten)["escalated_to"]["id"] == "setda"
    assert timedelta(0) <= _at(step) - _due(forgotten, "verification") < 2 * MINUTE
    until(lambda: _told(training, "forgotten", "Sekretariat Daerah (latihan)"), within=30)


def test_a_report_that_its_agency_leaves_is_escalated_and_the_agency_above_sees_it(
    training: Stack, reports: Reports
) -> None:
    left = reports["left"]
    _swept(training, lambda: _done(training, left, "escalate"))
    mine = training.call("GET", f"/agency/reports/{left['id']}", Authorization=training.token("petugas-setda")).json
    assert mine["escalated_to"]["id"] == "setda"
    assert mine["level"] >= 1
    assert [d["clock"] for d in mine["deadlines"] if d["missed_at"]][:1] == ["first_response"]
    until(lambda: _told(training, "left", "terlewati"), within=30)
    assert training.by_staff("petugas-setda", left["id"], "answer", text="Kami perbaiki besok pagi.").status == 200
    assert training.read(left)["escalated_to"] is None


def test_an_answer_without_a_reply_is_closed_by_silence_and_the_reporter_is_told(
    training: Stack, reports: Reports
) -> None:
    silent = reports["silent"]
    [closing] = _swept(training, lambda: _done(training, silent, "close"))
    [answer] = _done(training, silent, "answer")
    assert closing["by"]["role"] == "system"
    assert 2 * MINUTE <= _at(closing) - _at(answer) < 3.5 * MINUTE
    assert training.read(silent)["status"] == "closed"
    until(lambda: _told(training, "silent", "selesai karena tidak ada tanggapan"), within=30)


def test_a_question_that_is_not_answered_lapses_and_the_report_goes_on(training: Stack, reports: Reports) -> None:
    _swept(training, lambda: _done(training, reports["asked"], "lapse"))
    assert training.read(reports["asked"])["status"] == "assigned"
    until(lambda: _told(training, "asked", "Waktu melengkapi"), within=30)


def test_a_hold_ends_by_itself(training: Stack, reports: Reports) -> None:
    _swept(training, lambda: _done(training, reports["held"], "resume"))
    assert training.read(reports["held"])["status"] == "assigned"
    until(lambda: _told(training, "held", "dilanjutkan kembali"), within=30)


def test_a_dispute_that_nobody_judges_goes_to_the_one_above_who_should(training: Stack, reports: Reports) -> None:
    _swept(training, lambda: _done(training, reports["disputed"], "escalate"))
    disputed = training.read(reports["disputed"])
    assert disputed["agency"]["id"] == "setda"
    assert disputed["escalated_to"]["id"] == "walikota"


def test_the_forgotten_report_climbs_step_by_step_and_to_the_overseer_only_with_consent(
    training: Stack, reports: Reports
) -> None:
    forgotten = reports["forgotten"]
    _swept(training, lambda: len(_done(training, forgotten, "escalate")) >= 2)
    assert training.read(forgotten)["escalated_to"]["id"] == "walikota"
    until(lambda: _told(training, "forgotten", "Wali Kota (latihan)"), within=30)
    assert training.by_reporter(forgotten, "refer").status == 200
    _swept(training, lambda: training.read(forgotten)["escalated_to"]["id"] == "ombudsman")
    assert training.read(forgotten)["status"] == "received"


def test_each_step_was_told_once(training: Stack, reports: Reports) -> None:
    def is_told(name: str) -> bool:
        told = [entry for entry in training.read(reports[name])["history"] if entry["act"] in _SAID]
        return len([text for text in _texts(training, name) if _RAISED not in text]) == len(told)

    until(lambda: all(map(is_told, PHONES)), within=30)
    for name in PHONES:
        texts = _texts(training, name)
        assert len(texts) == len(set(texts))
        assert all(reports[name]["id"] in text for text in texts)


def test_the_sweep_queued_each_due_report_under_one_correlation_id(training: Stack, reports: Reports) -> None:
    lines = [line for line in logs.said(training, "expire", reports["forgotten"]["id"]) if line["level"] == "INFO"]
    assert {"Clock ran out", "Report changed"} <= {line["message"] for line in lines}
    assert all(line["correlation_id"] for line in lines)


_RAISED = "terlewati"  # what is said of an escalation, once for each step
_SAID = frozenset(
    {"submit", "assign", "respond", "answer", "ask", "hold", "resume", "lapse", "close", "dispute", "refer"}
)


def _swept(stack: Stack, condition: Any) -> Any:
    """What `condition` gives, while the sweep is started by hand as well."""

    def sweeping() -> Any:
        if found := condition():
            return found
        answer = stack.aws("lambda").invoke(
            FunctionName=stack.resources["SweepName"], Payload=json.dumps(_TICK).encode()
        )
        assert "FunctionError" not in answer, answer["Payload"].read()
        return condition()

    return until(sweeping, within=PATIENCE, every=3)


_TICK = {
    **dict.fromkeys(("version", "account", "time", "region", "source", "detail-type"), "by hand"),
    "id": "by-hand",
    "resources": [],
    "detail": {},
}


def _done(stack: Stack, receipt: Receipt, act: str) -> list[dict[str, Any]]:
    """How often that was done to the report so far."""
    return [entry for entry in stack.read(receipt)["history"] if entry["act"] == act]


def _texts(stack: Stack, name: str) -> list[str]:
    return stack.texts("+62" + PHONES[name].replace("-", "")[1:])


def _told(stack: Stack, name: str, words: str) -> bool:
    return any(words in text for text in _texts(stack, name))


def _at(entry: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["at"])


def _due(receipt: Receipt, clock: str) -> datetime:
    [deadline] = [deadline for deadline in receipt["deadlines"] if deadline["clock"] == clock]
    return datetime.fromisoformat(deadline["due_at"])
