"""The reports' store: one function per access pattern, each with the calls it costs.

Every change of a report is one transaction, the report at its new version and the entry of that number;
two writers can never both put entry N+1.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.exceptions import CancellationReason, PutError, TransactWriteError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.aws.tables import Appointment, DueSoon, Entry, Identity, Item, Notice, Report, connection

DUE_SHARDS = ("0", "1", "2", "3")
_LOST = ("ConditionalCheckFailed", "TransactionConflict")


class Taken(Exception):
    """The number is already a report's: `report` is that one."""

    def __init__(self, report: Report) -> None:
        self.report = report


class Overtaken(Exception):
    """Somebody else changed the report between our reading and our writing."""


@dataclass(frozen=True)
class Life:
    """A report and its whole history, oldest first."""

    report: Report
    entries: tuple[Entry, ...]


def submit(report: Report, entry: Entry, identity: Identity | None) -> None:
    """Put a new report with its first entry and, where a contact was given, its identity: one call, all or nothing.

    Raises Taken when the number exists, Overtaken when another submission of it is under way.
    """
    with _answered(), TransactWrite(connection=connection()) as write:
        write.save(report, condition=Report.pk.does_not_exist(), return_values="ALL_OLD")
        write.save(entry, condition=Entry.pk.does_not_exist())
        if identity:
            write.save(identity)


def change(report: Report, changes: Mapping[str, Any], entry: Entry) -> None:
    """Write `changes` (None removes) and put `entry`, if the report still has the version it was read with: one call.

    Raises Overtaken when it has not. `report` itself is brought up to date.
    """
    actions = [_action(name, value) for name, value in changes.items()]
    with _answered(), TransactWrite(connection=connection()) as write:
        write.update(report, actions=actions, condition=Report.version == report.version)
        write.save(entry, condition=Entry.pk.does_not_exist())
    for name, value in changes.items():
        setattr(report, name, value)


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


def inbox(agency: str) -> list[Report]:
    """An agency's open reports, the earliest due first, as far as the index carries them: one query per megabyte."""
    return list(Item.by_inbox.query(agency))


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
    """What the signed-in user `sub` was appointed to: one call."""
    try:
        return Appointment.get(Appointment.key(sub), Appointment.SORT_KEY)
    except Appointment.DoesNotExist:
        return None


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
