"""The tables as code and as stack: one client, indexes that carry what is read from them, items that come back."""

import os

import boto3
import msgspec

from chalicelib import views
from chalicelib.aws import store, stored
from chalicelib.aws.tables import Appointment, Entry, Identity, Item, Notice, Report, Webhook
from tests.stories import CONTACT, TUESDAY, answered, assigned, submitted

MODELS = (Item, Report, Entry, Appointment, Notice, Webhook, Identity)


def test_all_models_share_one_connection_and_so_one_client(aws: None) -> None:
    submitted(contact=CONTACT)
    assert {id(model._get_connection().connection) for model in MODELS} == {id(stored.connection())}


def test_items_come_back_as_what_they_are(aws: None) -> None:
    receipt = answered()
    life = store.life(receipt.report)
    assert life is not None
    assert isinstance(life.report, Report)
    assert all(isinstance(entry, Entry) for entry in life.entries)


def test_a_line_of_the_inbox_is_made_of_what_the_index_carries(aws: None) -> None:
    receipt = assigned()
    whole = store.report(receipt.report)
    assert whole is not None
    assert views.for_inbox(store.inbox("pupr")[0]) == views.for_inbox(whole)


def test_a_line_of_the_public_list_is_made_of_what_the_index_carries(aws: None) -> None:
    receipt = assigned(location={"lat": 5.55, "lon": 95.32})
    whole = store.report(receipt.report)
    assert whole is not None
    assert views.for_list(store.published("2026-11", before=None, limit=9)[0]) == views.for_list(whole)


def test_what_is_announced_again_is_made_of_what_the_feed_carries(aws: None) -> None:
    receipt = assigned()
    entries = list(store.feed(TUESDAY, TUESDAY.replace(hour=4)))
    assert [(entry.pk, entry.number, entry.act, entry.state) for entry in entries] == [
        (receipt.report, 1, "submit", "received"),
        (receipt.report, 2, "route", "received"),
        (receipt.report, 3, "assign", "assigned"),
    ]


def test_deadlines_are_kept_whole_in_a_text_of_modest_size(aws: None) -> None:
    report = store.report(answered().report)
    assert report is not None
    attribute = stored.DeadlinesAttribute()
    text = attribute.serialize(report.clocks)
    assert attribute.deserialize(text) == report.clocks
    assert len(text) < len(msgspec.json.encode(report.clocks))


def test_an_absent_attribute_takes_no_room(aws: None) -> None:
    receipt = submitted()
    table = boto3.resource("dynamodb").Table(os.environ["REPORTS_TABLE"])
    item = table.get_item(Key={"pk": receipt.report, "sk": "report"})["Item"]
    assert not {"inbox", "published", "agency", "paused_state", "rating", "hops"} & item.keys()
