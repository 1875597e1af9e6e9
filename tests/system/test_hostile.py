"""Bad input through the real front door: refused with every wrong field named, never a fault, and nothing written."""

import base64
import http.client
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from chalicelib.api import cursors
from tests.stories import LAMP, NOBODYS
from tests.system.over_http import Receipt, assigned, problem
from tests.system.stack import Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

PERSON = {"name": "Nyak Dien Contoh", "phone": "0812-0000-3001", "email": "nyak.dien@contoh.example"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

# What is changed in a good submission (None leaves it out), and the fields that are then wrong.
WRONG: dict[str, tuple[Mapping[str, object], set[str]]] = {
    "nothing": (dict.fromkeys(LAMP), {"kind", "title", "description", "area"}),
    "no place": ({"area": None}, {"area"}),
    "texts of other types": ({"kind": 5, "title": ["a"], "description": {"a": 1}}, {"kind", "title", "description"}),
    "choices of other types": ({"category": True, "area": 3, "agency": []}, {"category", "area", "agency"}),
    "groups of other types": ({"location": "x", "contact": 3}, {"location", "contact"}),
    "switches of other types": ({"anonymous": "maybe", "confidential": 7}, {"anonymous", "confidential"}),
    "a date of another type": ({"occurred_on": 20261124}, {"occurred_on"}),
    "a date to come": ({"occurred_on": "2099-01-01"}, {"occurred_on"}),
    "a date of old": ({"occurred_on": "0001-01-01"}, {"occurred_on"}),
    "a date that is none": ({"occurred_on": "2026-02-30"}, {"occurred_on"}),
    "an unknown kind": ({"kind": "praise"}, {"kind"}),
    "an unknown category": ({"category": "perdukunan"}, {"category"}),
    "an unknown area": ({"area": "31.71.01"}, {"area"}),
    "an unknown agency": ({"agency": "pentagon"}, {"agency"}),
    "an unknown language": ({"language": "fr"}, {"language"}),
    "an unknown field": ({"nik": "1171010101010001"}, {"nik"}),
    "a place outside the region": ({"location": {"lat": -6.2, "lon": 106.8}}, {"location"}),
    "a place off the earth": ({"location": {"lat": 1e300, "lon": -1e300}}, {"location"}),
    "a place without numbers": ({"location": {"lat": "utara", "lon": {}}}, {"location.lat", "location.lon"}),
    "half a place": ({"location": {"lat": 5.55}}, {"location.lon"}),
    "a phone that is none": ({"contact": {**PERSON, "phone": "110"}}, {"contact.phone"}),
    "a phone of elsewhere": ({"contact": {**PERSON, "phone": "+1 202 555 0100"}}, {"contact.phone"}),
    "an e-mail that is none": ({"contact": {**PERSON, "email": "nyak.dien"}}, {"contact.email"}),
    "a contact of other types": ({"contact": {"name": 1, "phone": []}}, {"contact.name", "contact.phone"}),
    "a title too long": ({"title": "a" * 151}, {"title"}),
    "a megabyte of text": ({"description": "a" * 1_000_000}, {"description"}),
    "a megabyte of emoji": ({"description": "🚧" * 80_000}, {"description"}),
    "a megabyte of name": ({"contact": {**PERSON, "name": "a" * 1_000_000}}, {"contact.name"}),
    "control characters only": ({"title": "\x00\x07\x1b", "description": "\u202e\u2066"}, {"title", "description"}),
    "everything at once": (
        {"kind": "x", "title": "", "occurred_on": "2099-01-01", "location": {"lat": 0, "lon": 0}, "contact": 1},
        {"kind", "title", "occurred_on", "location", "contact"},
    ),
}

UNREADABLE: dict[str, tuple[bytes, str, int]] = {
    "half a JSON": (b'{"kind": "complaint"', JSON, 400),
    "no JSON": (b"kind=complaint", JSON, 400),
    "a list": (b"[]", JSON, 400),
    "null": (b"null", JSON, 400),
    "a text": (b'"laporan"', JSON, 400),
    "a hundred thousand brackets": (b"[" * 100_000, JSON, 400),
    "a hundred thousand braces": (b'{"a":' * 100_000, JSON, 400),
    "a number of five thousand digits": (b'{"location": {"lat": 1' + b"0" * 5000 + b"}}", JSON, 400),
    "bytes that are no text": (b'{"title": "\xff\xfe\x00"}', JSON, 400),
    "XML": (b"<report/>", "application/xml", 415),
    "plain text": (b"{}", "text/plain", 415),
    "no type": (b"{}", "", 415),
    "files": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
    "three megabytes": (b'{"title": "' + b"a" * 3_000_000 + b'"}', JSON, 413),
    "eleven megabytes": (b"a" * 11_000_000, JSON, 413),
}

KEYS = ("1", "laporan saya", "0" * 32, "00000000-0000-0000-0000-000000000000", "a" * 5000, "é" * 40, "../../etc/passwd")

NOWHERE = (
    "/nope",
    "/reports/",
    "/reports/%2e%2e",
    "/reports/..%2f..%2fhealth",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/reports/%252e%252e",
    "/reports/%00",
    "/reports/%ff%fe",
    "/reports/entry%23000001",
    "/reports/appointment%23x",
    "/reports/" + "9" * 4000,
    "/reports/" + "%F0%9F%9A%A7" * 300,
    "/reports/BNA-2222-22223",
    "/reports/LAT-2222-22222",
    f"/reports/{NOBODYS}",
    f"/reports/{NOBODYS}/contact",
    f"/reports/{NOBODYS}/nope",
    "/agency/nope",
)

METHODS = (
    ("GET", "/reports"),
    ("PUT", "/reports"),
    ("DELETE", "/reports"),
    ("PATCH", f"/reports/{NOBODYS}"),
    ("DELETE", f"/reports/{NOBODYS}"),
    ("POST", f"/reports/{NOBODYS}"),
    ("POST", "/public/reports"),
    ("DELETE", "/agency/reports"),
    ("PUT", "/health"),
)

CURSORS = (
    "x",
    "%00",
    "A" * 5000,
    cursors.write(["2026-11"]),
    cursors.write(["9999-12", ""]),
    cursors.write(["2026-13", ""]),
    cursors.write(["2026-11", "yesterday"]),
    cursors.write(["2026-11", "0001-01-01T00:00:00+14:00"]),
    cursors.write(["2026-11", "9999-12-31T23:59:59-14:00"]),
    base64.urlsafe_b64encode(b'[["2026-11"], 5]').decode(),
)

HEADERS = ("Access_Code", "Accept_Language", "Idempotency_Key", "X_Correlation_Id", "Authorization")
VALUES = {"huge": "a" * 9000, "not ASCII": "é\xff", "tricks": "'\"<script>{{7*7}}${jndi:ldap://x.example}"}

FIELDS_OF_ACTS: dict[str, tuple[Mapping[str, object], set[str]]] = {
    "nothing": ({}, {"text"}),
    "other types": ({"text": 5, "version": "dua", "rating": 3}, {"text", "version", "rating"}),
    "a megabyte": ({"text": "a" * 1_000_000}, {"text"}),
    "control characters only": ({"text": "\x00"}, {"text"}),
    "a version beyond all": ({"text": "Ya", "version": 10**30}, {"version"}),
    "a version before all": ({"text": "Ya", "version": -1}, {"version"}),
    "fields of other acts": ({"text": "Ya", "until": "besok", "agency": "pupr"}, {"until", "agency"}),
}


@pytest.fixture
def nothing_written(stack: Stack) -> Iterator[None]:
    """No report and no identity more than before; what workers still do to older reports is not looked at."""
    before = _owners(stack)
    yield
    assert _owners(stack) == before


@pytest.fixture(scope="module")
def report(stack: Stack) -> Receipt:
    return assigned(stack, contact=PERSON)


@pytest.mark.parametrize("wrong", WRONG)
def test_every_wrong_field_is_named(stack: Stack, nothing_written: None, wrong: str) -> None:
    changes, fields = WRONG[wrong]
    answer = stack.submit({name: value for name, value in {**LAMP, **changes}.items() if value is not None})
    assert answer.status == 422
    assert {error["field"] for error in problem(answer)["errors"]} == fields
    assert all(error["detail"] for error in answer.json["errors"])
    assert PERSON["name"] not in answer.text


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_refused(stack: Stack, nothing_written: None, body: str) -> None:
    content, kind, status = UNREADABLE[body]
    answer = stack.call("POST", "/reports", content, Content_Type=kind)
    assert answer.status == status
    problem(answer)


@pytest.mark.parametrize("key", KEYS)
def test_a_weak_key_is_refused_with_a_sentence(stack: Stack, nothing_written: None, key: str) -> None:
    answer = stack.submit(LAMP, key=key)
    assert answer.status == 400
    assert "Idempotency-Key" in problem(answer)["detail"]


@pytest.mark.parametrize("path", NOWHERE)
def test_there_is_nothing_at_addresses_that_are_none(stack: Stack, nothing_written: None, path: str) -> None:
    answer = stack.call("GET", path)
    assert answer.status == 404
    problem(answer)


@pytest.mark.parametrize(("method", "path"), METHODS)
def test_a_method_that_no_route_has_is_refused(stack: Stack, nothing_written: None, method: str, path: str) -> None:
    answer = stack.call(method, path, {})
    assert answer.status == 404  # API Gateway knows no 405
    problem(answer)


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("path", ["/public/reports", "/public/reports.geojson"])
def test_a_page_marker_that_is_none_is_refused_at_once(stack: Stack, path: str, cursor: str) -> None:
    started = time.monotonic()
    answer = stack.call("GET", f"{path}?cursor={cursor}")
    assert answer.status == 400
    assert time.monotonic() - started < 10
    problem(answer)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("header", HEADERS)
def test_no_header_breaks_a_read(stack: Stack, report: Receipt, header: str, value: str) -> None:
    for path in ("/health", "/region", f"/reports/{report['id']}", "/agency/reports"):
        answer = stack.call("GET", path, **{header: value})
        assert answer.status in (200, 400, 401, 403, 431)
        assert answer.status == 200 or problem(answer)


@pytest.mark.parametrize("wrong", FIELDS_OF_ACTS)
def test_wrong_fields_of_an_act_are_named_and_change_nothing(stack: Stack, report: Receipt, wrong: str) -> None:
    fields, named = FIELDS_OF_ACTS[wrong]
    before = stack.read(report)
    for answer in (
        stack.by_reporter(report, "reply", **fields),
        stack.by_staff("petugas-pupr", report["id"], "respond", **fields),
    ):
        assert answer.status == 422
        assert {error["field"] for error in problem(answer)["errors"]} == named
    assert stack.read(report) == before


@pytest.mark.parametrize("act", ["submit", "route", "close", "lapse", "identify", "nope", "%2e%2e", "reply%00"])
def test_acts_that_have_no_address_are_refused(stack: Stack, report: Receipt, act: str) -> None:
    before = stack.read(report)
    for answer in (
        stack.by_reporter(report, act, text="Ya"),
        stack.by_staff("petugas-pupr", report["id"], act, text="Ya"),
    ):
        assert answer.status == 404
        problem(answer)
    assert stack.read(report) == before


def test_text_in_any_script_is_kept_as_it_was_written(stack: Stack) -> None:
    written = {
        "title": "🚧 Jalan rusak — طريق مكسور",
        "description": "Baris satu\nbaris dua\tبالعربية 𝕁𝕒𝕝𝕒𝕟 👩‍🦽 <b>&amp;</b> '; DROP TABLE reports;-- {{7*7}}",
    }
    shown = stack.read(stack.submit({**LAMP, **written}).json)
    assert {name: shown[name] for name in written} == written


def test_control_characters_are_left_out_and_the_rest_is_kept(stack: Stack) -> None:
    receipt = stack.submit({**LAMP, "title": "Jalan\x00 \u202erusak\x1b"}).json
    assert stack.read(receipt)["title"] == "Jalan rusak"


def test_half_a_character_is_no_fault(stack: Stack) -> None:
    form = json.dumps({**LAMP, "title": "Jalan \ud800 rusak", "contact": {"name": "\udfff Contoh"}})
    receipt = stack.call("POST", "/reports", form.encode()).json
    assert stack.read(receipt)["title"].startswith("Jalan ")


def test_a_plain_form_that_is_wrong_comes_back_as_a_page_with_all_that_was_written(
    stack: Stack, nothing_written: None
) -> None:
    form = {"kind": "complaint", "title": "<script>alert(1)</script>", "description": "", "contact.phone": "110"}
    answer = stack.call("POST", "/reports", urlencode(form).encode(), Content_Type=FORM)
    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("form", "status"), [("&".join(f"a{n}=1" for n in range(500)), 400), ("kind=%ff&title=%00", 422)]
)
def test_a_plain_form_that_cannot_be_read_is_answered_by_a_page(
    stack: Stack, nothing_written: None, form: str, status: int
) -> None:
    answer = stack.call("POST", "/reports", form.encode(), Content_Type=FORM)
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_body_of_unknown_or_impossible_length_is_refused(stack: Stack, nothing_written: None) -> None:
    assert _without_body(stack, {"Transfer-Encoding": "chunked"}) == 411
    assert _without_body(stack, {"Content-Length": "-5"}) == 400
    assert _without_body(stack, {"Content-Length": "99999999999999999999"}) == 413


def _owners(stack: Stack) -> set[str]:
    """Whose items there are: reports, identities, appointments; notices come later than what they tell of."""
    items: list[dict[str, Any]] = [*stack.items("ReportsTable"), *stack.items("IdentitiesTable")]
    return {item["pk"]["S"] for item in items if not item["pk"]["S"].startswith("notice#")}


def _without_body(stack: Stack, headers: Mapping[str, str]) -> int:
    """The status of the answer to a submission whose body never comes."""
    link = http.client.HTTPConnection(urlsplit(stack.outputs["web"]).netloc, timeout=20)
    link.putrequest("POST", "/api/reports")
    for name, value in headers.items():
        link.putheader(name, value)
    link.endheaders()
    status = link.getresponse().status
    link.close()
    return status
