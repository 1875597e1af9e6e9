"""The reports' store: one function per access pattern, each with the calls it costs.

Every change of a report is one transaction, the report at its new version and the entry of that number;
two writers can never both put entry N+1.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.exceptions import CancellationReason, DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.aws.stored import connection
from chalicelib.aws.tables import (
    Appointment,
    DueSoon,
    Entry,
    Identity,
    Item,
    Notice,
    Report,
    Said,
    Template,
    Webhook,
)

DUE_SHARDS = ("0", "1", "2", "3")
_LOST = ("ConditionalCheckFailed", "TransactionConflict")


class Taken(Exception):
    """The number is already a report's: `report` is that one."""

    def __init__(self, report: Report) -> None:
        self.report = report


class Overtaken(Exception):
    """Somebody else changed the report between our reading and our writing."""


class Life(NamedTuple):
    """A report and its whole history, oldest first."""

    report: Report
    entries: tuple[Entry, ...]


class Step(NamedTuple):
    """What an act does to one report: `changes` (None removes an attribute) and the entry that tells it."""

    report: Report
    changes: Mapping[str, Any]
    entry: Entry


class Made(NamedTuple):
    """A report that begins, with its first entry."""

    report: Report
    entry: Entry


def submit(report: Report, entry: Entry, identity: Identity | None) -> None:
    """Put a new report with its first entry and, where a contact was given, its identity: one call, all or nothing.

    Raises Taken when the number exists, Overtaken when another submission of it is under way.
    """
    with _answered(), TransactWrite(connection=connection()) as write:
        write.save(report, condition=Report.pk.does_not_exist(), return_values="ALL_OLD")
        write.save(entry, condition=Entry.pk.does_not_exist())
        if identity:
            write.save(identity)


def change(*steps: Step, made: Made | None = None, said: Said | None = None) -> None:
    """Write each step's changes and put its entry, if its report still has the version it was read with: one call.

    `made` is a report that the act brings forth, `said` what the agency has now said. All is written or nothing.
    Raises Overtaken when somebody else was first, Taken when the number of `made` exists. The reports of the steps
    are brought up to date.
    """
    with _answered(), TransactWrite(connection=connection()) as write:
        for step in steps:
            actions = [_action(name, value) for name, value in step.changes.items()]
            write.update(step.report, actions=actions, condition=Report.version == step.report.version)
            write.save(step.entry, condition=Entry.pk.does_not_exist())
        if made:
            write.save(made.report, condition=Report.pk.does_not_exist(), return_values="ALL_OLD")
            write.save(made.entry, condition=Entry.pk.does_not_exist())
        if said:
            write.save(said)
    for step in steps:
        for name, value in step.changes.items():
            setattr(step.report, name, value)


def report(number: str) -> Report | None:
    """The present state, read consistently: one call."""
    try:
        return Report.get(number, Report.SORT_KEY, consistent_read=True)
    except Report.DoesNotExist:
        return None


def life(number: str, *, consistent: bool = False) -> Life | None:
    """A report with its history: one query, which ends at the report itself."""
    items = list(Item.query(number, Item.sk <= Report.SORT_KEY, consistent_read=consistent))
    if not items or not isinstance(items[-1], Report):
        return None
    return Life(items[-1], tuple(item for item in items if isinstance(item, Entry)))


def entry(number: str, position: int) -> Entry | None:
    """One line of a report's history, read consistently: one call."""
    try:
        return Entry.get(number, Entry.sort_key(position), consistent_read=True)
    except Entry.DoesNotExist:
        return None


def entries_after(number: str, position: int) -> list[Entry]:
    """The lines of a report's history after one, oldest first, read consistently: one query."""
    after = Item.sk.between(Entry.sort_key(position + 1), Report.SORT_KEY)
    return [item for item in Item.query(number, after, consistent_read=True) if isinstance(item, Entry)]


def was_said(agency: str, digest: str) -> bool:
    """Whether the agency has given the answer of this digest: one call."""
    try:
        Said.get(Said.key(agency), digest)
    except Said.DoesNotExist:
        return False
    return True


def inbox(agency: str) -> list[Report]:
    """An agency's open reports, the earliest due first, as far as the index carries them: one query per megabyte."""
    return list(Item.by_inbox.query(agency))


def reports_of(numbers: Iterable[str]) -> list[Report]:
    """The present state of each, in no order: one call per hundred, what the table leaves out is asked for again."""
    return list(Report.batch_get((number, Report.SORT_KEY) for number in numbers))


def entries_of(keys: Iterable[tuple[str, int]]) -> list[Entry]:
    """The lines of histories with these reports' numbers and their own, in no order: calls as in `reports_of`."""
    return list(Entry.batch_get((number, Entry.sort_key(position)) for number, position in keys))


def due(now: datetime) -> Iterator[Report]:
    """The reports whose due moment has come; what exists besides is not read."""
    for shard in DUE_SHARDS:
        yield from Item.by_due.query(shard, DueSoon.due_at <= now)


def published(month: str, *, before: datetime | None, limit: int) -> list[Report]:
    """The published reports of a month ("2026-11"), newest first, those submitted before `before`: one query."""
    condition = Report.submitted_at < before if before else None
    return list(Item.by_month.query(month, condition, scan_index_forward=False, limit=limit))


def feed(start: datetime, end: datetime) -> Iterator[Entry]:
    """Every entry written from `start` to before `end`, in the order of time: one query per day and megabyte."""
    day = start.astimezone(UTC).date()
    while day <= end.astimezone(UTC).date():
        yield from Item.by_day.query(day.isoformat(), Entry.at.between(start, end - timedelta(microseconds=1)))
        day += timedelta(days=1)


def appointment(sub: str) -> Appointment | None:
    """What the signed-in user or client `sub` was appointed to, read consistently: one call."""
    try:
        return Appointment.get(Appointment.PARTITION, sub, consistent_read=True)
    except Appointment.DoesNotExist:
        return None


def roster() -> list[Appointment]:
    """Every appointment, those that have lapsed too: one query per megabyte, some five thousand of them."""
    return list(Appointment.query(Appointment.PARTITION, consistent_read=True))


def appoint(appointment: Appointment) -> None:
    appointment.save()


def claim_notice(number: str, position: int, channel: str, *, now: datetime, lease: timedelta) -> Notice | None:
    """The right to send one notice now, or None when it was sent: one call, two when somebody else has claimed it.

    Raises Overtaken while another worker's claim is younger than `lease`.
    A claim that old without a mark is of a worker that died: it is taken over, for a notice twice is better than none.
    """
    notice = Notice(f"notice#{number}", f"{position:06d}#{channel}", claimed_at=now)
    free = Notice.pk.does_not_exist() | ((Notice.claimed_at < now - lease) & Notice.sent_at.does_not_exist())
    try:
        notice.save(condition=free)
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        notice.refresh(consistent_read=True)
        if notice.attribute_values.get("sent_at") is None:
            raise Overtaken from error
        return None
    return notice


def notice_sent(notice: Notice, *, now: datetime) -> None:
    notice.update([Notice.sent_at.set(now)])


def notice_failed(notice: Notice) -> None:
    """Let go of a claim whose sending has failed, so that the next try need not wait for the lease: one call."""
    notice.update([Notice.claimed_at.set(datetime.fromtimestamp(0, UTC))])


def was_noticed(number: str, position: int, channel: str) -> bool:
    """Whether a notice was sent, read consistently: one call."""
    try:
        notice = Notice.get(f"notice#{number}", f"{position:06d}#{channel}", consistent_read=True)
    except Notice.DoesNotExist:
        return False
    return notice.sent_at is not None


def webhook(agency: str) -> Webhook | None:
    """Where an agency's own system is told, or was; read consistently: one call."""
    try:
        return Webhook.get(Webhook.key(agency), Webhook.SORT_KEY, consistent_read=True)
    except Webhook.DoesNotExist:
        return None


def register_webhook(webhook: Webhook) -> None:
    """Put it in the place of its earlier issues: one call. Raises Overtaken when this issue was given already."""
    try:
        webhook.save(condition=Webhook.pk.does_not_exist() | (Webhook.issue < webhook.issue))
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise Overtaken from error


def change_webhook(webhook: Webhook, changes: Mapping[str, Any], *, alone: bool = False) -> bool:
    """Write `changes` (None removes): one call. False where it was registered anew or taken away since it was read.

    `alone`: also where somebody else has set until when it rests.
    """
    attributes = Webhook.get_attributes()
    actions: list[Action] = [attributes[n].remove() if v is None else attributes[n].set(v) for n, v in changes.items()]
    same = (Webhook.issue == webhook.issue) & Webhook.url.exists()
    try:
        webhook.update(actions, same & (Webhook.resting_until == webhook.resting_until) if alone else same)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def templates(agency: str) -> list[Template]:
    """An agency's templates by name, read consistently: one query for each megabyte."""
    return list(Template.query(Template.key(agency), Template.sk.startswith(Template.PREFIX), consistent_read=True))


def keep_template(template: Template) -> None:
    """Put it in the place of the one of that name, if any: one call."""
    template.save()


def drop_template(agency: str, name: str) -> bool:
    """Take it away: one call. False where there is none of that name."""
    template = Template(Template.key(agency), Template.sort_key(name))
    try:
        template.delete(Template.pk.exists())
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


@contextmanager
def _answered() -> Iterator[None]:
    """Tell the two ways in which a transaction may lose from everything that is a fault."""
    try:
        yield
    except TransactWriteError as error:
        reasons = [reason for reason in error.cancellation_reasons if reason]
        if not reasons or any(reason.code not in _LOST for reason in reasons):
            raise
        raise next(_taken(reasons), Overtaken()) from error


def _taken(reasons: list[CancellationReason]) -> Iterator[Taken]:
    return (Taken(Report.from_raw_data(reason.raw_item)) for reason in reasons if reason.raw_item)


def _action(name: str, value: Any) -> Action:
    attribute = getattr(Report, name)
    action: Action = attribute.remove() if value is None else attribute.set(value)
    return action
