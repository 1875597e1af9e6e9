"""The API's own description says what the API does: the same addresses, the same words, the same answers."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import boto3
import pytest
from chalice.test import Client, HTTPResponse
from jsonschema import ValidationError  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from app import app
from chalicelib.api.problems import STATUSES
from chalicelib.rules import lifecycle, numbers, words
from chalicelib.rules.clocks import Clock, Unit
from chalicelib.rules.intake import FIELDS, Kind, LegalClass
from chalicelib.rules.lifecycle import Act, Role, State
from chalicelib.rules.refusals import REFUSALS
from tests.api.calls import JSON, PLAIN, appoint, post, submit, token
from tests.api.described import DOCUMENT, SCHEMAS, check, validate_as
from tests.conftest import ROOT
from tests.stories import ABOVE, AUDITOR, CONTACT, COORDINATOR, LAMP, OFFICER, answered, assigned, staff, submitted

# Chalice's client reads a token's claims and says that it checks nothing.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

METHODS = {"get", "put", "post", "delete", "patch"}
NOW = datetime.now(UTC)
NOBODYS = numbers.report_number("BNA", "a key of no report", 0, b"no secret")
PLACED = {"lat": 5.5483, "lon": 95.3238, "address": "Simpang Lima"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, METHOD, operation) of each."""
    for path, item in DOCUMENT["paths"].items():
        yield from ((path, method.upper(), item[method]) for method in METHODS & item.keys())


def routes() -> dict[tuple[str, str], Any]:
    return {(path, method): entry for path, methods in app.routes.items() for method, entry in methods.items()}


def followed(node: Any) -> Any:
    """What a reference points to."""
    while isinstance(node, dict) and "$ref" in node:
        node = DOCUMENT["components"][node["$ref"].split("/")[-2]][node["$ref"].split("/")[-1]]
    return node


def check_problem(answer: HTTPResponse, status: int) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    check("Problem", answer)


@pytest.fixture
def people(aws: None) -> None:
    for actor in (OFFICER, COORDINATOR, AUDITOR, ABOVE):
        appoint(actor)


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_every_route_is_described_and_nothing_else_is() -> None:
    assert {(path, method) for path, method, _ in operations()} == set(routes())


def test_the_agencies_routes_ask_for_a_token_and_only_they() -> None:
    asked = {(path, method) for path, method, operation in operations() if operation.get("security")}
    assert asked == {(path, method) for path, method in routes() if path.startswith("/agency/")}
    assert asked == {route for route, entry in routes().items() if entry.authorizer}


def test_the_scopes_asked_for_are_those_of_the_routes() -> None:
    for path, method, operation in operations():
        scopes = [scope for each in operation.get("security", ()) for scope in each["Staff"]]
        authorizer = routes()[path, method].authorizer
        assert scopes == (authorizer.scopes if authorizer else [])


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("State", State),
        ("Act", Act),
        ("ReporterAct", lifecycle.BY_REPORTER),
        ("StaffAct", lifecycle.BY_STAFF),
        ("Role", Role),
        ("Kind", Kind),
        ("LegalClass", LegalClass),
        ("Clock", Clock),
        ("Unit", Unit),
        ("RoutingReason", words.ROUTING),
    ],
)
def test_the_lists_of_words_are_those_of_the_rules(name: str, known: type[StrEnum]) -> None:
    described = SCHEMAS[name]["enum"]
    assert sorted(described) == sorted(map(str, known))


def test_the_problems_are_those_of_the_product_and_of_the_gateway() -> None:
    said_by_gateway = set(re.findall(r"urn:tuntas:problem:\w+", (ROOT / "infra" / "stack.yaml").read_text()))
    assert set(SCHEMAS["ProblemType"]["enum"]) == {f"urn:tuntas:problem:{code}" for code in REFUSALS} | said_by_gateway


def test_the_path_of_an_act_names_the_acts_of_its_audience() -> None:
    for audience, name in (("/reports", "ReporterAct"), ("/agency/reports", "StaffAct")):
        [act] = [each for each in DOCUMENT["paths"][f"{audience}/{{number}}/{{act}}"]["parameters"] if "name" in each]
        assert act["schema"] == {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("audience", "acts"), [("/reports", lifecycle.BY_REPORTER), ("/agency/reports", lifecycle.BY_STAFF)]
)
def test_the_fields_of_each_act_are_said(audience: str, acts: frozenset[Act]) -> None:
    said = DOCUMENT["paths"][f"{audience}/{{number}}/{{act}}"]["post"]["description"].splitlines()
    assert [line for line in said if line.startswith("- ")] == [_line(act) for act in Act if act in acts]


def _line(act: Act) -> str:
    needed, optional = FIELDS[act]
    needs = f"needs {_quoted(needed)}; " if needed else ""
    may = [name for name in (*optional, "text", "version") if name not in needed]
    return f"- `{act}`: {needs}may have {_quoted(may)}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def test_every_error_is_a_problem_document_or_a_page() -> None:
    for path, method, operation in operations():
        for status, response in operation["responses"].items():
            kinds = set(followed(response)["content"])
            assert int(status) < 400 or kinds <= {"application/problem+json", "text/html"}, (path, method, status)


def test_every_status_that_the_product_can_answer_is_described() -> None:
    described = {int(status) for _, _, operation in operations() for status in operation["responses"]}
    assert {200, 201, 429, 500} | set(STATUSES.values()) == described


def test_the_examples_are_right() -> None:
    shown = [(name, example) for name, schema in SCHEMAS.items() for example in schema.get("examples", ())]
    shown += [
        ("Problem", content["example"])
        for response in DOCUMENT["components"]["responses"].values()
        for kind, content in response["content"].items()
        if kind == "application/problem+json"
    ]
    assert len(shown) > 10
    for name, example in shown:
        validate_as(name, example)


def test_more_than_is_described_would_be_noticed() -> None:
    for name in ("ReporterReport", "StaffReport", "Receipt"):
        [example] = SCHEMAS[name]["examples"]
        with pytest.raises(ValidationError, match="surprise"):
            validate_as(name, {**example, "surprise": 1})


def test_what_a_reporter_is_answered_is_as_described(client: Client) -> None:
    receipt = check("Receipt", submit(client, {**LAMP, "location": PLACED, "contact": CONTACT, "agency": "pupr"}))
    path, code = f"/reports/{receipt['id']}", {"Access-Code": receipt["access_code"]}
    check("PublicReport", client.http.get(path))
    check("ReporterReport", client.http.get(path, headers=code))
    done = answered(location=PLACED)
    path, code = f"/reports/{done.report}", {"Access-Code": done.access_code}
    check("PublicReport", client.http.get(path))
    check("ReporterReport", client.http.get(path, headers=code))
    check("ChangedReport", client.http.post(f"{path}/confirm", headers={**JSON, **code}, body=b'{"rating": 4}'))


def test_a_submission_of_the_example_is_taken(client: Client) -> None:
    [example] = SCHEMAS["Submission"]["examples"]
    answer = submit(client, {**example, "occurred_on": NOW.date().replace(day=1).isoformat()})
    assert answer.status_code == 201


def test_what_an_agency_is_answered_is_as_described(client: Client, people: None) -> None:
    done = answered(location=PLACED, occurred_on="2026-11-20")
    staff(done.report, Act.NOTE, text="Foto ada di arsip.")
    path = f"/agency/reports/{done.report}"
    check("Appointed", client.http.get("/agency/me", headers=token(OFFICER)))
    page = check("InboxPage", client.http.get("/agency/reports", headers=token(OFFICER)))
    assert len(page["items"]) == 1
    for actor in (OFFICER, COORDINATOR, AUDITOR, ABOVE):
        check("StaffReport", client.http.get(path, headers=token(actor)))
    noted = client.http.post(f"{path}/note", headers={**JSON, **token(OFFICER)}, body=b'{"text": "Selesai."}')
    check("ChangedReport", noted)


def test_what_everybody_is_answered_is_as_described(client: Client) -> None:
    assigned(now=NOW - timedelta(minutes=1), location=PLACED)
    assigned(now=NOW)
    assert len(check("PublicPage", client.http.get("/public/reports"))["items"]) == 2
    assert len(check("FeatureCollection", client.http.get("/public/reports.geojson"))["features"]) == 1
    check("Region", client.http.get("/region"))
    check("Health", client.http.get("/health"))
    assert client.http.get("/openapi.json").json_body == DOCUMENT


def test_what_is_refused_is_as_described(client: Client, people: None) -> None:
    report = submitted()
    check_problem(post(client, "/reports", {**LAMP, "title": ""}), 422)
    check_problem(submit(client, LAMP, key="short"), 400)
    check_problem(client.http.post("/reports", headers={"Content-Type": "text/xml"}, body=b"<a/>"), 415)
    check_problem(client.http.get(f"/reports/{NOBODYS}"), 404)
    check_problem(post(client, f"/reports/{report.report}/withdraw", {}, Access_Code="AAAA-AAAA-AAAAA"), 403)
    check_problem(post(client, f"/reports/{report.report}/confirm", {}, Access_Code=report.access_code), 409)
    check_problem(client.http.get(f"/agency/reports/{report.report}", headers=token(OFFICER)), 404)


def test_a_fault_of_ours_is_as_described(client: Client) -> None:
    boto3.client("dynamodb").delete_table(TableName="Reports")
    check_problem(client.http.get(f"/reports/{NOBODYS}"), 500)


def test_plain_forms_are_answered_by_pages(client: Client) -> None:
    answer = client.http.post("/reports/-/follow", headers=PLAIN, body=b"id=BNA-2222-22222&code=x")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
