"""The clocks of a report: each rule once, then walks through the whole lifecycle."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.region import Region
from chalicelib.rules import calendar, clocks, lifecycle
from chalicelib.rules.clocks import DUE_ACTS, RUNNING, Change, Clock, Deadline, Rules, Span, Unit
from chalicelib.rules.errors import OutOfCalendar
from chalicelib.rules.lifecycle import ENDED, OPEN, PAUSED, TABLE, Act, Role, State
from infra.regions import compile_region

REGIONS = Path(__file__).parents[2] / "regions"
BANDA_ACEH, LATIHAN = (
    msgspec.json.decode(compile_region(REGIONS / f"{slug}.toml"), type=Region).rules_for(None)
    for slug in ("banda-aceh", "latihan")
)
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 in Banda Aceh

Clocks = tuple[Deadline, ...]


def submitted(rules: Rules = BANDA_ACEH, *, at: datetime = TUESDAY, legal_class: str | None = None) -> Clocks:
    return clocks.submit(at, rules, kind="complaint", legal_class=legal_class)


def assigned(at: datetime = TUESDAY) -> Clocks:
    return acted(submitted(at=at), Act.VERIFY, (State.RECEIVED, State.ASSIGNED), at=at)


def acted(deadlines: Clocks, act: Act, states: tuple[State, State], *, at: datetime = TUESDAY) -> Clocks:
    return clocks.advance(deadlines, Change(act, *states, at), BANDA_ACEH)


def the(clock: Clock, deadlines: Iterable[Deadline]) -> Deadline:
    (found,) = [deadline for deadline in deadlines if deadline.clock is clock]
    return found


def running(deadlines: Iterable[Deadline]) -> set[Clock]:
    return {deadline.clock for deadline in deadlines if deadline.running}


def due(clock: Clock, deadlines: Iterable[Deadline]) -> str:
    return the(clock, deadlines).due_at.isoformat()


# Starting


def test_a_new_report_waits_for_routing_verification_and_the_total() -> None:
    assert [(deadline.clock, deadline.due_at.isoformat()) for deadline in submitted()] == [
        (Clock.ROUTING, "2026-11-24T03:10:00+00:00"),
        (Clock.VERIFICATION, "2026-11-27T16:59:59+00:00"),
        (Clock.TOTAL, "2026-12-14T16:59:59+00:00"),
    ]


@pytest.mark.parametrize(
    ("kind", "legal_class", "day"),
    [
        ("information", None, "2026-12-01"),
        ("complaint", None, "2026-12-14"),
        ("complaint", "ordinary", "2026-12-14"),
        ("complaint", "supervisory", "2027-02-23"),
        ("aspiration", "supervisory", "2026-12-14"),
    ],
)
def test_the_total_follows_kind_and_legal_class(kind: str, legal_class: str | None, day: str) -> None:
    started = clocks.submit(TUESDAY, BANDA_ACEH, kind=kind, legal_class=legal_class)
    assert due(Clock.TOTAL, started) == f"{day}T16:59:59+00:00"


@pytest.mark.parametrize(
    ("span", "until"),
    [
        (Span(90, Unit.MINUTES), "2026-11-24T04:30:00+00:00"),
        (Span(24, Unit.HOURS), "2026-11-25T03:00:00+00:00"),
        (Span(4, Unit.DAYS), "2026-11-28T16:59:59+00:00"),
        (Span(4, Unit.WORKING_DAYS), "2026-11-30T16:59:59+00:00"),
    ],
)
def test_a_span_is_counted_in_its_own_unit(span: Span, until: str) -> None:
    assert clocks.start(Clock.RESPONSE, TUESDAY, BANDA_ACEH, span=span).due_at.isoformat() == until


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Asia/Jakarta", "2026-11-27T16:59:59+00:00"),  # still Tuesday, 23:30
        ("Asia/Pontianak", "2026-11-27T16:59:59+00:00"),
        ("Asia/Makassar", "2026-11-30T15:59:59+00:00"),  # already Wednesday, 00:30
        ("Asia/Jayapura", "2026-11-30T14:59:59+00:00"),
    ],
)
def test_the_same_moment_is_another_day_in_another_zone(zone: str, until: str) -> None:
    late_evening = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    deadline = clocks.start(Clock.VERIFICATION, late_evening, replace(BANDA_ACEH, zone=zone))
    assert (deadline.due_at.isoformat(), deadline.zone) == (until, zone)


def test_a_hold_ends_on_the_day_the_officer_names() -> None:
    held = clocks.start(Clock.HOLD, TUESDAY, BANDA_ACEH, until=date(2026, 12, 4))
    assert (held.due_at.isoformat(), held.amount, held.unit) == ("2026-12-04T16:59:59+00:00", 10, Unit.DAYS)


def test_a_hold_never_outlasts_the_longest_the_region_allows() -> None:
    held = clocks.start(Clock.HOLD, TUESDAY, BANDA_ACEH, until=date(2027, 6, 1))
    assert (held.due_at.isoformat(), held.amount) == ("2026-12-24T16:59:59+00:00", 30)


def test_a_deadline_past_the_calendar_is_refused() -> None:
    with pytest.raises(OutOfCalendar):
        submitted(at=datetime(2027, 12, 1, tzinfo=UTC), legal_class="supervisory")


# The proof


def test_the_proof_names_every_day_skipped_and_why() -> None:
    at = datetime(2026, 12, 22, 3, 0, tzinfo=UTC)
    deadline = clocks.start(Clock.VERIFICATION, at, BANDA_ACEH)
    assert clocks.proof(deadline, BANDA_ACEH.calendar) == {
        "from": "2026-12-22",
        "amount": 3,
        "unit": "working_days",
        "zone": "Asia/Jakarta",
        "skipped": [
            {"date": "2026-12-24", "reason": "leave", "name": "Cuti Bersama Hari Raya Natal"},
            {"date": "2026-12-25", "reason": "holiday", "name": "Hari Raya Natal"},
            {"date": "2026-12-26", "reason": "weekend", "name": "Sabtu"},
            {"date": "2026-12-27", "reason": "weekend", "name": "Minggu"},
        ],
    }


def test_the_proof_tells_how_long_the_clock_stood_still() -> None:
    held = acted(assigned(), Act.HOLD, (State.ASSIGNED, State.ON_HOLD))
    resumed = acted(held, Act.RESUME, (State.ON_HOLD, State.ASSIGNED), at=TUESDAY + timedelta(days=7))
    assert clocks.proof(the(Clock.TOTAL, resumed), BANDA_ACEH.calendar)["paused"] == 5


def test_a_day_that_was_skipped_keeps_its_place_after_a_new_decree() -> None:
    deadline = clocks.start(Clock.VERIFICATION, datetime(2026, 12, 23, 3, 0, tzinfo=UTC), BANDA_ACEH)
    decreed = replace(BANDA_ACEH.calendar, holidays={})
    skipped = clocks.proof(deadline, decreed)["skipped"]
    assert isinstance(skipped, list)
    assert skipped[0] == {"date": "2026-12-24", "reason": "holiday", "name": "Kamis"}


# The way of a report


def test_routing_ends_its_clock_and_no_other() -> None:
    routed = acted(submitted(), Act.ROUTE, (State.RECEIVED, State.RECEIVED))
    assert running(routed) == {Clock.VERIFICATION, Clock.TOTAL}


def test_verifying_starts_the_first_response() -> None:
    deadlines = assigned()
    assert running(deadlines) == {Clock.FIRST_RESPONSE, Clock.TOTAL}
    assert the(Clock.VERIFICATION, deadlines).ended_at == TUESDAY


def test_an_answer_leaves_only_the_reply_window() -> None:
    answered = acted(assigned(), Act.ANSWER, (State.ASSIGNED, State.ANSWERED))
    assert running(answered) == {Clock.REPLY_WINDOW}


def test_a_reply_to_an_answer_asks_for_a_new_response() -> None:
    answered = acted(assigned(), Act.ANSWER, (State.ASSIGNED, State.ANSWERED))
    assert running(acted(answered, Act.REPLY, (State.ANSWERED, State.IN_PROGRESS))) == {Clock.RESPONSE}


def test_a_reply_while_the_unit_works_moves_no_clock() -> None:
    deadlines = assigned()
    assert acted(deadlines, Act.REPLY, (State.ASSIGNED, State.ASSIGNED)) == deadlines


def test_a_reopened_report_that_is_passed_on_and_taken_up_has_a_clock() -> None:
    closed = acted(assigned(), Act.ARCHIVE, (State.ASSIGNED, State.ARCHIVED))
    reopened = acted(closed, Act.REOPEN, (State.ARCHIVED, State.IN_PROGRESS))
    passed_on = acted(reopened, Act.ASSIGN, (State.IN_PROGRESS, State.ASSIGNED))
    assert running(acted(passed_on, Act.RESPOND, (State.ASSIGNED, State.IN_PROGRESS))) == {Clock.RESPONSE}


def test_a_late_first_response_to_a_reopened_report_has_a_clock_once_taken_up() -> None:
    closed = acted(assigned(), Act.ARCHIVE, (State.ASSIGNED, State.ARCHIVED))
    reopened = acted(closed, Act.REOPEN, (State.ARCHIVED, State.IN_PROGRESS))
    passed_on = acted(reopened, Act.ASSIGN, (State.IN_PROGRESS, State.ASSIGNED))
    late = clocks.miss(passed_on, TUESDAY + timedelta(days=20), BANDA_ACEH, state=State.ASSIGNED)
    assert running(acted(late, Act.RESPOND, (State.ASSIGNED, State.IN_PROGRESS))) == {Clock.RESPONSE}


def test_an_ended_report_waits_for_nothing() -> None:
    withdrawn = acted(assigned(), Act.WITHDRAW, (State.ASSIGNED, State.WITHDRAWN))
    assert running(withdrawn) == set()
    assert clocks.next_due(withdrawn, State.WITHDRAWN) is None


# Pauses


def test_a_question_to_the_reporter_stops_the_other_clocks() -> None:
    asked = acted(assigned(), Act.ASK, (State.ASSIGNED, State.INCOMPLETE))
    assert running(asked) == {Clock.COMPLETION}
    assert the(Clock.TOTAL, asked).paused_at == TUESDAY


def test_after_a_pause_a_clock_has_the_working_days_it_had() -> None:
    asked = acted(assigned(), Act.ASK, (State.ASSIGNED, State.INCOMPLETE))
    friday = TUESDAY + timedelta(days=3)
    completed = acted(asked, Act.COMPLETE, (State.INCOMPLETE, State.ASSIGNED), at=friday)
    assert running(completed) == {Clock.FIRST_RESPONSE, Clock.TOTAL}
    assert due(Clock.FIRST_RESPONSE, completed) == "2026-12-04T16:59:59+00:00"  # Tuesday 1 December, three days on
    assert the(Clock.FIRST_RESPONSE, completed).skipped == (date(2026, 11, 28), date(2026, 11, 29))


def test_a_note_during_a_pause_does_not_make_it_shorter() -> None:
    held = acted(assigned(), Act.HOLD, (State.ASSIGNED, State.ON_HOLD))
    noted = acted(held, Act.NOTE, (State.ON_HOLD, State.ON_HOLD), at=TUESDAY + timedelta(days=5))
    assert noted == held


def test_a_weekend_on_hold_gives_no_working_day_away() -> None:
    friday = TUESDAY + timedelta(days=3)
    held = acted(assigned(), Act.HOLD, (State.ASSIGNED, State.ON_HOLD), at=friday)
    resumed = acted(held, Act.RESUME, (State.ON_HOLD, State.ASSIGNED), at=friday + timedelta(days=2))
    assert due(Clock.TOTAL, resumed) == due(Clock.TOTAL, assigned())


def test_a_clock_that_stood_still_on_its_last_day_is_not_missed_at_once_on_a_day_off() -> None:
    friday = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    held = acted(submitted(), Act.HOLD, (State.RECEIVED, State.ON_HOLD), at=friday)
    resumed = acted(held, Act.RESUME, (State.ON_HOLD, State.RECEIVED), at=friday + timedelta(days=1))
    assert due(Clock.VERIFICATION, resumed) == "2026-11-30T16:59:59+00:00"


def test_minutes_are_given_back_as_minutes() -> None:
    asked = acted(submitted(), Act.ASK, (State.RECEIVED, State.INCOMPLETE))
    back = acted(asked, Act.LAPSE, (State.INCOMPLETE, State.RECEIVED), at=TUESDAY + timedelta(hours=5))
    assert due(Clock.ROUTING, back) == "2026-11-24T08:10:00+00:00"


def test_withdrawing_a_report_on_hold_keeps_that_its_clocks_stood_still() -> None:
    held = acted(assigned(), Act.HOLD, (State.ASSIGNED, State.ON_HOLD))
    withdrawn = acted(held, Act.WITHDRAW, (State.ON_HOLD, State.WITHDRAWN), at=datetime(2027, 12, 31, tzinfo=UTC))
    total = the(Clock.TOTAL, withdrawn)
    assert (total.paused_at, total.ended_at is not None) == (TUESDAY, True)


@given(
    st.sampled_from([*Unit]),
    st.integers(1, 60),
    st.integers(0, 6 * 365 * 24 * 60).map(
        lambda minutes: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 60 * 24 * 60),
    st.integers(0, 60 * 24 * 60),
)
def test_a_pause_never_shortens_a_deadline(unit: Unit, amount: int, at: datetime, after: int, length: int) -> None:
    before = clocks.start(Clock.TOTAL, at, BANDA_ACEH, span=Span(amount, unit))
    paused, continued = at + timedelta(minutes=after), at + timedelta(minutes=after + length)
    held = acted((before,), Act.HOLD, (State.ASSIGNED, State.ON_HOLD), at=paused)
    resumed = the(Clock.TOTAL, acted(held, Act.RESUME, (State.ON_HOLD, State.ASSIGNED), at=continued))
    assert resumed.due_at >= before.due_at
    left, had = time_left(resumed, continued), time_left(before, paused)
    on_a_day_off = calendar.day_off(local(continued), BANDA_ACEH.calendar) is not None
    assert left == had or (unit is Unit.WORKING_DAYS and on_a_day_off and (left, had) == (1, 0))


def time_left(deadline: Deadline, now: datetime) -> object:
    """In the unit the deadline is counted in; what is overdue has none."""
    if now >= deadline.due_at:
        return None
    if deadline.unit in (Unit.HOURS, Unit.MINUTES):
        return deadline.due_at - now
    today, last = (local(moment) for moment in (now, deadline.due_at))
    if deadline.unit is Unit.DAYS:
        return (last - today).days
    return calendar.working_days_between(today, last, BANDA_ACEH.calendar)


def local(moment: datetime) -> date:
    return (moment + timedelta(hours=7)).date()  # Asia/Jakarta has no summer time


# Missed deadlines


def missed_verification() -> Clocks:
    routed = acted(submitted(), Act.ROUTE, (State.RECEIVED, State.RECEIVED))
    return clocks.miss(routed, datetime(2026, 11, 27, 17, 0, tzinfo=UTC), BANDA_ACEH, state=State.RECEIVED)


def test_a_missed_deadline_is_marked_and_starts_the_escalation() -> None:
    deadlines = missed_verification()
    assert the(Clock.VERIFICATION, deadlines).missed_at is not None
    assert the(Clock.TOTAL, deadlines).missed_at is None
    assert clocks.next_due(deadlines, State.RECEIVED) == the(Clock.ESCALATION, deadlines)


def test_each_step_of_the_escalation_is_timed_anew() -> None:
    deadlines = missed_verification()
    later = the(Clock.ESCALATION, deadlines).due_at
    again = clocks.miss(deadlines, later, BANDA_ACEH, state=State.RECEIVED)
    assert the(Clock.ESCALATION, again).started_at == later
    assert the(Clock.VERIFICATION, again).missed_at == the(Clock.VERIFICATION, deadlines).missed_at


def test_an_act_that_mends_nothing_leaves_the_escalation_as_it_was() -> None:
    deadlines = missed_verification()
    noted = acted(deadlines, Act.NOTE, (State.RECEIVED, State.RECEIVED), at=TUESDAY + timedelta(days=5))
    assert noted == deadlines


def test_the_escalation_ends_with_what_was_missed() -> None:
    verified = acted(missed_verification(), Act.VERIFY, (State.RECEIVED, State.ASSIGNED))
    assert Clock.ESCALATION not in {deadline.clock for deadline in verified}


def test_the_escalation_rests_on_hold_and_starts_again_after() -> None:
    held = acted(missed_verification(), Act.HOLD, (State.RECEIVED, State.ON_HOLD), at=TUESDAY + timedelta(days=6))
    assert running(held) == {Clock.HOLD}
    later = TUESDAY + timedelta(days=9)
    resumed = acted(held, Act.RESUME, (State.ON_HOLD, State.RECEIVED), at=later)
    assert the(Clock.ESCALATION, resumed).started_at == later
    assert due(Clock.VERIFICATION, resumed) == due(Clock.VERIFICATION, missed_verification())


def test_routing_that_is_late_is_done_and_never_escalated() -> None:
    deadlines = clocks.miss(submitted(), TUESDAY + timedelta(days=1), BANDA_ACEH, state=State.RECEIVED)
    assert deadlines == submitted()


# Correction


def corrected(deadlines: Clocks, legal_class: str) -> Clocks:
    total = BANDA_ACEH.totals[clocks.total_key("complaint", legal_class)]
    change = Change(Act.CORRECT, State.ASSIGNED, State.ASSIGNED, TUESDAY, total=total)
    return clocks.advance(deadlines, change, BANDA_ACEH)


def test_a_corrected_class_counts_the_total_anew_from_its_own_start() -> None:
    assert due(Clock.TOTAL, corrected(assigned(), "supervisory")) == "2027-02-23T16:59:59+00:00"


def test_correcting_back_and_forth_changes_nothing() -> None:
    deadlines = assigned()
    assert corrected(corrected(deadlines, "supervisory"), "ordinary") == deadlines


def test_a_corrected_total_keeps_its_pauses() -> None:
    held = acted(assigned(), Act.HOLD, (State.ASSIGNED, State.ON_HOLD))
    resumed = acted(held, Act.RESUME, (State.ON_HOLD, State.ASSIGNED), at=TUESDAY + timedelta(days=7))
    expected, _ = calendar.add_working_days(date(2026, 11, 24), 65, BANDA_ACEH.calendar)
    assert due(Clock.TOTAL, corrected(resumed, "supervisory")).startswith(expected.isoformat())


def test_a_total_that_is_not_missed_any_more_stops_the_escalation() -> None:
    late = datetime(2026, 12, 14, 17, 0, tzinfo=UTC)
    (total,) = [d for d in assigned() if d.clock is Clock.TOTAL]
    missed = clocks.miss((total,), late, BANDA_ACEH, state=State.ASSIGNED)
    assert {deadline.clock for deadline in corrected(missed, "supervisory")} == {Clock.TOTAL}
    assert the(Clock.TOTAL, corrected(missed, "supervisory")).missed_at is None


# Extension and decision


def extension(deadlines: Clocks, until: date) -> Clocks:
    return clocks.advance(
        deadlines, Change(Act.EXTEND, State.ASSIGNED, State.ASSIGNED, TUESDAY, until=until), BANDA_ACEH
    )


def test_an_extended_total_is_due_at_the_end_of_the_day_and_its_proof_adds_up() -> None:
    total = the(Clock.TOTAL, extension(assigned(), date(2026, 12, 21)))
    assert total.due_at == datetime(2026, 12, 21, 16, 59, 59, tzinfo=UTC)
    assert (total.amount, total.unit) == (19, Unit.WORKING_DAYS)
    assert calendar.add_working_days(date(2026, 11, 24), 19, BANDA_ACEH.calendar)[0] == date(2026, 12, 21)
    assert "paused" not in clocks.proof(total, BANDA_ACEH.calendar)


def test_an_extension_to_a_day_off_ends_with_the_working_day_before_it() -> None:
    assert the(Clock.TOTAL, extension(assigned(), date(2026, 12, 20))).due_on == date(2026, 12, 18)


def test_an_extension_moves_no_other_clock() -> None:
    before, after = assigned(), extension(assigned(), date(2026, 12, 21))
    assert [clock for clock in before if clock.clock is not Clock.TOTAL] == [
        clock for clock in after if clock.clock is not Clock.TOTAL
    ]


def test_a_missed_total_that_is_extended_is_not_missed_any_more() -> None:
    late = datetime(2026, 12, 14, 17, 0, tzinfo=UTC)
    (total,) = [deadline for deadline in assigned() if deadline.clock is Clock.TOTAL]
    missed = clocks.miss((total,), late, BANDA_ACEH, state=State.ASSIGNED)
    assert {deadline.clock for deadline in extension(missed, date(2026, 12, 21))} == {Clock.TOTAL}


@given(days=st.integers(min_value=1, max_value=40))
def test_an_extension_is_never_earlier_and_never_after_the_day_named(days: int) -> None:
    before = the(Clock.TOTAL, assigned())
    until = before.due_on + timedelta(days=days)
    after = the(Clock.TOTAL, extension(assigned(), until))
    assert before.due_at <= after.due_at
    assert after.due_on <= until
    assert calendar.add_working_days(before.due_on, after.amount - before.amount, BANDA_ACEH.calendar)[0] in (
        after.due_on,
        before.due_on,
    )


@given(
    minutes=st.integers(min_value=0, max_value=60 * 24 * 60),
    waited=st.integers(min_value=0, max_value=20),
    more=st.integers(min_value=0, max_value=60),
    legal_class=st.sampled_from([None, "supervisory"]),
)
def test_the_proof_of_an_extended_deadline_adds_up(
    minutes: int, waited: int, more: int, legal_class: str | None
) -> None:
    at = TUESDAY - timedelta(minutes=minutes)
    asked, back = at + timedelta(hours=1), at + timedelta(hours=1, days=waited)
    deadlines = acted(submitted(at=at, legal_class=legal_class), Act.VERIFY, (State.RECEIVED, State.ASSIGNED), at=at)
    deadlines = acted(deadlines, Act.ASK, (State.ASSIGNED, State.INCOMPLETE), at=asked)
    deadlines = acted(deadlines, Act.COMPLETE, (State.INCOMPLETE, State.ASSIGNED), at=back)
    total = the(Clock.TOTAL, extension(deadlines, the(Clock.TOTAL, deadlines).due_on + timedelta(days=more)))
    shown = clocks.proof(total, BANDA_ACEH.calendar)
    skipped, paused = shown["skipped"], shown.get("paused", 0)
    assert isinstance(skipped, list)
    assert isinstance(paused, int)
    started = date.fromisoformat(str(shown["from"]))
    assert started + timedelta(days=total.amount + len(skipped) + paused) == total.due_on
    assert paused <= waited
    dates = [day["date"] for day in skipped]
    assert len(dates) == len(set(dates))


def test_an_extension_of_minutes_is_counted_in_days_from_then_on() -> None:
    change = Change(Act.EXTEND, State.ASSIGNED, State.ASSIGNED, TUESDAY, until=date(2026, 11, 26))
    total = the(Clock.TOTAL, clocks.advance(submitted(LATIHAN), change, LATIHAN))
    assert total.due_at == datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)
    assert (total.amount, total.unit) == (2, Unit.DAYS)
    assert "paused" not in clocks.proof(total, LATIHAN.calendar)


def test_a_return_that_is_one_too_many_gives_the_coordinator_two_working_days() -> None:
    change = Change(Act.RETURN, State.ASSIGNED, State.RECEIVED, TUESDAY, contested=True)
    after = clocks.advance(assigned(), change, BANDA_ACEH)
    assert due(Clock.DECISION, after) == "2026-11-26T16:59:59+00:00"
    assert Clock.VERIFICATION not in running(after)


def test_of_two_merged_reports_the_earlier_total_binds() -> None:
    early, late = assigned(), corrected(assigned(), "supervisory")
    assert the(Clock.TOTAL, clocks.earlier(late, early, now=TUESDAY)) == the(Clock.TOTAL, early)
    assert clocks.earlier(early, late, now=TUESDAY) == early


def test_a_total_that_comes_to_a_report_that_waits_stands_still_from_then_on() -> None:
    waiting = acted(corrected(assigned(), "supervisory"), Act.ASK, (State.ASSIGNED, State.INCOMPLETE))
    merged_at, back_at = TUESDAY + timedelta(days=2), TUESDAY + timedelta(days=3)
    joined = clocks.earlier(waiting, assigned(), now=merged_at)
    assert the(Clock.TOTAL, joined).paused_at == merged_at
    back = acted(joined, Act.COMPLETE, (State.INCOMPLETE, State.ASSIGNED), at=back_at)
    assert due(Clock.TOTAL, back) == "2026-12-15T16:59:59+00:00"  # one working day after the 14th


def test_the_window_for_an_appeal_opens_with_archiving_and_silent_closing_and_asks_for_nothing() -> None:
    archived = acted(assigned(), Act.ARCHIVE, (State.ASSIGNED, State.ARCHIVED))
    assert due(Clock.APPEAL, archived) == "2026-12-08T16:59:59+00:00"
    assert clocks.next_due(archived, State.ARCHIVED) is None


# Tables


def test_every_state_has_its_clocks_and_every_clock_an_act() -> None:
    assert set(RUNNING) == set(State)
    assert set(DUE_ACTS) == set(Clock) - {Clock.APPEAL}  # the window for an appeal just ends


def test_what_is_due_can_be_done_by_the_system_in_every_state_its_clock_runs_in() -> None:
    wrong = [
        (state, clock)
        for state, several in RUNNING.items()
        for clock in several
        if state in OPEN and Role.SYSTEM not in TABLE[state, DUE_ACTS[clock]].roles
    ]
    assert wrong == []


class Life(RuleBasedStateMachine):
    """Any report's life: acts that the lifecycle allows, at any time, and whatever falls due."""

    @initialize(
        rules=st.sampled_from([BANDA_ACEH, LATIHAN]),
        kind=st.sampled_from(["information", "complaint", "aspiration"]),
        legal_class=st.sampled_from([None, "supervisory"]),
    )
    def submit(self, rules: Rules, kind: str, legal_class: str | None) -> None:
        self.timing, self.now = rules, datetime(2019, 1, 2, 3, 0, tzinfo=UTC)
        self.state, self.paused = State.RECEIVED, State.RECEIVED
        self.deadlines = clocks.submit(self.now, rules, kind=kind, legal_class=legal_class)

    @rule(
        pick=st.randoms(use_true_random=False).map(lambda random: random.choice),
        minutes=st.sampled_from([0, 1, 5, 60, 24 * 60, 9 * 24 * 60]),
    )
    def act(self, pick: Callable[[list[Act]], Act], minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.go(pick(sorted(act for state, act in TABLE if state is self.state)))

    @precondition(lambda self: self.state in OPEN)
    @rule()
    def let_time_run_out(self) -> None:
        due = clocks.next_due(self.deadlines, self.state)
        assert due is not None
        self.now = max(self.now, due.due_at)
        act = DUE_ACTS[due.clock]
        if act is Act.ESCALATE:
            self.deadlines = clocks.miss(self.deadlines, self.now, self.timing, state=self.state)
        self.go(act)
        assert due != clocks.next_due(self.deadlines, self.state)

    def go(self, act: Act) -> None:
        role = min(TABLE[self.state, act].roles)
        new = lifecycle.after(self.state, act, role=role, paused=self.paused)
        if new in PAUSED and self.state not in PAUSED:
            self.paused = self.state
        change = Change(act, self.state, new, self.now)
        self.deadlines, self.state = clocks.advance(self.deadlines, change, self.timing), new

    @invariant()
    def an_open_report_has_a_next_due_moment_and_an_ended_one_none(self) -> None:
        due = clocks.next_due(self.deadlines, self.state)
        assert (due is not None) == (self.state in OPEN)
        assert (due is None) == (self.state in ENDED)

    @invariant()
    def there_is_one_deadline_of_a_clock_at_most(self) -> None:
        assert len({deadline.clock for deadline in self.deadlines}) == len(self.deadlines)

    @invariant()
    def only_the_timing_the_state_run(self) -> None:
        assert running(self.deadlines) - {Clock.ESCALATION} <= RUNNING[self.state]

    @invariant()
    def there_is_an_escalation_while_something_running_is_missed(self) -> None:
        missed = any(deadline.running and deadline.missed_at for deadline in self.deadlines)
        assert (Clock.ESCALATION in running(self.deadlines)) == missed


TestEveryLife = Life.TestCase
TestEveryLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
