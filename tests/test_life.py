"""The life of a report as a machine: whatever is done in whatever order, nothing is lost and nobody waits for ever."""

from datetime import date, datetime, timedelta
from functools import partial

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from moto import mock_aws

from chalicelib import mergers, reports, views
from chalicelib.aws import store
from chalicelib.rules import lifecycle
from chalicelib.rules.errors import Conflict, Forbidden, Invalid, Unknown
from chalicelib.rules.intake import Fields, LegalClass
from chalicelib.rules.lifecycle import OPEN, Act, Role, State
from chalicelib.rules.rights import Actor
from tests.conftest import empty_account
from tests.stories import COORDINATOR, TUESDAY, reporter, routed, submitted

ACTS_OF_STAFF = sorted(lifecycle.BY_STAFF)
ACTS_OF_REPORTERS = sorted(lifecycle.BY_REPORTER)
AGENCIES = ("pupr", "dlhk3", "dinkes", "setda")


class LifeOfAReport(RuleBasedStateMachine):
    """Every act is tried by people at random, and time passes as it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.account = mock_aws()
        self.account.start()
        empty_account()
        self.now = TUESDAY
        self.entries = 0

    def teardown(self) -> None:
        self.account.stop()

    @initialize(confidential=st.booleans(), anonymous=st.booleans())
    def submit(self, confidential: bool, anonymous: bool) -> None:
        self.receipt = submitted(confidential=confidential, anonymous=anonymous, now=self.now)
        self.other = routed(now=self.now)

    @rule(act=st.sampled_from(ACTS_OF_REPORTERS))
    def reporter_acts(self, act: Act) -> None:
        try:
            reporter(self.receipt, act, now=self.now, text="Kata pelapor", rating=4, area="11.71.03")
        except Conflict:
            return

    @rule(
        act=st.sampled_from(ACTS_OF_STAFF),
        agency=st.sampled_from(AGENCIES),
        role=st.sampled_from(list(Role)),
        legal_class=st.sampled_from(list(LegalClass)),
    )
    def staff_acts(self, act: Act, agency: str, role: Role, legal_class: str) -> None:
        fields = Fields(
            text=f"Kata petugas ke-{self.entries}",
            reason="too_general",
            agency=agency,
            until=self._tomorrow(),
            title=f"Judul ke-{self.entries}",
            description="Perkara lain di tempat yang sama.",
            into=self.other.report,
            legal_class=legal_class,
            missing=("area",),
        )
        holder = self._life().report.agency
        actor = COORDINATOR if role is Role.COORDINATOR else Actor(role, holder, "sub")
        try:
            verb = {Act.MERGE: mergers.merge, Act.SPLIT: mergers.split}.get(act, partial(reports.by_staff, act=act))
            verb(self.receipt.report, fields=fields, actor=actor, now=self.now)
        except (Conflict, Forbidden, Invalid):
            return
        except Unknown:
            assert role in (Role.OPERATOR, Role.REPORTER, Role.SYSTEM) or holder is None

    @rule()
    def the_other_reporter_withdraws(self) -> None:
        """What had been merged into that report goes its own way again."""
        try:
            reporter(self.other, Act.WITHDRAW, now=self.now)
        except Conflict:
            return
        mergers.separate(self.receipt.report, self.other.report, now=self.now)
        assert self._life().report.state != State.MERGED

    @rule()
    def route(self) -> None:
        reports.route(self.receipt.report, now=self.now)

    @precondition(lambda self: self._life().report.state in OPEN)
    @rule()
    def the_next_clock_runs_out(self) -> None:
        report = self._life().report
        self.now = max(self.now, report.due_at)
        assert reports.expire(report.id, int(report.version), now=self.now)

    @rule(hours=st.integers(min_value=1, max_value=200))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def every_version_has_its_entry_and_none_is_ever_taken_away(self) -> None:
        life = self._life()
        assert [entry.number for entry in life.entries] == list(range(1, int(life.report.version) + 1))
        assert len(life.entries) >= self.entries
        assert life.entries[-1].state == life.report.state
        self.entries = len(life.entries)

    @invariant()
    def an_open_report_has_one_due_moment_and_an_ended_one_none(self) -> None:
        report = self._life().report
        is_open = report.state in OPEN
        assert (report.due_at is not None) == is_open
        assert (report.due_shard is not None) == is_open
        assert (report.inbox == report.agency) if is_open else report.inbox is None

    @invariant()
    def a_confidential_report_is_never_published_and_an_open_one_never_shows_who_acted(self) -> None:
        life = self._life()
        assert not (life.report.confidential and life.report.published)
        assert "sub" not in {value for entry in views.for_staff(life, Role.OFFICER)["history"] for value in entry["by"]}

    @invariant()
    def every_audience_has_its_view(self) -> None:
        life = self._life()
        into = store.life(life.report.into) if life.report.into else None
        mine = views.for_reporter(life, merged_with=into)
        assert (mine["merged_with"] is not None) == bool(life.report.into)
        assert len(mine["history"]) >= len(views.for_public(life)["history"])
        assert not {entry["act"] for entry in mine["history"]} & views.INTERNAL

    @invariant()
    def a_merged_report_is_known_to_the_other(self) -> None:
        report, other = self._life().report, store.report(self.other.report)
        assert other is not None
        if report.state == State.MERGED:
            assert list(other.joined) == [report.id]
            assert other.state != State.WITHDRAWN

    @invariant()
    def somebody_can_always_go_on(self) -> None:
        """In every open state the reporter may withdraw and a clock will act: there is no dead end."""
        report = self._life().report
        if report.state in OPEN:
            assert Act.WITHDRAW in views.changed(report, Role.REPORTER)["acts"]
            assert State(report.state) not in (State.CLOSED, State.WITHDRAWN)

    def _life(self) -> store.Life:
        life = store.life(self.receipt.report)
        assert life is not None
        return life

    def _tomorrow(self) -> date:
        later: datetime = self.now + timedelta(days=1)
        return later.date()


LifeOfAReport.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLifeOfAReport = LifeOfAReport.TestCase
