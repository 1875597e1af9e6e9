"""What must be true of a report's items at every moment, whoever died while writing them."""

from collections import Counter
from typing import Any

from chalicelib.aws import store, vault
from chalicelib.aws.store import Life
from chalicelib.aws.tables import DueSoon, Entry, Inbox, Item, Published, Report
from chalicelib.rules import clocks
from chalicelib.rules.lifecycle import OPEN, State


def whole(number: str) -> Life:
    """A report and its history, which fit each other and the indexes."""
    life = store.life(number)
    assert life
    report, entries = life.report, life.entries
    assert [entry.number for entry in entries] == list(range(1, int(report.version) + 1))
    assert [entry.old_state for entry in entries] == [None, *(entry.state for entry in entries[:-1])]
    last = entries[-1]
    assert (last.state, last.at) == (report.state, report.updated_at)
    assert last.agency == report.agency
    _is_indexed(report)
    _are_in_feed(entries)
    return life


def version_of(number: str) -> int:
    report = store.report(number)
    return int(report.version) if report else 0


def entries_of(number: str) -> tuple[Entry, ...]:
    life = store.life(number)
    return life.entries if life else ()


def acts_of(number: str) -> list[str]:
    return [entry.act for entry in entries_of(number)]


def state_of(number: str) -> tuple[Any, ...]:
    """All that is kept of a report, to be compared."""
    life = store.life(number)
    items = [life.report, *life.entries] if life else []
    return (*(item.serialize() for item in items), vault.contact(number))


def _is_indexed(report: Report) -> None:
    due = clocks.next_due(report.clocks, State(report.state))
    assert (report.due_at, report.due_clock) == ((due.due_at, due.clock) if due else (None, None))
    assert report.inbox == (report.agency if report.state in OPEN else None)
    assert bool(report.due_shard) == (report.state in OPEN)
    if report.inbox:
        _is_found(report, Item.by_inbox.query(report.inbox, Inbox.due_at == report.due_at))
    if report.due_shard:
        _is_found(report, Item.by_due.query(report.due_shard, DueSoon.due_at == report.due_at))
    if report.published:
        _is_found(report, Item.by_month.query(report.published, Published.submitted_at == report.submitted_at))


def _is_found(report: Report, found: Any) -> None:
    """The index has the report once, as it is now."""
    [there] = [item for item in found if item.pk == report.pk]
    assert there.attribute_values.get("version", report.version) == report.version


def _are_in_feed(entries: tuple[Entry, ...]) -> None:
    moments = {(entry.feed, entry.at) for entry in entries}
    found = Counter((item.pk, item.sk) for day, at in moments for item in Item.by_day.query(day, Entry.at == at))
    assert all(found[entry.pk, entry.sk] == 1 for entry in entries)
