"""An agency keeps its own templates for responses and gets them filled for its reports."""

import json
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.aws import store
from chalicelib.aws.tables import Template
from chalicelib.rules.rights import Actor
from tests.api.calls import JSON, appoint, token
from tests.api.described import check, validate_as
from tests.stories import AUDITOR, COORDINATOR, NOBODYS, OFFICER, SIGNER, STRANGER, TUESDAY, assigned

# Chalice's client reads a token's claims and says that it checks nothing: checking is API Gateway's, see tests/system.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

PATH = "/agency/templates"
DONE = {"title": "Sudah selesai", "text": "Laporan {id} ({category}) dari {submitted}: batas waktu {due}. {agency}"}


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, SIGNER, COORDINATOR, STRANGER, AUDITOR):
        appoint(actor)


def put(client: Client, name: str, actor: Actor = OFFICER, **form: object) -> tuple[int, dict[str, Any]]:
    body = json.dumps({**DONE, **form}).encode()
    answer = client.http.put(f"{PATH}/{name}", headers={**JSON, **token(actor)}, body=body)
    return answer.status_code, answer.json_body


def names(client: Client, actor: Actor = OFFICER) -> list[str]:
    page = check("Templates", client.http.get(PATH, headers=token(actor)))
    return [item["name"] for item in page["items"]]


def test_an_agency_keeps_changes_and_deletes_its_templates(client: Client) -> None:
    status, made = put(client, "selesai")
    validate_as("Template", made)
    assert (status, made["text"]) == (200, DONE["text"])
    assert put(client, "ditunda", SIGNER)[0] == 200
    assert put(client, "selesai", title="Selesai")[1]["title"] == "Selesai"
    assert names(client) == ["ditunda", "selesai"]
    left = check("Templates", client.http.delete(f"{PATH}/ditunda", headers=token(OFFICER)))
    assert [item["name"] for item in left["items"]] == ["selesai"]
    assert client.http.delete(f"{PATH}/ditunda", headers=token(OFFICER)).status_code == 404


def test_templates_are_their_agencys_alone(client: Client) -> None:
    put(client, "selesai")
    assert names(client, STRANGER) == names(client, COORDINATOR) == []
    assert client.http.delete(f"{PATH}/selesai", headers=token(STRANGER)).status_code == 404


def test_an_auditor_writes_none(client: Client) -> None:
    assert put(client, "selesai", AUDITOR)[0] == 403
    assert client.http.delete(f"{PATH}/selesai", headers=token(AUDITOR)).status_code == 403
    assert names(client, AUDITOR) == []


def test_a_hundred_are_kept_and_one_of_them_can_still_be_changed(client: Client) -> None:
    with Template.batch_write() as batch:
        for n in range(100):
            key = Template.key("pupr"), Template.sort_key(f"t-{n}")
            batch.save(Template(*key, title="T", text="T", updated_at=TUESDAY))
    assert put(client, "selesai")[0] == 409
    assert put(client, "t-7")[0] == 200
    assert len(store.templates("pupr")) == 100


def test_what_is_wrong_is_named(client: Client) -> None:
    status, problem = put(client, "Selesai", text="{nama}")
    assert (status, {error["field"] for error in problem["errors"]}) == (422, {"name", "text"})


@pytest.mark.parametrize(
    ("language", "category", "due"),
    [
        ("id", "Infrastruktur", "24 November 2026: batas waktu 1 Desember 2026"),
        ("en", "", "batas waktu 1 December 2026"),
    ],
)
def test_they_are_filled_for_a_report_in_its_language(
    client: Client, calls: list[str], language: str, category: str, due: str
) -> None:
    put(client, "selesai")
    number = assigned(language=language).report
    calls.clear()
    page = check("Templates", client.http.get(f"/agency/reports/{number}/templates", headers=token(OFFICER)))
    assert calls == ["dynamodb.GetItem", "dynamodb.GetItem", "dynamodb.Query"]
    text = page["items"][0]["text"]
    assert text.startswith(f"Laporan {number} (")
    assert category in text
    assert due in text
    assert text.endswith("Dinas Pekerjaan Umum dan Penataan Ruang")


def test_for_a_report_of_another_agency_there_are_none(client: Client) -> None:
    put(client, "selesai", STRANGER)
    answers = [
        client.http.get(f"/agency/reports/{number}/templates", headers=token(STRANGER))
        for number in (assigned().report, NOBODYS)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json_body == answers[1].json_body
