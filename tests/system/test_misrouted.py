"""A report that nobody wanted: sent to and fro, decided, drafted and signed, disputed, answered again, confirmed."""

from typing import Any

import pytest

from chalicelib.rules.lifecycle import Act
from tests.system.over_http import Receipt, problem, routed
from tests.system.stack import Answer, Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")

PHONE = "+6281200007731"
REPORTER = {"name": "Teuku Contoh", "phone": PHONE}


def test_a_report_that_was_misrouted_twice_is_decided_answered_disputed_and_solved(stack: Stack) -> None:
    receipt = routed(stack, contact=REPORTER, title="Pohon miring di atas halte")
    number = receipt["id"]

    _misrouted_twice(stack, number)
    _decided(stack, number)
    _drafted_and_signed(stack, number)
    _disputed_and_upheld(stack, receipt)
    _answered_again_and_confirmed(stack, receipt)

    seen = stack.call("GET", f"/agency/reports/{number}", Authorization=stack.token("koordinator"))
    assert [(entry["act"], entry["by"]["role"], _agency(entry)) for entry in seen.json["history"]] == [
        (Act.SUBMIT, "reporter", None),
        (Act.ROUTE, "system", None),
        (Act.RETURN, "officer", "pupr"),
        (Act.ASSIGN, "coordinator", "diskominfotik"),
        (Act.RETURN, "officer", "dishub"),
        (Act.DECIDE, "coordinator", "diskominfotik"),
        (Act.RESPOND, "officer", "dlhk3"),
        (Act.DRAFT, "officer", "dlhk3"),
        (Act.REDRAFT, "signer", "dlhk3"),
        (Act.DRAFT, "officer", "dlhk3"),
        (Act.SIGN, "signer", "dlhk3"),
        (Act.DISPUTE, "reporter", None),
        (Act.UPHOLD, "officer", "setda"),
        (Act.ANSWER, "officer", "dlhk3"),
        (Act.CONFIRM, "reporter", None),
    ]
    assert all(entry["at"] for entry in seen.json["history"])
    assert not [word for word in (PHONE, REPORTER["name"], receipt["access_code"]) if word in seen.text]
    told = until(lambda: [text for text in stack.texts(PHONE) if "selesai" in text])
    assert number in told[0]


def _misrouted_twice(stack: Stack, number: str) -> None:
    wrong = done(stack.by_staff("petugas-pupr", number, "return", reason="Ini halte, bukan jalan.", agency="dishub"))
    assert (wrong["agency"]["id"], wrong["status"]) == ("diskominfotik", "received")
    seen = stack.call("GET", f"/agency/reports/{number}", Authorization=stack.token("koordinator")).json
    assert (seen["proposed"]["id"], seen["hops"]) == ("dishub", 1)
    done(stack.by_staff("koordinator", number, "assign", agency="dishub"))
    back = done(stack.by_staff("petugas-dishub", number, "return", reason="Ini pohon kota.", agency="dlhk3"))
    assert {deadline["clock"]: deadline["proof"]["amount"] for deadline in back["deadlines"]}["decision"] == 2


def _decided(stack: Stack, number: str) -> None:
    again = stack.by_staff("koordinator", number, "assign", agency="pupr")
    assert (again.status, problem(again)["type"]) == (409, "urn:tuntas:problem:must_be_decided")
    done(stack.by_staff("koordinator", number, "decide", agency="dlhk3", text="Pohon kota adalah urusan DLHK3."))
    refused = stack.by_staff("petugas-dlhk3", number, "return", reason="Bukan kami.")
    assert (refused.status, problem(refused)["type"]) == (409, "urn:tuntas:problem:decided")


def _drafted_and_signed(stack: Stack, number: str) -> None:
    done(stack.by_staff("petugas-dlhk3", number, "respond", text="Petugas memeriksa pohonnya siang ini."))
    rules = stack.by_staff("petugas-dlhk3", number, "draft", text="Sesuai Perda Nomor 4 Tahun 2017 tentang Taman Kota.")
    assert (rules.status, problem(rules)["errors"][0]["field"]) == (422, "text")
    done(stack.by_staff("petugas-dlhk3", number, "draft", text="Pohon sudah dipangkas."))
    done(stack.by_staff("kepala-dlhk3", number, "redraft", reason="Sebutkan kapan dan oleh siapa."))
    assert stack.by_staff("kepala-dlhk3", number, "sign").status == 409
    done(stack.by_staff("petugas-dlhk3", number, "draft", text=f"Pohon dipangkas regu taman kemarin sore ({number})."))
    assert stack.by_staff("petugas-dlhk3", number, "sign").status == 403
    signed = done(stack.by_staff("kepala-dlhk3", number, "sign"))
    assert signed["status"] == "answered"


def _disputed_and_upheld(stack: Stack, receipt: Receipt) -> None:
    done(stack.by_reporter(receipt, "dispute", text="Dahan yang patah masih di atas halte."))
    assert stack.by_staff("petugas-dlhk3", receipt["id"], "overrule", text="Sudah cukup.").status == 403
    upheld = done(stack.by_staff("petugas-setda", receipt["id"], "uphold", text="Dahannya memang masih ada."))
    assert (upheld["agency"]["id"], upheld["status"]) == ("dlhk3", "in_progress")


def _answered_again_and_confirmed(stack: Stack, receipt: Receipt) -> None:
    number = receipt["id"]
    copied = stack.by_staff(
        "petugas-dlhk3", number, "answer", text=f"Pohon dipangkas regu taman kemarin sore ({number})"
    )
    assert (copied.status, problem(copied)["errors"][0]["field"]) == (422, "text")
    done(stack.by_staff("petugas-dlhk3", number, "answer", text=f"Dahan di atas halte diangkat pagi ini ({number})."))
    assert done(stack.by_reporter(receipt, "confirm", rating=5))["status"] == "closed"


def _agency(entry: dict[str, dict[str, dict[str, str]]]) -> str | None:
    return (entry["by"]["agency"] or {}).get("id")


def done(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.text
    told: dict[str, Any] = answer.json
    return told
