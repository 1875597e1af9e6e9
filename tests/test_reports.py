"""What can be done to a report, in moto: each verb is one transaction, and whoever comes second is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from chalicelib import reports
from chalicelib.aws import store
from chalicelib.aws.stored import connection
from chalicelib.aws.tables import Report
from chalicelib.rules.errors import Conflict, Forbidden, Invalid, Unknown
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.rules.rights import Actor
from tests.stories import (
    ABOVE,
    AUDITOR,
    COORDINATOR,
    OFFICER,
    STRANGER,
    TUESDAY,
    answered,
    assigned,
    clocks_of,
    reporter,
    routed,
    staff,
    submitted,
)


def report_of(number: str) -> Report:
    report = store.report(number)
    assert report is not None
    return report


def acts_of(number: str) -> list[str]:
    life = store.life(number)
    assert life is not None
    return [entry.act for entry in life.entries]


@contextmanager
def colliding(*, times: int) -> Iterator[None]:
    """The next so many transactions are answered as DynamoDB answers them while another one holds an item."""
    error = {"Code": "TransactionCanceledException", "Message": "collision"}
    answers = [{"Error": error, "CancellationReasons": [{"Code": "TransactionConflict"}]}] * times

    def collide(**_: Any) -> Any:
        return (AWSResponse("", 400, HTTPHeaders(), None), answers.pop()) if answers else None

    events = connection().client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", collide)
    yield
    events.unregister("before-call.dynamodb.TransactWriteItems", collide)


def test_a_life_from_submission_to_closing(aws: None) -> None:
    receipt = assigned()
    staff(receipt.report, Act.RESPOND, text="Petugas menuju lokasi.")
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal.")
    closed = reporter(receipt, Act.CONFIRM)
    assert closed.state == "closed"
    assert acts_of(receipt.report) == ["submit", "route", "assign", "respond", "answer", "confirm"]


def test_the_version_is_the_number_of_entries(aws: None) -> None:
    receipt = answered()
    life = store.life(receipt.report)
    assert life is not None
    assert life.report.version == len(life.entries)
    assert [entry.number for entry in life.entries] == list(range(1, len(life.entries) + 1))


def test_an_act_is_one_read_and_one_transaction(calls: list[str]) -> None:
    receipt = assigned()
    calls.clear()
    staff(receipt.report, Act.RESPOND, text="Sedang dikerjakan.")
    assert calls == ["dynamodb.GetItem", "dynamodb.TransactWriteItems"]


def test_following_is_one_query(calls: list[str]) -> None:
    receipt = answered()
    calls.clear()
    store.life(receipt.report)
    assert calls == ["dynamodb.Query"]


def test_routing_gives_the_report_to_the_agency_of_its_category_and_says_why(aws: None) -> None:
    receipt = routed()
    report = report_of(receipt.report)
    assert (report.agency, report.routed_by) == ("pupr", "category")


def test_routing_twice_changes_nothing(aws: None) -> None:
    receipt = routed()
    assert reports.route(receipt.report, now=TUESDAY) is None
    assert report_of(receipt.report).version == 2


def test_a_report_nobody_owns_goes_to_the_coordinator(aws: None) -> None:
    receipt = routed(category="")
    assert report_of(receipt.report).agency == "diskominfotik"


def test_the_inbox_holds_the_open_reports_of_an_agency_the_most_urgent_first(aws: None) -> None:
    late, early = assigned(now=TUESDAY), assigned(now=TUESDAY - timedelta(days=1))
    done = answered()
    reporter(done, Act.CONFIRM)
    assert [report.pk for report in store.inbox("pupr")] == [early.report, late.report]


def test_an_act_that_the_state_forbids_is_a_conflict_and_writes_nothing(aws: None) -> None:
    receipt = assigned()
    with pytest.raises(Conflict):
        reporter(receipt, Act.CONFIRM)
    assert report_of(receipt.report).version == 3


def test_who_saw_an_older_version_is_told_and_changes_nothing(aws: None) -> None:
    receipt = assigned()
    staff(receipt.report, Act.RESPOND, text="Kami kerjakan.", version=3)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        staff(receipt.report, Act.ANSWER, text="Sudah ditambal.", version=3)
    assert report_of(receipt.report).version == 4


def test_a_transaction_that_collides_is_tried_again_with_a_fresh_read(calls: list[str]) -> None:
    """DynamoDB answers TransactionConflict while another write is under way; neither store here knows it."""
    receipt = assigned()
    calls.clear()
    with colliding(times=2):
        staff(receipt.report, Act.RESPOND, text="Kami kerjakan.", version=3)
    assert calls == ["dynamodb.GetItem"] * 3 + ["dynamodb.TransactWriteItems"]
    assert report_of(receipt.report).version == 4


def test_an_agency_outside_the_tree_is_told_that_there_is_no_such_report(aws: None) -> None:
    receipt = assigned()
    with pytest.raises(Unknown):
        staff(receipt.report, Act.RESPOND, actor=STRANGER, text="Bukan urusan saya.")


def test_the_agency_above_may_act_for_those_below(aws: None) -> None:
    receipt = assigned()
    assert staff(receipt.report, Act.RESPOND, actor=ABOVE, text="Kami pantau.").state == "in_progress"


def test_an_auditor_reads_and_does_nothing(aws: None) -> None:
    receipt = assigned()
    reports.check_seen(report_of(receipt.report), AUDITOR)
    with pytest.raises(Forbidden):
        staff(receipt.report, Act.NOTE, actor=AUDITOR, text="Catatan.")


def test_the_wrong_code_is_forbidden_and_for_a_confidential_report_unknown(aws: None) -> None:
    open_one, secret = submitted(), submitted(confidential=True)
    with pytest.raises(Forbidden):
        reports.by_reporter(open_one.report, Act.WITHDRAW, reports._NO_FIELDS, code=secret.access_code, now=TUESDAY)
    with pytest.raises(Unknown):
        reports.by_reporter(secret.report, Act.WITHDRAW, reports._NO_FIELDS, code=open_one.access_code, now=TUESDAY)


def test_asking_for_more_stops_the_clocks_and_the_answer_lets_them_run_on(aws: None) -> None:
    receipt = assigned()
    before = clocks_of(report_of(receipt.report))
    staff(receipt.report, Act.ASK, text="Di jalan mana?")
    assert report_of(receipt.report).due_clock == "completion"
    back = reporter(receipt, Act.COMPLETE, text="Jalan Contoh 3", now=TUESDAY + timedelta(days=2))
    assert back.state == "assigned"
    assert clocks_of(back)["total"] > before["total"]


def test_an_incomplete_report_is_never_deleted_but_goes_on(aws: None) -> None:
    receipt = assigned()
    staff(receipt.report, Act.ASK, text="Di jalan mana?")
    report = report_of(receipt.report)
    gone_on = reports.expire(receipt.report, 4, now=report.due_at)
    assert gone_on is not None
    assert gone_on.state == "assigned"


def test_a_missed_deadline_climbs_the_ladder_step_by_step(aws: None) -> None:
    receipt = assigned()
    told = []
    for _ in range(4):
        report = report_of(receipt.report)
        assert reports.expire(receipt.report, int(report.version), now=report.due_at)
        told.append(report_of(receipt.report).escalated_to)
    assert told == ["setda", "walikota", "walikota", "walikota"]
    assert report_of(receipt.report).agency == "pupr"


def test_the_ombudsman_is_called_only_with_the_reporters_consent(aws: None) -> None:
    receipt = assigned()
    reporter(receipt, Act.REFER)
    for _ in range(3):
        report = report_of(receipt.report)
        reports.expire(receipt.report, int(report.version), now=report.due_at)
    assert report_of(receipt.report).escalated_to == "ombudsman"


def test_the_ombudsman_is_told_of_the_reporters_consent_at_once_and_it_is_given_once(aws: None) -> None:
    receipt = assigned()
    reporter(receipt, Act.REFER)
    life = store.life(receipt.report)
    assert life is not None
    assert life.entries[-1].escalated_to == "ombudsman"
    with pytest.raises(Conflict, match="already_referred"):
        reporter(receipt, Act.REFER)


def test_an_agency_that_was_called_before_is_not_called_anew(aws: None) -> None:
    receipt = assigned()
    for _ in range(3):
        report = report_of(receipt.report)
        reports.expire(receipt.report, int(report.version), now=report.due_at)
    life = store.life(receipt.report)
    assert life is not None
    assert [entry.escalated_to for entry in life.entries[3:]] == ["setda", "walikota", None]


def test_a_conversation_without_end_is_stopped_before_it_cannot_be_read(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_BEFORE_REPLIES_STOP", 4)
    receipt = assigned()
    reporter(receipt, Act.REPLY, text="Halo?")
    with pytest.raises(Conflict, match="too_many_replies"):
        reporter(receipt, Act.REPLY, text="Halo lagi?")
    assert reporter(receipt, Act.WITHDRAW).state == "withdrawn"


def test_silence_after_an_answer_closes_the_report(aws: None) -> None:
    receipt = answered()
    report = report_of(receipt.report)
    assert report.due_clock == "reply_window"
    closed = reports.expire(receipt.report, int(report.version), now=report.due_at)
    assert closed is not None
    assert closed.state == "closed"


def test_a_clock_that_has_not_run_out_or_an_older_version_changes_nothing(aws: None) -> None:
    receipt = answered()
    report = report_of(receipt.report)
    assert reports.expire(receipt.report, int(report.version), now=report.due_at - timedelta(seconds=1)) is None
    assert reports.expire(receipt.report, int(report.version) - 1, now=report.due_at) is None
    assert report_of(receipt.report).version == report.version


def test_a_clock_that_ran_out_twice_acts_once(aws: None) -> None:
    receipt = answered()
    report = report_of(receipt.report)
    assert reports.expire(receipt.report, int(report.version), now=report.due_at)
    assert reports.expire(receipt.report, int(report.version), now=report.due_at) is None


def test_a_disputed_answer_goes_to_the_parent_never_to_who_answered(aws: None) -> None:
    receipt = answered()
    disputed = reporter(receipt, Act.DISPUTE, text="Belum ditambal.")
    assert (disputed.agency, disputed.answered_by) == ("setda", "pupr")
    with pytest.raises(Forbidden):
        staff(receipt.report, Act.OVERRULE, actor=OFFICER, text="Sudah.")
    upheld = staff(receipt.report, Act.UPHOLD, actor=ABOVE)
    assert (upheld.state, upheld.agency) == ("in_progress", "pupr")


def test_a_report_becomes_public_when_it_is_passed_to_an_agency(aws: None) -> None:
    receipt = routed()
    assert store.published("2026-11", before=None, limit=10) == []
    staff(receipt.report, Act.ASSIGN, actor=COORDINATOR, agency="pupr")
    assert [report.pk for report in store.published("2026-11", before=None, limit=10)] == [receipt.report]


def test_a_confidential_report_is_never_public(aws: None) -> None:
    assigned(confidential=True)
    assert store.published("2026-11", before=None, limit=10) == []


def test_an_archived_or_withdrawn_report_is_taken_from_the_public_list(aws: None) -> None:
    one, two = assigned(), assigned()
    staff(one.report, Act.ARCHIVE, reason="too_general")
    reporter(two, Act.WITHDRAW)
    assert store.published("2026-11", before=None, limit=10) == []


def test_an_appeal_publishes_nothing_and_neither_does_its_end(aws: None) -> None:
    receipt = routed()
    staff(receipt.report, Act.ARCHIVE, reason="unlawful")
    assert reporter(receipt, Act.APPEAL, text="Ini bukan fitnah.").published is None
    assert staff(receipt.report, Act.OVERRULE, actor=ABOVE, text="Tetap diarsipkan.").published is None


def test_a_disputed_report_stays_as_public_as_it_was(aws: None) -> None:
    receipt = answered()
    assert reporter(receipt, Act.DISPUTE, text="Belum.").published == "2026-11"


def test_who_verifies_before_the_routing_does_so_for_the_coordinator(aws: None) -> None:
    receipt = submitted()
    held = staff(receipt.report, Act.VERIFY, actor=COORDINATOR)
    assert (held.agency, held.inbox) == ("diskominfotik", "diskominfotik")
    assert reports.route(receipt.report, now=TUESDAY) is None


def test_an_overseer_sees_a_report_only_with_the_reporters_consent(aws: None) -> None:
    receipt, overseer = assigned(), Actor(Role.OFFICER, "ombudsman", "sub-overseer")
    with pytest.raises(Unknown):
        reports.check_seen(report_of(receipt.report), overseer)
    reporter(receipt, Act.REFER)
    reports.check_seen(report_of(receipt.report), overseer)


def test_passing_back_counts_a_hop_and_returns_it_to_the_coordinator(aws: None) -> None:
    receipt = assigned()
    back = staff(receipt.report, Act.RETURN, reason="Bukan wewenang kami.")
    assert (back.state, back.agency, back.hops) == ("received", "diskominfotik", 1)


def test_assigning_to_the_agency_that_has_it_is_refused(aws: None) -> None:
    receipt = assigned()
    with pytest.raises(Invalid):
        staff(receipt.report, Act.ASSIGN, actor=COORDINATOR, agency="pupr")


def test_the_sweep_finds_what_is_due_and_nothing_else(calls: list[str]) -> None:
    due, later = submitted(now=TUESDAY - timedelta(hours=1)), submitted()
    calls.clear()
    assert [report.pk for report in store.due(TUESDAY)] == [due.report]
    assert later.report not in [report.pk for report in store.due(TUESDAY)]
    assert set(calls) == {"dynamodb.Query"}


def test_the_feed_gives_every_entry_of_a_span_in_order(aws: None) -> None:
    receipt = assigned(now=TUESDAY - timedelta(days=1))
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal.")
    found = list(store.feed(TUESDAY - timedelta(days=2), TUESDAY + timedelta(seconds=1)))
    assert [entry.act for entry in found if entry.pk == receipt.report] == ["submit", "route", "assign", "answer"]
