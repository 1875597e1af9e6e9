"""An appointment that lapses leaves no report lying: the deputy is told and takes over, until somebody is appointed."""

import pytest

from tests.system.over_http import PATIENCE, routed
from tests.system.seats import appointed
from tests.system.stack import Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")


def test_the_deputy_is_told_and_deals_with_the_report_while_the_agency_is_vacant(stack: Stack) -> None:
    number = routed(stack, contact={"name": "Cut Contoh", "phone": "0812-0000-4321"})["id"]
    with appointed(stack, "petugas-rsud-meuraxa", begins=-9, ends=-2):
        assert stack.by_staff("koordinator", number, "assign", agency="rsud-meuraxa").status == 200
        until(lambda: {"agency:rsud-meuraxa", "agency:dinkes"} <= _told(stack, number), within=PATIENCE)
        assert stack.by_staff("petugas-dinkes", number, "note", text="Kami yang menangani.").status == 200
        assert _get(stack, "petugas-dinkes", f"/agency/reports/{number}/contact") == 200
    assert _get(stack, "petugas-dinkes", f"/agency/reports/{number}") == 404
    assert _get(stack, "petugas-rsud-meuraxa", f"/agency/reports/{number}") == 200


def _get(stack: Stack, username: str, path: str) -> int:
    return stack.call("GET", path, Authorization=stack.token(username)).status


def _told(stack: Stack, number: str) -> set[str]:
    """The channels by which the assigning was told."""
    found = stack.aws("dynamodb").query(
        TableName=stack.resources["ReportsTable"],
        KeyConditionExpression="pk = :pk AND begins_with(sk, :entry)",
        ExpressionAttributeValues={":pk": {"S": f"notice#{number}"}, ":entry": {"S": "000003#"}},
    )
    return {item["sk"]["S"].partition("#")[2] for item in found["Items"] if "sent_at" in item}
