"""What a reporter's requests get: the receipt, the timeline, the acts, and a clear word for whatever is wrong."""

import json
from typing import Any
from uuid import uuid4

import boto3
import pytest
from chalice.test import Client

from chalicelib.rules.lifecycle import Act
from tests.api.calls import JSON, PLAIN, post, post_plainly, submit
from tests.stories import CONTACT, LAMP, NOBODYS, answered, assigned, staff, submitted

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "song"}, "kind"),
    ({"kind": None}, "kind"),
    ({"title": ""}, "title"),
    ({"title": 7}, "title"),
    ({"title": "x" * 151}, "title"),
    ({"title": "\u0000\u0007"}, "title"),
    ({"description": ["text"]}, "description"),
    ({"description": "x" * 1_000_000}, "description"),
    ({"category": "unheard-of"}, "category"),
    ({"area": "99.99.99"}, "area"),
    ({"area": ""}, "area"),
    ({"occurred_on": "2999-01-01"}, "occurred_on"),
    ({"occurred_on": "yesterday"}, "occurred_on"),
    ({"location": {"lat": -6.2, "lon": 106.8}}, "location"),
    ({"location": {"lat": 5.55}}, "location.lon"),
    ({"location": "here"}, "location"),
    ({"agency": "nobody"}, "agency"),
    ({"anonymous": "perhaps"}, "anonymous"),
    ({"contact": {"phone": "12"}}, "contact.phone"),
    ({"contact": {"email": "nobody"}}, "contact.email"),
    ({"language": "tlh"}, "language"),
    ({"surprise": 1}, "surprise"),
]


def stored() -> int:
    return len(boto3.resource("dynamodb").Table("Reports").scan()["Items"])


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_wrong_field_is_named_and_nothing_is_written(client: Client, change: dict[str, Any], field: str) -> None:
    answer = submit(client, {**LAMP, **change})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json_body["errors"]]
    assert all(error["detail"] for error in answer.json_body["errors"])
    assert stored() == 0


def test_all_wrong_fields_are_named_at_once(client: Client) -> None:
    answer = submit(client, {"kind": "song", "title": "", "description": 1, "occurred_on": "x"})
    assert {error["field"] for error in answer.json_body["errors"]} == {
        "kind",
        "title",
        "description",
        "occurred_on",
        "area",
    }


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (JSON, b"{broken", 400),
        (JSON, b"[1, 2]", 400),
        (JSON, b"\xff\xfe", 400),
        (JSON, b"[" * 100_000, 400),
        (JSON, b'{"title": "' + b"x" * 3_000_000 + b'"}', 413),
        ({"Content-Type": "text/xml"}, b"<a/>", 415),
        ({"Content-Type": ""}, b"{}", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem_document(
    client: Client, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = client.http.post("/reports", headers=headers, body=body)
    assert answer.status_code == status
    assert answer.json_body["status"] == status
    assert answer.json_body["detail"]
    assert stored() == 0


@pytest.mark.parametrize("key", ["short", "x" * 64, "a" * 300, "00000000-0000-0000-0000-000000000000", "kunci é"])
def test_a_key_that_can_be_guessed_is_refused(client: Client, key: str) -> None:
    assert submit(client, LAMP, key=key).status_code == 400
    assert stored() == 0


def test_a_receipt_has_number_code_deadlines_and_the_way_to_follow(client: Client) -> None:
    answer = submit(client, {**LAMP, "contact": CONTACT})
    body = answer.json_body
    assert answer.status_code == 201
    assert body["id"].startswith("BNA-")
    assert body["status"] == "received"
    assert {"clock", "due_at", "proof"} <= body["deadlines"][0].keys()
    assert body["links"]["self"] == f"/api/reports/{body['id']}"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["🚧 lampu 🔦", "الشارع مظلم", "Z̷a̸l̴g̵o̶", "<script>alert(1)</script>", "नमस्ते"])
def test_any_alphabet_is_taken_as_it_is(client: Client, text: str) -> None:
    receipt = submit(client, {**LAMP, "title": text}).json_body
    seen = client.http.get(f"/reports/{receipt['id']}", headers={"Access-Code": receipt["access_code"]})
    assert seen.json_body["title"] == text


def test_the_same_key_again_gives_the_same_answer_and_with_another_body_none(client: Client) -> None:
    key = str(uuid4())
    first, again = submit(client, LAMP, key=key), submit(client, LAMP, key=key)
    assert first.json_body == again.json_body
    other = submit(client, {**LAMP, "title": "Lain"}, key=key)
    assert other.status_code == 422
    assert first.json_body["access_code"] not in json.dumps(other.json_body)


def test_the_public_sees_no_words_before_the_report_is_passed_to_an_agency(client: Client) -> None:
    receipt = submitted()
    seen = client.http.get(f"/reports/{receipt.report}").json_body
    assert (seen["status"], seen["title"], seen["description"]) == ("received", None, None)
    passed = assigned()
    assert client.http.get(f"/reports/{passed.report}").json_body["title"] == LAMP["title"]


def test_the_public_reads_what_the_agency_said_and_not_what_the_reporter_wrote(client: Client) -> None:
    receipt = answered()
    code = {"Access_Code": receipt.access_code}
    post(client, f"/reports/{receipt.report}/reply", {"text": "Telepon saya saja"}, **code)
    staff(receipt.report, Act.NOTE, text="Catatan di dalam")
    public = json.dumps(client.http.get(f"/reports/{receipt.report}").json_body)
    assert "Sudah ditambal" in public
    assert "Telepon saya" not in public
    assert "Catatan di dalam" not in public


def test_the_reporter_reads_all_but_internal_notes(client: Client) -> None:
    receipt = assigned()
    staff(receipt.report, Act.NOTE, text="Catatan di dalam")
    seen = client.http.get(f"/reports/{receipt.report}", headers={"Access-Code": receipt.access_code})
    assert "Catatan di dalam" not in json.dumps(seen.json_body)
    assert "reply" in seen.json_body["acts"]


def test_a_confidential_report_is_unknown_without_its_code_as_if_it_were_not_there(client: Client) -> None:
    secret = assigned(confidential=True)
    nothing = client.http.get(f"/reports/{NOBODYS}")
    hidden = client.http.get(f"/reports/{secret.report}")
    wrong = client.http.get(f"/reports/{secret.report}", headers={"Access-Code": "AAAA-AAAA-AAAAA"})
    assert [hidden.status_code, wrong.status_code] == [404, 404]
    assert hidden.json_body == wrong.json_body == nothing.json_body
    right = client.http.get(f"/reports/{secret.report}", headers={"Access-Code": secret.access_code})
    assert right.status_code == 200


def test_a_number_is_read_as_people_write_it_and_a_typing_error_is_noticed(client: Client) -> None:
    receipt = assigned()
    assert client.http.get(f"/reports/{receipt.report.lower().replace('-', '%20')}").status_code == 200
    assert client.http.get(f"/reports/{receipt.report[:-1]}%3F").status_code == 404


def test_the_whole_conversation_of_a_reporter(client: Client) -> None:
    receipt = answered()
    path, code = f"/reports/{receipt.report}", {"Access_Code": receipt.access_code}
    assert post(client, f"{path}/confirm", {}, **code).json_body["status"] == "closed"
    assert post(client, f"{path}/rate", {"rating": 5}, **code).status_code == 200
    assert post(client, f"{path}/rate", {"rating": 9}, **code).status_code == 422
    assert post(client, f"{path}/confirm", {}, **code).status_code == 409


def test_an_older_version_is_told_what_happened_meanwhile(client: Client) -> None:
    receipt = answered()
    answer = post(client, f"/reports/{receipt.report}/confirm", {"version": 2}, Access_Code=receipt.access_code)
    assert answer.status_code == 409
    assert "Menunggu tanggapan pelapor" in answer.json_body["detail"]


@pytest.mark.parametrize("act", ["assign", "close", "identify", "sing", "../x"])
def test_what_is_not_the_reporters_act_is_unknown(client: Client, act: str) -> None:
    receipt = answered()
    answer = post(client, f"/reports/{receipt.report}/{act}", {}, Access_Code=receipt.access_code)
    assert answer.status_code in (403, 404)


def test_a_refusal_speaks_the_readers_language(client: Client) -> None:
    indonesian = client.http.get(f"/reports/{NOBODYS}", headers={"Accept-Language": "id-ID,id;q=0.9"})
    english = client.http.get(f"/reports/{NOBODYS}", headers={"Accept-Language": "de, en;q=0.5"})
    assert indonesian.json_body["detail"] != english.json_body["detail"]
    assert english.headers["Content-Language"] == "en"


def test_without_javascript_the_form_is_answered_by_a_page_with_number_and_code(client: Client) -> None:
    form = client.http.get("/form").body.decode()
    assert 'name="idempotency_key"' in form
    answer = post_plainly(client, "/reports", **LAMP, idempotency_key=str(uuid4()), language="id")
    assert answer.status_code == 201
    assert "BNA-" in answer.body.decode()


def test_a_plain_form_with_something_wrong_comes_back_filled_in_and_keeps_its_key(client: Client) -> None:
    key = str(uuid4())
    answer = post_plainly(client, "/reports", **{**LAMP, "title": ""}, idempotency_key=key, language="id")
    page = answer.body.decode()
    assert answer.status_code == 422
    assert LAMP["description"] in page
    assert key in page


def test_a_plain_form_sent_twice_is_one_report(client: Client) -> None:
    fields = {**LAMP, "idempotency_key": str(uuid4()), "language": "id"}
    first, second = (post_plainly(client, "/reports", **fields).body.decode() for _ in range(2))
    assert first == second
    assert stored() == 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/reports", b"&".join(b"a%d=1" % n for n in range(300)), 400),
        ("/reports", b"title=" + b"x" * 3_000_000, 413),
        (f"/reports/{NOBODYS}/dance", b"code=x", 404),
        (f"/reports/{NOBODYS}/follow", b"code=x", 404),
    ],
)
def test_whatever_is_refused_of_a_plain_form_is_refused_by_a_page(
    client: Client, path: str, body: bytes, status: int
) -> None:
    answer = client.http.post(path, headers=PLAIN, body=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")


def test_following_without_javascript_shows_the_timeline_and_takes_the_acts(client: Client) -> None:
    receipt = answered()
    path, code = f"/reports/{receipt.report}", receipt.access_code
    page = post_plainly(client, f"{path}/follow", code=code).body.decode()
    assert "Sudah ditambal" in page
    done = post_plainly(client, f"{path}/confirm", code=code, version="4")
    assert done.status_code == 200
    assert "Selesai" in done.body.decode()
    late = post_plainly(client, f"{path}/confirm", code=code, version="4")
    assert late.status_code == 409


def test_a_plain_follow_with_the_wrong_code_is_a_page_that_says_so(client: Client) -> None:
    receipt = answered()
    answer = post_plainly(client, f"/reports/{receipt.report}/follow", code="AAAA-AAAA-AAAAA")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_reporter_is_asked_for_by_the_identity_function_only(
    client: Client, monkeypatch: pytest.MonkeyPatch, calls: list[str]
) -> None:
    """In moto no function runs, so only the question is seen here; the answer is seen in tests/system."""
    monkeypatch.setenv("IDENTITY_FUNCTION", "identify")
    receipt = submitted(contact=CONTACT)
    calls.clear()
    client.http.get(f"/reports/{receipt.report}/contact", headers={"Access-Code": receipt.access_code})
    assert calls == ["lambda.Invoke"]
