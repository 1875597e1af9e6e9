"""One report as it looks in the middle of its life, with ten entries, and what lies beside it: as DynamoDB has them.

It is made by the product's own verbs in moto, by people who do not exist.
"""

from datetime import timedelta
from typing import Any

from moto import mock_aws

from bench.story import Raw, Story
from chalicelib import reports
from chalicelib.aws import clients
from chalicelib.rules.lifecycle import Act
from chalicelib.submissions import Receipt
from tests.api.calls import appoint
from tests.conftest import empty_account
from tests.stories import CONTACT, COORDINATOR, LAMP, OFFICER, TUESDAY, reporter, staff, submitted

# 2 KB of a citizen's words, the size that the figures are for.
LONG: dict[str, Any] = {
    **LAMP,
    "description": (LAMP["description"] + " ") * 38 + "Mohon segera ditangani.",
    "contact": CONTACT,
}
SAID = "Terima kasih, laporan Anda sedang kami tangani dan petugas akan meninjau lokasi."


def told() -> Story:
    """Tell it in moto."""
    with mock_aws():
        empty_account()
        for actor in (OFFICER, COORDINATOR):
            appoint(actor)
        receipt = submitted(**LONG)
        [received] = _items("Reports", receipt.report)[-1:]
        _to_ten_entries(receipt)
        people = _items("Reports", "appointments")
        found = (*_items("Reports", receipt.report), *people)
        identities = tuple(_items("Identities", receipt.report))
    number, code = receipt.report, receipt.access_code
    return Story(number, code, OFFICER.person or "", LONG, SAID, received, found, identities)


def _to_ten_entries(receipt: Receipt) -> None:
    """Route, assign, then talk to and fro until ten entries are there; in progress at the end."""
    reports.route(receipt.report, now=TUESDAY)
    staff(receipt.report, Act.ASSIGN, actor=COORDINATOR, agency="pupr", text=SAID)
    for hours in range(1, 4):
        now = TUESDAY + timedelta(hours=hours)
        staff(receipt.report, Act.RESPOND, now=now, text=SAID)
        reporter(receipt, Act.REPLY, now=now, text=SAID)
    staff(receipt.report, Act.NOTE, now=TUESDAY + timedelta(hours=4), text=SAID)


def _items(table: str, key: str) -> list[Raw]:
    found = clients.client("dynamodb").query(
        TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": key}}
    )
    items: list[Raw] = found["Items"]
    return items
