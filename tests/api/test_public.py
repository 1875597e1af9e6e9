"""What everybody sees: the published reports page by page, the map, the region."""

from datetime import UTC, datetime, timedelta

from chalice.test import Client

from chalicelib.api import public
from tests.stories import assigned, submitted

NOW = datetime.now(UTC)


def test_the_list_has_the_published_reports_newest_first_and_no_confidential_one(client: Client) -> None:
    older, newer = assigned(now=NOW - timedelta(minutes=2)), assigned(now=NOW - timedelta(minutes=1))
    assigned(confidential=True, now=NOW)
    submitted(now=NOW)
    page = client.http.get("/public/reports").json_body
    assert [line["id"] for line in page["items"]] == [newer.report, older.report]


def test_the_list_goes_back_over_months_without_end(client: Client) -> None:
    long_ago, recent = assigned(now=NOW - timedelta(days=100)), assigned(now=NOW)
    first = client.http.get("/public/reports").json_body
    second = client.http.get(f"/public/reports?cursor={first['cursor']}").json_body
    assert [line["id"] for line in first["items"] + second["items"]] == [recent.report, long_ago.report]
    last = client.http.get(f"/public/reports?cursor={second['cursor']}").json_body
    assert last == {"items": [], "cursor": None}


def test_the_map_has_the_reports_with_a_point(client: Client) -> None:
    assigned(now=NOW)
    placed = assigned(now=NOW, location={"lat": 5.5483, "lon": 95.3238, "address": "Simpang Lima"})
    answer = client.http.get("/public/reports.geojson")
    [feature] = answer.json_body["features"]
    assert feature["id"] == placed.report
    assert feature["geometry"]["coordinates"] == [95.3238, 5.5483]
    assert answer.headers["Content-Type"] == "application/geo+json"


def test_any_page_of_the_web_may_read_what_is_public(client: Client) -> None:
    for path in ("/public/reports", "/public/reports.geojson", "/region", "/openapi.json"):
        assert client.http.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_the_region_tells_its_agencies_categories_areas_clocks_and_limits(client: Client) -> None:
    region = client.http.get("/region").json_body
    assert region["code"] == "BNA"
    assert region["clocks"]["total.complaint"] == {"amount": 14, "unit": "working_days"}
    assert {"id", "name", "parent"} == region["agencies"][0].keys()
    assert region["limits"]["description"] == 10_000


def test_months_are_counted_back_over_the_turn_of_the_year() -> None:
    assert public._earlier("2026-01", 1) == "2025-12"
    assert public._earlier("2026-11", 24) == "2024-11"
