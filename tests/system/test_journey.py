"""One report's whole life on the running stack, from click to close."""

from tests.stories import LAMP
from tests.system.stack import Stack, until

PHONE = "+6281200001234"
CONTACT = {"name": "Cut Rahma Contoh", "phone": PHONE}


def test_a_report_from_submission_to_closing_with_everyone_told(stack: Stack) -> None:
    receipt = stack.submit({**LAMP, "contact": CONTACT}).json
    until(lambda: stack.read(receipt)["agency"])
    assert stack.by_staff("koordinator", receipt["id"], "assign", agency="pupr").status == 200
    assert stack.by_staff("petugas-pupr", receipt["id"], "respond", text="Petugas berangkat.").status == 200
    assert stack.by_staff("petugas-pupr", receipt["id"], "answer", text="Sudah ditambal.").status == 200
    assert stack.by_reporter(receipt, "confirm", rating=5).json["status"] == "closed"
    acts = [entry["act"] for entry in stack.read(receipt)["history"]]
    assert acts == ["submit", "route", "assign", "respond", "answer", "confirm"]
    mine = until(lambda: (found := [t for t in stack.texts(PHONE) if receipt["id"] in t]) if True else None)
    until(lambda: len([text for text in stack.texts(PHONE) if receipt["id"] in text]) == 5)
    assert mine
