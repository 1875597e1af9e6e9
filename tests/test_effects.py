"""What acts change besides state and clocks: whose a report is, how often it waits, by when, and what is asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib import reports, views
from chalicelib.aws import store
from chalicelib.aws.tables import Report
from chalicelib.region import this
from chalicelib.rules import clocks
from chalicelib.rules.clocks import Clock, Deadline
from chalicelib.rules.errors import Conflict, Forbidden, Invalid, Problem
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.rules.places import Place
from chalicelib.rules.rights import Actor
from tests.stories import (
    ABOVE,
    COORDINATOR,
    OFFICER,
    SIGNER,
    answered,
    assigned,
    clocks_of,
    reporter,
    routed,
    staff,
)

pytestmark = pytest.mark.usefixtures("aws")

DISHUB = Actor(Role.OFFICER, "dishub", "sub-dishub")
COORDINATORS_OFFICER = Actor(Role.OFFICER, "diskominfotik", "sub-desk")


def report_of(number: str) -> Report:
    report = store.report(number)
    assert report
    return report


def life_of(number: str) -> store.Life:
    life = store.life(number)
    assert life
    return life


def refused(number: str, act: Act, **given: Any) -> Problem:
    with pytest.raises(Invalid) as invalid:
        staff(number, act, **given)
    [problem] = invalid.value.problems
    return problem


def the(clock: Clock, report: Report) -> Deadline:
    [found] = [deadline for deadline in report.clocks if deadline.clock is clock]
    return found


# To and fro


def passed_too_often() -> str:
    """A report that three agencies would not have: the third hand-over was a return."""
    number = routed().report
    staff(number, Act.RETURN, reason="Ini halte.", agency="dishub")
    staff(number, Act.ASSIGN, actor=COORDINATOR, agency="dishub")
    staff(number, Act.RETURN, actor=DISHUB, reason="Ini pohon.")
    return number


def test_whoever_returns_a_report_may_say_whose_it_is() -> None:
    number = assigned().report
    back = staff(number, Act.RETURN, reason="Ini puskesmas.", agency="dinkes")
    assert (back.agency, back.proposed, back.hops) == ("diskominfotik", "dinkes", 1)
    assert staff(number, Act.ASSIGN, actor=COORDINATOR, agency="dinkes").proposed is None
    assert refused(assigned().report, Act.RETURN, reason="Bukan kami.", agency="pupr").field == "agency"


def test_after_the_last_hop_only_a_decision_passes_it_on() -> None:
    number = passed_too_often()
    assert report_of(number).due_clock == Clock.DECISION
    assert clocks_of(report_of(number))[Clock.DECISION] == datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)
    for act in (Act.ASSIGN, Act.VERIFY):
        with pytest.raises(Conflict, match="must_be_decided"):
            staff(number, act, actor=COORDINATOR, agency="dlhk3")
    offered = views.for_staff(life_of(number), Role.COORDINATOR)["acts"]
    assert Act.DECIDE in offered
    assert not {Act.ASSIGN, Act.VERIFY} & set(offered)


def test_a_decision_binds_and_is_the_coordinators() -> None:
    number = passed_too_often()
    with pytest.raises(Forbidden):
        staff(number, Act.DECIDE, actor=COORDINATORS_OFFICER, agency="pupr")
    decided = staff(number, Act.DECIDE, actor=COORDINATOR, agency="pupr", text="Jalan kota.")
    assert (decided.state, decided.agency, decided.decided) == ("assigned", "pupr", True)
    assert Clock.DECISION not in clocks_of(decided)
    with pytest.raises(Conflict, match="decided"):
        staff(number, Act.RETURN, reason="Tetap bukan kami.")
    assert staff(number, Act.ANSWER, text=f"Sudah ditambal, {number}.").state == "answered"


def test_a_decision_that_is_late_is_escalated() -> None:
    number = passed_too_often()
    report = report_of(number)
    late = reports.expire(number, int(report.version), now=report.due_at)
    assert late
    assert (late.agency, late.level, the(Clock.DECISION, late).missed_at) == ("diskominfotik", 1, report.due_at)


def test_an_officer_passes_a_report_on_only_within_the_own_tree() -> None:
    number = assigned().report
    assert refused(number, Act.ASSIGN, agency="dinkes").code == "outside_your_tree"
    assert staff(number, Act.ASSIGN, actor=ABOVE, agency="dinkes").agency == "dinkes"


# Waiting


def test_a_report_is_put_on_hold_twice_and_no_third_time() -> None:
    number = assigned().report
    for _ in range(this().ceilings.holds):
        staff(number, Act.HOLD, reason="Menunggu bahan.", until=date(2026, 11, 30))
        staff(number, Act.RESUME)
    with pytest.raises(Conflict, match="held_too_often"):
        staff(number, Act.HOLD, reason="Menunggu lagi.", until=date(2026, 11, 30))
    assert Act.HOLD not in views.changed(report_of(number), Role.OFFICER)["acts"]
    assert Act.ASK in views.changed(report_of(number), Role.OFFICER)["acts"]


def test_what_is_asked_for_by_name_is_shown_and_what_is_given_is_kept_with_what_it_was() -> None:
    receipt = assigned()
    staff(receipt.report, Act.ASK, text="Di mana, dan kapan?", missing=("location", "occurred_on", "category"))
    asked = views.for_reporter(life_of(receipt.report))
    assert asked["missing"] == ["location", "occurred_on", "category"]
    place = Place(lat=5.5483, lon=95.3238, address="Depan pasar")
    reporter(receipt, Act.COMPLETE, text="Ini.", location=place, occurred_on=date(2026, 11, 20), category="kesehatan")
    seen = views.for_reporter(life_of(receipt.report))
    assert (seen["status"], seen["missing"], seen["category"]) == ("assigned", [], "kesehatan")
    assert seen["location"] == {"lat": 5.5483, "lon": 95.3238, "address": "Depan pasar"}
    assert seen["history"][-1]["changed"] == {
        "category": {"old": "infrastruktur", "new": "kesehatan"},
        "location": {"old": None, "new": {"lat": 5.5483, "lon": 95.3238, "address": "Depan pasar"}},
        "occurred_on": {"old": None, "new": "2026-11-20"},
    }


def test_nothing_is_asked_for_any_more_when_the_time_to_complete_is_over() -> None:
    number = assigned().report
    staff(number, Act.ASK, text="Di mana?", missing=("location",))
    report = report_of(number)
    lapsed = reports.expire(number, int(report.version), now=report.due_at)
    assert lapsed
    assert (lapsed.state, lapsed.missing) == ("assigned", None)


# Corrections


def test_a_correction_keeps_what_was_and_counts_the_total_anew() -> None:
    number = assigned().report
    before = clocks_of(report_of(number))[Clock.TOTAL]
    after = staff(number, Act.CORRECT, title="Jalan rusak", legal_class="supervisory")
    assert (after.title, after.legal_class) == ("Jalan rusak", "supervisory")
    assert clocks_of(after)[Clock.TOTAL] > before
    assert life_of(number).entries[-1].changed == {
        "title": ["Jalan berlubang di depan pasar", "Jalan rusak"],
        "legal_class": [None, "supervisory"],
    }


def test_a_correction_of_words_alone_moves_no_clock_and_what_corrects_nothing_is_refused() -> None:
    number = assigned().report
    before = clocks_of(report_of(number))
    assert clocks_of(staff(number, Act.CORRECT, title="Jalan rusak")) == before
    assert refused(number, Act.CORRECT, title="Jalan rusak").code == "nothing_to_correct"
    wrong = refused(number, Act.CORRECT, kind="information", legal_class="supervisory")
    assert (wrong.field, wrong.code) == ("legal_class", "complaints_only")


# Extension


def test_a_deadline_is_extended_once_and_the_reason_is_said_to_all() -> None:
    number = assigned().report
    extended = staff(number, Act.EXTEND, actor=SIGNER, reason="Aspal tiba Kamis.", until=date(2026, 12, 18))
    assert the(Clock.TOTAL, extended).due_on == date(2026, 12, 18)
    assert views.for_public(life_of(number))["history"][-1]["reason"] == "Aspal tiba Kamis."
    with pytest.raises(Conflict, match="already_extended"):
        staff(number, Act.EXTEND, actor=COORDINATOR, reason="Lagi.", until=date(2026, 12, 21))


def test_an_extension_ends_after_the_deadline_and_not_after_the_latest_day() -> None:
    number = assigned().report
    total = the(Clock.TOTAL, report_of(number))
    latest = clocks.latest_extension(total, this().ceilings.extension, this().calendar())
    for day in (total.due_on - timedelta(days=1), total.due_on, latest + timedelta(days=1)):
        wrong = refused(number, Act.EXTEND, actor=SIGNER, reason="Bahan.", until=day)
        assert (wrong.field, wrong.code, wrong.values) == (
            "until",
            "extension",
            {"after": total.due_on, "latest": latest},
        )
    after = the(Clock.TOTAL, staff(number, Act.EXTEND, actor=SIGNER, reason="Bahan.", until=latest))
    assert (after.due_on, after.amount - total.amount) == (latest, this().ceilings.extension)


def test_an_extension_is_not_an_officers() -> None:
    with pytest.raises(Forbidden):
        staff(assigned().report, Act.EXTEND, reason="Bahan.", until=date(2026, 12, 18))


def test_what_was_missed_is_not_missed_any_more_once_it_is_extended() -> None:
    number = assigned().report
    staff(number, Act.RESPOND, text="Kami kerjakan.")
    report = report_of(number)
    late = reports.expire(number, int(report.version), now=report.due_at)
    assert late
    assert the(Clock.TOTAL, late).missed_at
    monday = report.due_at + timedelta(hours=8)
    after = staff(number, Act.EXTEND, actor=SIGNER, now=monday, reason="Bahan.", until=date(2026, 12, 18))
    assert the(Clock.TOTAL, after).missed_at is None
    assert (after.due_clock, Clock.ESCALATION in clocks_of(after)) == (Clock.TOTAL, False)


def test_without_a_deadline_for_an_answer_there_is_nothing_to_extend() -> None:
    receipt = answered()
    reporter(receipt, Act.REPLY, text="Masih kurang.")
    staff(receipt.report, Act.ASSIGN, actor=COORDINATOR, agency="dinkes")
    with pytest.raises(Conflict, match="nothing_to_extend"):
        staff(receipt.report, Act.EXTEND, actor=COORDINATOR, reason="Bahan.", until=date(2026, 12, 18))


# Objections


def test_who_was_silent_may_appeal_while_the_window_is_open() -> None:
    receipt = answered()
    report = report_of(receipt.report)
    reports.expire(receipt.report, int(report.version), now=report.due_at)
    closed = report_of(receipt.report)
    end = clocks_of(closed)[Clock.APPEAL]
    with pytest.raises(Conflict, match="too_late_to_appeal"):
        reporter(receipt, Act.APPEAL, text="Belum.", now=end + timedelta(seconds=1))
    assert reporter(receipt, Act.APPEAL, text="Belum.", now=end).state == "disputed"


def test_what_the_reporter_called_solved_is_not_appealed() -> None:
    receipt = answered()
    reporter(receipt, Act.CONFIRM)
    with pytest.raises(Conflict, match="too_late_to_appeal"):
        reporter(receipt, Act.APPEAL, text="Ternyata belum.")
    assert Act.APPEAL not in views.changed(report_of(receipt.report), Role.REPORTER)["acts"]


def test_an_appeal_is_heard_once() -> None:
    receipt = assigned()
    staff(receipt.report, Act.ARCHIVE, reason="too_general")
    reporter(receipt, Act.APPEAL, text="Ini jelas.")
    staff(receipt.report, Act.OVERRULE, actor=ABOVE, text="Tetap terlalu umum.")
    with pytest.raises(Conflict, match="too_late_to_appeal"):
        reporter(receipt, Act.APPEAL, text="Sekali lagi.")


def test_an_agency_does_not_judge_the_objection_to_its_own_answer() -> None:
    receipt = answered()
    reporter(receipt, Act.DISPUTE, text="Belum.")
    staff(receipt.report, Act.ESCALATE, actor=COORDINATOR, reason="Mohon diputuskan.")
    deputy = Actor(Role.OFFICER, "pupr", "sub-deputy", stands_in_for=("setda",))
    with pytest.raises(Forbidden, match="own_answer"):
        staff(receipt.report, Act.OVERRULE, actor=deputy, text="Sudah benar.")
    with pytest.raises(Forbidden):
        staff(receipt.report, Act.OVERRULE, actor=OFFICER, text="Sudah benar.")
    assert staff(receipt.report, Act.UPHOLD, actor=ABOVE).agency == "pupr"
