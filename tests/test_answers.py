"""What an answer says: an unhelpful one goes back to its writer, and a draft is what is signed."""

from typing import Any

import pytest

from chalicelib.aws import store
from chalicelib.aws.tables import Entry, Report
from chalicelib.rules.errors import Conflict, Forbidden, Invalid
from chalicelib.rules.lifecycle import Act
from tests.stories import COORDINATOR, OFFICER, SIGNER, STRANGER, assigned, staff

pytestmark = pytest.mark.usefixtures("aws")

DONE = "Lubang ditambal regu jalan pagi ini."


def refused(number: str, act: Act, **fields: Any) -> str:
    """The code of the one problem for which the act is refused; nothing is written."""
    before = report_of(number).version
    with pytest.raises(Invalid) as invalid:
        staff(number, act, **fields)
    [problem] = invalid.value.problems
    assert (problem.field, report_of(number).version) == ("text", before)
    return problem.code


def report_of(number: str) -> Report:
    report = store.report(number)
    assert report
    return report


def last_entry(number: str) -> Entry:
    entry = store.entry(number, int(report_of(number).version))
    assert entry
    return entry


@pytest.mark.parametrize("act", [Act.ANSWER, Act.DRAFT])
def test_an_answer_that_says_nothing_or_only_cites_goes_back(act: Act) -> None:
    number = assigned().report
    assert refused(number, act, text="Terima kasih atas laporan Anda.") == "answer_says_nothing"
    assert refused(number, act, text="Sesuai Pasal 5 UU Nomor 25 Tahun 2009.") == "answer_only_cites"


def test_a_response_on_the_way_may_be_short() -> None:
    assert staff(assigned().report, Act.RESPOND, text="Terima kasih.").state == "in_progress"


def test_the_same_answer_is_given_once_by_each_agency() -> None:
    first, second, elsewhere = assigned(), assigned(), assigned(agency="dinkes")
    staff(first.report, Act.ANSWER, text=DONE)
    assert refused(second.report, Act.ANSWER, text=f"  {DONE.upper()}") == "answer_copied"
    assert refused(second.report, Act.DRAFT, text=DONE) == "answer_copied"
    assert staff(elsewhere.report, Act.ANSWER, actor=STRANGER, text=DONE).state == "answered"


def test_a_justification_lets_an_answer_stand_and_is_kept() -> None:
    first, second = assigned(), assigned()
    staff(first.report, Act.ANSWER, text=DONE)
    staff(second.report, Act.ANSWER, text=DONE, justification="Satu regu menambal keduanya.")
    assert last_entry(second.report).justification == "Satu regu menambal keduanya."


def test_a_signed_draft_is_the_answer_and_no_draft_is_left() -> None:
    number = assigned().report
    staff(number, Act.DRAFT, text=DONE)
    assert report_of(number).draft == 4
    signed = staff(number, Act.SIGN, actor=SIGNER)
    assert (signed.state, signed.answered_by) == ("answered", "pupr")
    assert not signed.draft
    assert (last_entry(number).act, last_entry(number).text) == (Act.SIGN, DONE)


def test_a_signer_may_put_own_words_in_the_drafts_place() -> None:
    number = assigned().report
    staff(number, Act.DRAFT, text=DONE)
    staff(number, Act.SIGN, actor=SIGNER, text="Lubang ditambal Selasa pagi, dijamin setahun.")
    assert last_entry(number).text == "Lubang ditambal Selasa pagi, dijamin setahun."


def test_two_drafts_of_the_same_words_are_not_both_signed() -> None:
    first, second = assigned(), assigned()
    for receipt in (first, second):
        staff(receipt.report, Act.DRAFT, text=DONE)
    staff(first.report, Act.SIGN, actor=SIGNER)
    assert refused(second.report, Act.SIGN, actor=SIGNER) == "answer_copied"
    staff(second.report, Act.SIGN, actor=SIGNER, justification="Satu regu menambal keduanya.")
    assert last_entry(second.report).justification == "Satu regu menambal keduanya."


def test_what_a_draft_was_justified_with_goes_with_its_signature() -> None:
    number = assigned().report
    staff(number, Act.DRAFT, text="Selesai.", justification="Pelapor hanya bertanya apakah selesai.")
    staff(number, Act.SIGN, actor=SIGNER)
    assert last_entry(number).justification == "Pelapor hanya bertanya apakah selesai."


def test_what_was_signed_is_remembered_as_any_answer() -> None:
    first, second = assigned(), assigned()
    staff(first.report, Act.DRAFT, text=DONE)
    assert not store.was_said("pupr", "no such digest")
    staff(first.report, Act.SIGN, actor=SIGNER)
    assert refused(second.report, Act.ANSWER, text=DONE) == "answer_copied"


def test_a_draft_that_is_sent_back_cannot_be_signed_until_there_is_another() -> None:
    number = assigned().report
    staff(number, Act.DRAFT, text=DONE)
    staff(number, Act.REDRAFT, actor=SIGNER, reason="Sebutkan tanggalnya.")
    for act in (Act.SIGN, Act.REDRAFT):
        with pytest.raises(Conflict, match="no_draft"):
            staff(number, act, actor=SIGNER, reason="Sekali lagi.")
    staff(number, Act.DRAFT, text=f"{DONE[:-1]}, 24 November.")
    assert staff(number, Act.SIGN, actor=SIGNER).state == "answered"


def test_who_drafts_does_not_sign_and_who_signs_does_not_draft() -> None:
    number = assigned().report
    with pytest.raises(Forbidden):
        staff(number, Act.DRAFT, actor=SIGNER, text=DONE)
    staff(number, Act.DRAFT, text=DONE)
    for actor in (OFFICER, COORDINATOR):
        with pytest.raises(Forbidden):
            staff(number, Act.SIGN, actor=actor)


def test_a_draft_stays_behind_when_its_report_is_passed_on() -> None:
    number = assigned().report
    staff(number, Act.DRAFT, text=DONE)
    assert staff(number, Act.ASSIGN, actor=COORDINATOR, agency="dinkes").draft is None


def test_an_answer_is_judged_and_remembered_at_one_read_more(calls: list[str]) -> None:
    number = assigned().report
    calls.clear()
    staff(number, Act.DRAFT, text=DONE)
    assert calls == ["dynamodb.GetItem"] * 2 + ["dynamodb.TransactWriteItems"]
    calls.clear()
    staff(number, Act.SIGN, actor=SIGNER)
    assert calls == ["dynamodb.GetItem"] * 3 + ["dynamodb.TransactWriteItems"]
