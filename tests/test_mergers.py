"""Two reports about one matter become one, go apart again, and one about two matters becomes two."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from chalice.test import Client

from chalicelib import mergers, reports, views
from chalicelib.aws import store, vault
from chalicelib.aws.stored import connection
from chalicelib.aws.tables import Report
from chalicelib.rules.clocks import Clock
from chalicelib.rules.errors import Conflict, Forbidden, Invalid, Unknown
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act, State
from chalicelib.submissions import Receipt
from tests.stories import (
    ABOVE,
    AUDITOR,
    CONTACT,
    COORDINATOR,
    NOBODYS,
    OFFICER,
    STRANGER,
    TUESDAY,
    assigned,
    clocks_of,
    reporter,
    staff,
)
from tests.workers.events import failures, queued

pytestmark = pytest.mark.usefixtures("aws")


def state_of(receipt: Receipt) -> Report:
    report = store.report(receipt.report)
    assert report
    return report


def merge(receipt: Receipt, into: str, **fields: object) -> Report:
    return mergers.merge(receipt.report, Fields(into=into, **fields), actor=OFFICER, now=TUESDAY)  # type: ignore[arg-type]


def test_merging_is_one_transaction_over_both_reports(calls: list[str]) -> None:
    first, second = assigned(), assigned()
    calls.clear()
    merge(first, second.report)
    assert calls == ["dynamodb.GetItem", "dynamodb.GetItem", "dynamodb.TransactWriteItems"]
    assert (state_of(first).state, state_of(first).into) == (State.MERGED, second.report)
    assert list(state_of(second).joined) == [first.report]
    assert [entry.act for entry in whole(second).entries][-1] == Act.JOIN


def test_the_reporter_of_a_merged_report_sees_the_others_answers_and_may_still_dispute() -> None:
    first, second = assigned(), assigned()
    merge(first, second.report)
    staff(second.report, Act.ANSWER, text="Keduanya sudah ditambal.")
    view = views.for_reporter(whole(first), merged_with=whole(second))
    assert view["merged_with"]["history"][-1]["text"] == "Keduanya sudah ditambal."
    assert Act.DISPUTE in view["acts"]
    assert reporter(first, Act.DISPUTE, text="Lubang saya lubang lain.").state == State.DISPUTED


def test_of_both_clocks_the_earlier_binds_and_the_merged_reports_own_goes_on() -> None:
    early = assigned(now=TUESDAY - timedelta(days=5))
    late = assigned()
    due = clocks_of(state_of(early))[Clock.TOTAL]
    merge(early, late.report)
    assert clocks_of(state_of(late))[Clock.TOTAL] == due == clocks_of(state_of(early))[Clock.TOTAL]


@pytest.mark.parametrize("into", ["itself", "nobody's", "ended", "confidential", "a stranger's", "no number"])
def test_what_cannot_be_merged_into_is_refused_by_its_field(into: str) -> None:
    receipt, ended, secret = assigned(), assigned(), assigned(confidential=True)
    reporter(ended, Act.WITHDRAW)
    other = assigned(agency="dinkes")
    numbers = {
        "itself": receipt.report,
        "nobody's": NOBODYS,
        "ended": ended.report,
        "confidential": secret.report,
        "a stranger's": other.report,
        "no number": "x",
    }
    with pytest.raises(Invalid) as refused:
        merge(receipt, numbers[into])
    assert [problem.field for problem in refused.value.problems] == ["into"]
    assert state_of(receipt).version == 3


def test_a_report_that_others_were_merged_into_is_not_merged_itself() -> None:
    first, second, third = assigned(), assigned(), assigned()
    merge(first, second.report)
    with pytest.raises(Conflict, match="others_joined"):
        merge(second, third.report)


def test_who_is_overtaken_at_either_report_changes_neither() -> None:
    first, second = assigned(), assigned()
    with pytest.raises(Conflict, match="changed_meanwhile"):
        merge(first, second.report, version=2)
    assert (state_of(first).version, state_of(second).version) == (3, 3)


def test_two_who_merge_each_others_reports_at_once_do_not_lose_both() -> None:
    first, second = assigned(), assigned()
    with meanwhile(lambda: merge(second, first.report)), pytest.raises(Invalid) as refused:
        merge(first, second.report)
    assert [problem.code for problem in refused.value.problems] == ["not_to_merge_into"]
    assert (state_of(first).state, state_of(second).state) == (State.ASSIGNED, State.MERGED)
    assert (list(state_of(first).joined), state_of(second).joined) == ([second.report], None)


def test_two_reports_that_are_merged_into_one_at_once_are_both_in_it() -> None:
    first, second, third = assigned(), assigned(), assigned()
    with meanwhile(lambda: merge(second, third.report)):
        merge(first, third.report)
    assert list(state_of(third).joined) == [second.report, first.report]
    assert state_of(third).version == len(whole(third).entries) == 5


def test_a_merger_that_dies_half_way_has_changed_neither() -> None:
    first, second = assigned(), assigned()

    def die() -> None:
        raise ConnectionError

    with meanwhile(die), pytest.raises(ConnectionError):
        merge(first, second.report)
    assert (state_of(first).version, state_of(second).version) == (3, 3)
    assert state_of(merge_again(first, second)).state == State.MERGED


def test_the_entry_of_a_merger_names_the_clock_that_binds_now() -> None:
    early, late = assigned(now=TUESDAY - timedelta(days=5)), assigned()
    merge(early, late.report)
    [total] = whole(late).entries[-1].clocks or ()
    assert (total.clock, total.due_at) == (Clock.TOTAL, clocks_of(state_of(early))[Clock.TOTAL])
    assert state_of(late).due_at == min(clocks_of(state_of(late)).values())


def test_an_objection_that_is_upheld_ends_the_merger() -> None:
    first, second = assigned(), assigned()
    merge(first, second.report)
    reporter(first, Act.DISPUTE, text="Lubang saya lubang lain.")
    assert state_of(first).into == second.report
    upheld = staff(first.report, Act.UPHOLD, actor=ABOVE)
    assert (upheld.state, upheld.agency) == (State.IN_PROGRESS, "pupr")
    assert not upheld.into


def test_the_coordinator_separates_what_was_merged_in_error_and_it_may_be_merged_again() -> None:
    first, second = assigned(), assigned()
    merge(first, second.report)
    with pytest.raises(Forbidden):
        staff(first.report, Act.SEPARATE)
    assert staff(first.report, Act.SEPARATE, actor=COORDINATOR).state == State.RECEIVED
    merge(first, second.report)
    assert list(state_of(second).joined) == [first.report]


def test_a_report_that_waits_takes_others_in() -> None:
    first, second = assigned(), assigned()
    staff(second.report, Act.ASK, text="Di mana?")
    merge(first, second.report)
    assert state_of(second).state == State.INCOMPLETE


def test_merging_is_no_auditors_and_no_strangers() -> None:
    first, second = assigned(), assigned()
    with pytest.raises(Forbidden):
        mergers.merge(first.report, Fields(into=second.report), actor=AUDITOR, now=TUESDAY)
    with pytest.raises(Unknown):
        mergers.merge(first.report, Fields(into=second.report), actor=STRANGER, now=TUESDAY)


def test_when_the_other_reporter_withdraws_a_merged_report_goes_its_own_way_again(client: Client) -> None:
    first, second = assigned(), assigned()
    merge(first, second.report)
    reporter(second, Act.WITHDRAW)
    message = {"report": second.report, "entry": 5, "act": Act.WITHDRAW, "state": State.WITHDRAWN}
    for _ in range(2):  # a message may come twice
        assert failures(client.lambda_.invoke("route", queued(message)).payload) == []
    assert state_of(first).state == State.RECEIVED
    assert not state_of(first).into
    assert [entry.act for entry in whole(first).entries].count(Act.SEPARATE) == 1
    assert Clock.VERIFICATION in clocks_of(state_of(first))


def test_a_part_that_is_split_off_is_opened_by_the_same_code_and_reaches_the_same_reporter() -> None:
    receipt = assigned(contact=CONTACT, now=TUESDAY - timedelta(days=3))
    fields = Fields(title="Lampu padam", description="Lampu di simpang juga padam.")
    mergers.split(receipt.report, fields, actor=OFFICER, now=TUESDAY)
    child = made_of(receipt)
    assert (child.title, child.state, child.root) == ("Lampu padam", State.RECEIVED, receipt.report)
    assert reports.knows(child, receipt.access_code)
    assert vault.contact(child.root) == vault.contact(receipt.report)
    assert clocks_of(child)[Clock.TOTAL] == clocks_of(state_of(receipt))[Clock.TOTAL]
    routed = reports.route(child.id, now=TUESDAY)
    assert routed
    assert routed.agency == "pupr"
    assert reporter(Receipt(child.id, receipt.access_code, ()), Act.WITHDRAW).state == State.WITHDRAWN


def test_splitting_is_one_transaction_and_both_histories_name_the_other(calls: list[str]) -> None:
    receipt = assigned()
    calls.clear()
    split(receipt)
    assert calls == ["dynamodb.GetItem", "dynamodb.TransactWriteItems"]
    child = made_of(receipt)
    [begun] = whole(Receipt(child.id, "", ())).entries
    assert (begun.act, begun.other, begun.role) == (Act.SUBMIT, receipt.report, "officer")
    assert views.for_reporter(whole(Receipt(child.id, "", ())))["split_from"] == receipt.report


def test_a_part_of_a_part_has_the_code_of_the_first() -> None:
    receipt = assigned()
    split(receipt)
    child = Receipt(made_of(receipt).id, receipt.access_code, ())
    reports.route(child.report, now=TUESDAY)
    split(child)
    grandchild = made_of(child)
    assert (grandchild.root, reports.knows(grandchild, receipt.access_code)) == (receipt.report, True)


def test_who_splits_while_another_acts_splits_once() -> None:
    receipt = assigned()
    with meanwhile(lambda: staff(receipt.report, Act.NOTE, text="Ada dua perkara.")):
        split(receipt)
    assert [entry.act for entry in whole(receipt).entries][3:] == [Act.NOTE, Act.SPLIT]
    assert made_of(receipt).version == 1


def test_a_report_that_was_answered_before_gives_its_part_a_clock_of_its_own() -> None:
    receipt = assigned(now=TUESDAY - timedelta(days=9))
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal dengan aspal dingin.")
    reporter(receipt, Act.REPLY, text="Lampunya juga padam.")
    split(receipt)
    assert clocks_of(made_of(receipt))[Clock.TOTAL] > clocks_of(state_of(receipt))[Clock.RESPONSE]


def test_a_part_of_a_confidential_report_is_confidential() -> None:
    receipt = assigned(confidential=True, anonymous=True)
    mergers.split(receipt.report, Fields(title="Lain", description="Hal lain."), actor=COORDINATOR, now=TUESDAY)
    assert (made_of(receipt).confidential, made_of(receipt).anonymous) == (True, True)


def merge_again(first: Receipt, second: Receipt) -> Receipt:
    merge(first, second.report)
    return first


def split(receipt: Receipt) -> Report:
    fields = Fields(title="Lampu padam", description="Lampu di simpang juga padam.")
    return mergers.split(receipt.report, fields, actor=OFFICER, now=TUESDAY)


@contextmanager
def meanwhile(happening: Callable[[], object]) -> Iterator[None]:
    """Something happens between the reading and the writing of the next transaction."""
    events = connection().client.meta.events

    def happen(**_: object) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", happen)
        happening()

    events.register("before-call.dynamodb.TransactWriteItems", happen)
    yield


def whole(receipt: Receipt) -> store.Life:
    life = store.life(receipt.report)
    assert life
    return life


def made_of(receipt: Receipt) -> Report:
    [split] = [entry for entry in whole(receipt).entries if entry.act == Act.SPLIT]
    report = store.report(split.other or "")
    assert report
    return report
