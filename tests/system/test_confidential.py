"""A confidential report is not there for whoever has no code: every answer is that of a number which is nobody's."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest

from tests.stories import LAMP, NOBODYS
from tests.system.over_http import Receipt, answered
from tests.system.stack import Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

FORM = "application/x-www-form-urlencoded"
WRONG_CODE = "AAAA-AAAA-AAAAA"


@pytest.fixture(scope="module")
def secret(stack: Stack) -> Receipt:
    """As far on its way as others that are public."""
    contact = {"name": "Po Cut Contoh", "phone": "0812-0000-4001"}
    return answered(stack, confidential=True, contact=contact, location={"lat": 5.55, "lon": 95.32})


def test_its_reporter_and_its_agency_see_it(stack: Stack, secret: Receipt) -> None:
    assert stack.read(secret)["title"] == LAMP["title"]
    mine = stack.call("GET", f"/agency/reports/{secret['id']}", Authorization=stack.token("petugas-pupr"))
    assert mine.json["confidential"] is True


@pytest.mark.parametrize("code", [None, "", WRONG_CODE])
def test_whatever_is_asked_without_the_code_it_is_not_there(stack: Stack, secret: Receipt, code: str | None) -> None:
    before = stack.read(secret)
    headers = {} if code is None else {"Access_Code": code}
    for method, path, body in _doors():
        here = stack.call(method, f"/reports/{secret['id']}{path}", body, **headers)
        nowhere = stack.call(method, f"/reports/{NOBODYS}{path}", body, **headers)
        assert here.status == 404, (method, path)
        assert (here.status, here.text) == (nowhere.status, nowhere.text), (method, path)
        assert _constant(here.headers) == _constant(nowhere.headers)
    assert stack.read(secret) == before


@pytest.mark.parametrize("code", ["", WRONG_CODE])
def test_it_has_no_page_without_the_code(stack: Stack, secret: Receipt, code: str) -> None:
    before = stack.read(secret)
    form = urlencode({"code": code, "text": "Ya"}).encode()
    for act in ("follow", "reply", "confirm", "dispute", "withdraw"):
        here = stack.call("POST", f"/reports/{secret['id']}/{act}", form, Content_Type=FORM)
        nowhere = stack.call("POST", f"/reports/{NOBODYS}/{act}", form, Content_Type=FORM)
        assert here.status == 404, act
        assert (here.status, here.text) == (nowhere.status, nowhere.text), act
    assert stack.read(secret) == before


@pytest.mark.parametrize("path", ["/public/reports", "/public/reports.geojson"])
def test_it_is_in_no_list(stack: Stack, secret: Receipt, path: str) -> None:
    cursor: str | None = ""
    while cursor is not None:
        answer = stack.call("GET", f"{path}?cursor={cursor}")
        assert secret["id"] not in answer.text
        cursor = answer.json["cursor"]


@pytest.mark.parametrize("path", ["", "/contact"])
def test_it_is_not_there_for_other_agencies(stack: Stack, secret: Receipt, path: str) -> None:
    token = stack.token("petugas-dinkes")
    here = stack.call("GET", f"/agency/reports/{secret['id']}{path}", Authorization=token)
    nowhere = stack.call("GET", f"/agency/reports/{NOBODYS}{path}", Authorization=token)
    assert here.status == 404
    assert (here.status, here.text) == (nowhere.status, nowhere.text)


def _doors() -> Iterator[tuple[str, str, object]]:
    """Every way to ask for a report."""
    yield "GET", "", None
    yield "GET", "/contact", None
    yield "PUT", "/contact", {"phone": "0812-0000-4002"}
    yield "POST", "/rate", {"rating": 1}
    for act in ("complete", "reply", "dispute", "appeal"):
        yield "POST", f"/{act}", {"text": "Ya"}
    for act in ("confirm", "withdraw", "refer", "follow"):
        yield "POST", f"/{act}", {}


def _constant(headers: Mapping[str, str]) -> dict[str, str]:
    changing = ("date", "x-amzn-requestid", "x-amz-request-id")
    return {name: value for name, value in headers.items() if name.lower() not in changing}
