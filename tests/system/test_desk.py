"""What an officer has at the desk, on the running stack: with the rights of its role, through gateway and tokens."""

from typing import Any

import pytest

from tests.system.over_http import assigned
from tests.system.stack import Answer, Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

OFFICER = "petugas-pupr"
TEMPLATE = {"title": "Sudah selesai", "text": "Laporan {id} sudah kami selesaikan."}


def test_a_report_is_found_by_its_words_and_handed_over_with_its_draft(stack: Stack) -> None:
    number = assigned(stack, description=f"{'Lubang di jalan. ' * 20} Dekat jembatan Kuningan.")["id"]
    stack.by_staff(OFFICER, number, "respond", text="Petugas berangkat.")
    assert stack.by_staff(OFFICER, number, "draft", text="Lubangnya sudah kami tambal.").status == 200
    assert [line["id"] for line in _get(stack, "/agency/reports?agency=pupr&q=KUNINGAN")["items"]] == [number]
    rows = {row["id"]: row for row in _get(stack, "/agency/handover")["reports"]}
    assert rows[number]["draft"] == "Lubangnya sudah kami tambal."


def test_a_template_is_kept_filled_and_deleted(stack: Stack) -> None:
    number = assigned(stack)["id"]
    assert _call(stack, "PUT", "/agency/templates/uji-selesai", TEMPLATE).status == 200
    filled = {item["name"]: item["text"] for item in _get(stack, f"/agency/reports/{number}/templates")["items"]}
    assert filled["uji-selesai"] == f"Laporan {number} sudah kami selesaikan."
    left = _call(stack, "DELETE", "/agency/templates/uji-selesai").json["items"]
    assert "uji-selesai" not in {item["name"] for item in left}


def _get(stack: Stack, path: str) -> Any:
    answer = _call(stack, "GET", path)
    assert answer.status == 200, answer.text
    return answer.json


def _call(stack: Stack, method: str, path: str, body: object = None) -> Answer:
    return stack.call(method, path, body, Authorization=stack.token(OFFICER))
