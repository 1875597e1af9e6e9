"""Files attached to what an agency says: who may bring them, what they must be, and who may fetch them."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest
import time_machine
from botocore.config import Config
from chalice.test import Client

from chalicelib.aws import attachments, clients
from chalicelib.rules.attachments import Offer
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.rights import Actor
from chalicelib.submissions import Receipt
from tests.api.calls import JSON, appoint, token
from tests.api.described import check
from tests.stories import AUDITOR, COORDINATOR, OFFICER, SIGNER, STRANGER, TUESDAY, assigned, staff

# Chalice's client reads a token's claims and says that it checks nothing.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

BUCKET = "attachments"
PNG = b"\x89PNG\r\n\x1a\n and what a picture has besides"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"
OFFER = {"name": "foto.png", "type": "image/png", "size": len(PNG)}
ANSWER = "Lubang sudah ditambal pagi ini, fotonya terlampir."


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, SIGNER, COORDINATOR, STRANGER, AUDITOR):
        appoint(actor)


def post(client: Client, path: str, actor: Actor, body: object) -> tuple[int, Any]:
    path = f"/agency/reports/{path}"
    answer = client.http.post(path, headers={**JSON, **token(actor)}, body=json.dumps(body).encode())
    return answer.status_code, answer.json_body


def brought(client: Client, number: str, *, content: bytes = PNG, actor: Actor = OFFICER, **offer: object) -> str:
    """The id of a file that was uploaded by the form the API gave."""
    status, form = post(client, f"{number}/attachments", actor, {**OFFER, **offer})
    assert status == 201
    put(form["fields"], content)
    return str(form["id"])


def put(fields: Mapping[str, str], content: bytes) -> None:
    """What S3 does with a form that is sent to it; that it keeps to the form's conditions is seen in tests/system."""
    boto3.client("s3").put_object(
        Bucket=BUCKET,
        Key=fields["key"],
        Body=content,
        ContentType=fields["Content-Type"],
        Metadata={"name": fields["x-amz-meta-name"]},
    )


def public(client: Client, number: str) -> list[list[dict[str, Any]]]:
    """What is attached to each entry that everybody may see."""
    return [entry["attachments"] for entry in client.http.get(f"/reports/{number}").json_body["history"]]


def by_reporter(client: Client, receipt: Receipt) -> list[list[dict[str, Any]]]:
    answer = client.http.get(f"/reports/{receipt.report}", headers={"Access-Code": receipt.access_code})
    return [entry["attachments"] for entry in answer.json_body["history"]]


def wrong(problem: Mapping[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


def keys(prefix: str = "") -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return [each["Key"] for each in found]


def test_a_photograph_of_the_work_is_attached_to_the_answer(client: Client) -> None:
    report = assigned().report
    photo = brought(client, report, name="jalan sesudah – selesai.png")
    assert post(client, f"{report}/answer", OFFICER, {"text": ANSWER, "attachments": [photo]})[0] == 200
    [*_, attached] = public(client, report)
    assert [{**each, "url": ""} for each in attached] == [
        {"name": "jalan sesudah – selesai.png", "type": "image/png", "size": len(PNG), "url": ""}
    ]
    assert keys("kept/") == [f"kept/{report}/{photo}"]


def test_a_link_is_signed_for_an_hour_and_saves_the_file_under_its_name(client: Client) -> None:
    report = assigned().report
    photo = brought(client, report, name='"foto"\r\nX: y.png')
    post(client, f"{report}/respond", OFFICER, {"text": "Petugas berangkat.", "attachments": [photo]})
    link = urlsplit(public(client, report)[-1][0]["url"])
    assert (link.hostname, link.path) == (f"{BUCKET}.s3.ap-southeast-3.amazonaws.com", f"/kept/{report}/{photo}")
    assert parse_qs(link.query)["X-Amz-Expires"] == ["3600"]
    kept = boto3.client("s3").head_object(Bucket=BUCKET, Key=link.path[1:])
    assert kept["ContentType"] == "image/png"
    assert unquote(kept["ContentDisposition"]) == "attachment; filename*=UTF-8''\"foto\" X: y.png"


def test_a_form_is_for_one_file_of_one_type_and_size_and_a_quarter_of_an_hour(client: Client) -> None:
    report = assigned().report
    form = check_form(client, report)
    assert form["fields"]["key"] == f"incoming/{report}/{form['id']}"
    assert form["fields"]["Content-Type"] == "image/png"
    assert check_form(client, report)["id"] != form["id"]


def check_form(client: Client, report: str) -> Any:
    path = f"/agency/reports/{report}/attachments"
    answer = client.http.post(path, headers={**JSON, **token(OFFICER)}, body=json.dumps(OFFER).encode())
    assert answer.status_code == 201
    return check("Upload", answer)


@pytest.mark.parametrize("actor", [OFFICER, SIGNER, COORDINATOR])
def test_whoever_holds_the_report_may_bring_a_file(client: Client, actor: Actor) -> None:
    assert post(client, f"{assigned().report}/attachments", actor, OFFER)[0] == 201


def test_somebody_else_s_report_is_unknown_and_an_auditor_only_reads(client: Client) -> None:
    report = assigned().report
    assert post(client, f"{report}/attachments", STRANGER, OFFER)[0] == 404
    assert post(client, f"{report}/attachments", AUDITOR, OFFER)[0] == 403


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        ({"type": "text/html"}, "type"),
        ({"type": "image/svg+xml"}, "type"),
        ({"size": 5 * 1024 * 1024 + 1}, "size"),
        ({"size": 0}, "size"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"key": "kept/x"}, "key"),
    ],
)
def test_what_is_wrong_with_an_offer_is_named(client: Client, offer: dict[str, object], field: str) -> None:
    status, problem = post(client, f"{assigned().report}/attachments", OFFICER, {**OFFER, **offer})
    assert (status, wrong(problem)) == (422, [field])


def test_the_id_of_another_report_s_file_is_refused(client: Client) -> None:
    one, other = assigned().report, assigned().report
    photo = brought(client, one)
    status, problem = post(client, f"{other}/answer", OFFICER, {"text": ANSWER, "attachments": [photo]})
    assert (status, wrong(problem)) == (422, ["attachments"])
    assert keys("kept/") == []


def test_a_file_that_never_came_is_refused_and_nothing_is_written(client: Client) -> None:
    report = assigned().report
    came = brought(client, report)
    body = {"text": ANSWER, "attachments": [came, "0" * 32]}
    status, problem = post(client, f"{report}/answer", OFFICER, body)
    assert (status, wrong(problem)) == (422, ["attachments"])
    assert "2" in problem["errors"][0]["detail"]
    assert keys("kept/") == []
    assert len(public(client, report)) == 3


@pytest.mark.parametrize("given", ["foto", ["../../kept/x"], [7], ["0" * 32] * 6, {"id": "0" * 32}])
def test_what_is_no_list_of_at_most_five_ids_is_refused(client: Client, given: object) -> None:
    status, problem = post(client, f"{assigned().report}/answer", OFFICER, {"text": ANSWER, "attachments": given})
    assert (status, wrong(problem)) == (422, ["attachments"])


@pytest.mark.parametrize(
    ("kind", "content"), [("image/jpeg", b"<script>alert(1)</script>"), ("image/png", PDF), ("application/pdf", b"%P")]
)
def test_a_file_that_is_not_what_it_says_is_known_by_its_first_bytes(client: Client, kind: str, content: bytes) -> None:
    report = assigned().report
    false = brought(client, report, content=content, name="foto.jpg", type=kind)
    status, problem = post(client, f"{report}/answer", OFFICER, {"text": ANSWER, "attachments": [false]})
    assert (status, wrong(problem)) == (422, ["attachments"])
    assert keys("kept/") == []


def test_acts_that_say_nothing_take_no_files(client: Client) -> None:
    report = assigned().report
    body = {"text": "Catatan.", "attachments": [brought(client, report)]}
    assert wrong(post(client, f"{report}/note", OFFICER, body)[1]) == ["attachments"]


def test_a_signature_sends_out_what_was_attached_to_the_draft(client: Client) -> None:
    receipt = assigned()
    report = receipt.report
    letter = brought(client, report, content=PDF, name="surat.pdf", type="application/pdf")
    post(client, f"{report}/draft", OFFICER, {"text": ANSWER, "attachments": [letter]})
    assert not any(public(client, report))
    assert not any(by_reporter(client, receipt))
    assert post(client, f"{report}/sign", SIGNER, {})[0] == 200
    assert [each["name"] for each in public(client, report)[-1]] == ["surat.pdf"]


def test_a_signer_s_own_files_take_the_place_of_the_draft_s(client: Client) -> None:
    report = assigned().report
    post(client, f"{report}/draft", OFFICER, {"text": ANSWER, "attachments": [brought(client, report)]})
    own = brought(client, report, content=PDF, name="surat.pdf", type="application/pdf", actor=SIGNER)
    post(client, f"{report}/sign", SIGNER, {"attachments": [own]})
    assert [each["name"] for each in public(client, report)[-1]] == ["surat.pdf"]


def test_of_a_confidential_report_only_those_concerned_see_what_is_attached(client: Client) -> None:
    receipt = assigned(confidential=True)
    photo = brought(client, receipt.report)
    post(client, f"{receipt.report}/answer", OFFICER, {"text": ANSWER, "attachments": [photo]})
    assert client.http.get(f"/reports/{receipt.report}").status_code == 404
    assert len(by_reporter(client, receipt)[-1]) == 1


def test_what_is_no_longer_public_has_no_public_files(client: Client) -> None:
    receipt = assigned()
    photo = brought(client, receipt.report)
    post(client, f"{receipt.report}/respond", OFFICER, {"text": "Petugas berangkat.", "attachments": [photo]})
    assert any(public(client, receipt.report))
    staff(receipt.report, Act.ARCHIVE, actor=COORDINATOR, reason="bukan_wewenang")
    assert not any(public(client, receipt.report))
    assert any(by_reporter(client, receipt))


def test_an_answer_with_a_file_costs_two_calls_more_and_reading_it_none(client: Client, calls: list[str]) -> None:
    report = assigned().report
    body = {"text": ANSWER, "attachments": [brought(client, report)]}
    calls.clear()
    post(client, f"{report}/answer", OFFICER, body)
    assert [call for call in calls if call.startswith("s3.")] == ["s3.GetObject", "s3.CopyObject"]
    calls.clear()
    assert any(public(client, report))
    assert calls == ["dynamodb.Query"]


def test_the_reporter_s_page_has_a_link_with_name_and_size(client: Client) -> None:
    receipt = assigned()
    photo = brought(client, receipt.report, name="<b>.png")
    post(client, f"{receipt.report}/answer", OFFICER, {"text": ANSWER, "attachments": [photo]})
    form = f"id={receipt.report}&code={receipt.access_code}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    page = client.http.post("/reports/-/follow", headers=headers, body=form).body.decode()
    assert "&lt;b&gt;.png</a>" in page
    assert "(1 KB)" in page
    assert f"/kept/{receipt.report}/{photo}?X-Amz-Algorithm" in page


@time_machine.travel(TUESDAY, tick=False)
def test_forms_and_links_are_signed_as_botocore_signs_them_though_it_knows_nothing_of_s3_here(aws: None) -> None:
    s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
    link = attachments.link("BNA-1", "a")
    form = attachments.upload("BNA-1", Offer("foto.png", "image/png"), now=TUESDAY)
    assert clients.client.cache_info().currsize == 0
    asked = {"Bucket": BUCKET, "Key": "kept/BNA-1/a"}
    whole = s3.generate_presigned_url("get_object", Params=asked, ExpiresIn=3600)
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(whole).query)
    expected = s3.generate_presigned_post(BUCKET, form.fields["key"], ExpiresIn=900)
    assert set(expected["fields"]) <= set(form.fields)
    policies = [json.loads(base64.b64decode(each["policy"])) for each in (form.fields, expected["fields"])]
    assert policies[0]["expiration"] == policies[1]["expiration"] == "2026-11-24T03:15:00Z"
    assert [each for each in policies[1]["conditions"] if each not in policies[0]["conditions"]] == []
    assert ["content-length-range", 1, 5 * 1024 * 1024] in policies[0]["conditions"]
