"""What lies on an agency's desk: found, counted and paged at once, and handed over whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.aws import store
from chalicelib.aws.tables import Entry, Item, Report
from chalicelib.rules import numbers
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.rights import Actor
from tests.api.calls import appoint, token
from tests.api.described import check
from tests.stories import ABOVE, AUDITOR, COORDINATOR, OFFICER, STRANGER, assigned, staff

# Chalice's client reads a token's claims and says that it checks nothing: checking is API Gateway's, see tests/system.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

NOW = datetime.now(UTC)
INBOX = "/agency/reports"


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, COORDINATOR, STRANGER, AUDITOR, ABOVE):
        appoint(actor)


def get(client: Client, path: str, actor: Actor = OFFICER) -> tuple[int, dict[str, Any]]:
    answer = client.http.get(path, headers=token(actor))
    return answer.status_code, answer.json_body


def ids(client: Client, path: str = INBOX, actor: Actor = OFFICER) -> list[str]:
    status, page = get(client, path, actor)
    assert status == 200, page
    return [line["id"] for line in page["items"]]


def copies(count: int, **changes: Any) -> list[str]:
    """That many open reports of pupr, each due a minute after the one before."""
    report = store.report(assigned(now=NOW, **changes.pop("form", {})).report)
    assert report
    start, made = report.due_at, [report.pk]
    with Report.batch_write() as batch:
        for n in range(1, count):
            made.append(numbers.report_number("BNA", f"copy {n}", 0, b"of a test"))
            own = {"pk": made[-1], "due_at": start + timedelta(minutes=n), **changes}
            batch.save(Report(**{**report.attribute_values, **own}))
    return made


def walked(client: Client, path: str = INBOX) -> list[str]:
    """The numbers on all its pages."""
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        _, page = get(client, f"{path}?cursor={cursor}")
        seen += [line["id"] for line in page["items"]]
        cursor = page["cursor"]
    return seen


def test_three_hundred_reports_are_one_query_and_a_page_of_them_is_small(client: Client, calls: list[str]) -> None:
    copies(300, title="Jalan berlubang " * 9, summary="Lubang sedalam lutut. " * 9, words="kata " * 200)
    calls.clear()
    answer = client.http.get(INBOX, headers=token(OFFICER))
    assert calls == ["dynamodb.GetItem", "dynamodb.Query", "dynamodb.Query"]  # the inbox, and the roster for vacancies
    page = check("InboxPage", answer)
    assert len(answer.body) < 30_000
    assert (page["total"], page["counts"], page["overdue"]) == (300, {"assigned": 300}, 0)


def test_all_pages_together_have_each_report_once_in_order(client: Client) -> None:
    made = copies(110)
    assert walked(client) == made


def test_pages_go_on_where_they_were_though_reports_come_and_go(client: Client) -> None:
    made = copies(60)
    _, page = get(client, INBOX)
    staff(page["items"][0]["id"], Act.ANSWER, text="Sudah ditambal.", now=NOW)
    first = {line["id"] for line in page["items"]}
    assert set(ids(client, f"{INBOX}?cursor={page['cursor']}")) >= set(made) - first


@pytest.mark.parametrize("cursor", ["AAAA", "WyJ4IiwiMSIsIiIsIiJd"])
def test_a_cursor_that_nobody_gave_is_refused(client: Client, cursor: str) -> None:
    assert get(client, f"{INBOX}?cursor={cursor}")[0] == 400


def test_each_report_says_whether_it_is_overdue_and_how_many_working_days_are_left(client: Client) -> None:
    late, fresh = assigned(now=NOW - timedelta(days=60)), assigned(now=NOW)
    _, page = get(client, INBOX)
    overdue, waiting = page["items"]
    assert (overdue["id"], overdue["overdue"], overdue["working_days_left"]) == (late.report, True, 0)
    assert (waiting["id"], waiting["overdue"], waiting["working_days_left"]) == (fresh.report, False, 5)
    assert page["overdue"] == 1


def test_words_are_looked_for_in_title_and_the_whole_description(client: Client) -> None:
    described = f"{'Lubang di jalan. ' * 20} Dekat jembatan Pango."
    found = assigned(now=NOW, description=described).report
    assigned(now=NOW)
    assert ids(client, f"{INBOX}?q=PANGO%20pasar") == [found]
    assert ids(client, f"{INBOX}?q=pango%20sekolah") == []


def test_filters_narrow_and_the_counts_say_what_other_states_hold(client: Client) -> None:
    first, second = assigned(now=NOW, area="11.71.03").report, assigned(now=NOW, area="11.71.03").report
    assigned(now=NOW, area="11.71.01")
    staff(second, Act.RESPOND, text="Petugas berangkat.", now=NOW)
    _, page = get(client, f"{INBOX}?area=11.71.03&state=assigned&escalated=false&category=infrastruktur")
    assert ([line["id"] for line in page["items"]], page["total"]) == ([first], 1)
    assert page["counts"] == {"assigned": 1, "in_progress": 1}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "closed"),
        ("clock", "cuckoo"),
        ("category", "x"),
        ("area", "99"),
        ("escalated", "maybe"),
        ("q", "a" * 101),
    ],
)
def test_a_filter_that_can_be_nothing_is_named(client: Client, name: str, value: str) -> None:
    status, problem = get(client, f"{INBOX}?{name}={value}")
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [name])


def test_whoever_is_above_sees_the_reports_of_those_below(client: Client) -> None:
    number = assigned(now=NOW).report
    for actor in (OFFICER, ABOVE, COORDINATOR, AUDITOR):
        assert ids(client, actor=actor) == [number]
        assert ids(client, f"{INBOX}?agency=pupr", actor) == [number]
    assert ids(client, actor=STRANGER) == []
    assert ids(client, f"{INBOX}?agency=setda", ABOVE) == []


@pytest.mark.parametrize("path", [INBOX, "/agency/handover"])
def test_an_agency_outside_the_tree_is_as_unknown_as_one_that_does_not_exist(client: Client, path: str) -> None:
    outside, nowhere = get(client, f"{path}?agency=pupr", STRANGER), get(client, f"{path}?agency=nowhere", STRANGER)
    assert outside == nowhere
    assert outside[0] == 404


def test_a_vacancy_is_raised_above(client: Client) -> None:
    _, page = get(client, INBOX, ABOVE)
    vacant = {each["agency"]["id"]: each["stand_in"]["id"] for each in page["vacant"]}
    assert "dishub" in vacant
    assert "pupr" not in vacant
    assert get(client, INBOX, OFFICER)[1]["vacant"] == []


def test_a_successor_gets_every_open_report_with_clocks_and_draft(client: Client) -> None:
    drafted, plain = assigned(now=NOW).report, assigned(now=NOW).report
    staff(drafted, Act.RESPOND, text="Petugas berangkat.", now=NOW)
    staff(drafted, Act.DRAFT, text="Sudah kami tambal.", now=NOW)
    staff(drafted, Act.NOTE, text="Foto ada di arsip.", now=NOW)
    sheet = check("Handover", client.http.get("/agency/handover", headers=token(OFFICER)))
    rows = {row["id"]: row for row in sheet["reports"]}
    assert set(rows) == {drafted, plain}
    assert (rows[drafted]["draft"], rows[drafted]["last"]["act"]) == ("Sudah kami tambal.", "note")
    assert rows[plain]["draft"] is None
    assert all(deadline["proof"] for deadline in rows[plain]["deadlines"])


def test_three_hundred_reports_are_handed_over_in_eight_calls_soonest_first(client: Client, calls: list[str]) -> None:
    number = assigned(now=NOW).report
    staff(number, Act.RESPOND, text="Petugas berangkat.", now=NOW)
    staff(number, Act.DRAFT, text="Sudah kami tambal.", now=NOW)
    made = [number, *_with_drafts(number, 299)]
    calls.clear()
    answer = client.http.get("/agency/handover", headers=token(OFFICER))
    assert len(answer.body) < 6_000_000
    assert [row["id"] for row in answer.json_body["reports"]] == made
    assert calls == ["dynamodb.GetItem", "dynamodb.Query", *["dynamodb.BatchGetItem"] * 6]
    left_out = [row["draft_left_out"] for row in answer.json_body["reports"]]
    assert left_out == sorted(left_out)
    assert left_out.count(False) > 200


def _with_drafts(number: str, count: int) -> list[str]:
    report = store.report(number)
    assert report
    entry = store.entry(number, int(report.draft))
    assert entry
    start, made = report.due_at, list[str]()
    with Item.batch_write() as batch:
        for n in range(1, count + 1):
            made.append(numbers.report_number("BNA", f"copy {n}", 0, b"of a test"))
            own = {"pk": made[-1], "due_at": start + timedelta(minutes=n)}
            batch.save(Report(**{**report.attribute_values, **own}))
            batch.save(Entry(**{**entry.attribute_values, "pk": made[-1], "text": "é" * 10_000}))
    return made


def test_an_auditor_takes_nothing_over(client: Client) -> None:
    status, problem = get(client, "/agency/handover", AUDITOR)
    assert (status, problem["type"]) == (403, "urn:tuntas:problem:desk_not_yours")
