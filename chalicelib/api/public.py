"""What everybody may see: the published reports, the region's facts, and this API's own description."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalice.app import Response

from chalicelib import views
from chalicelib.api import answers, cursors, requests
from chalicelib.api.problems import Routes
from chalicelib.aws import store
from chalicelib.aws.tables import Report
from chalicelib.region import Region, this
from chalicelib.rules.errors import Malformed

routes = Routes(__name__)

PAGE = 100
MONTHS = 24  # how far back the list goes


@routes.route("/public/reports", methods=["GET"])
def published() -> Response:
    """The published reports, newest first."""
    reports, cursor = _page()
    return answers.public({"items": [views.for_list(report) for report in reports], "cursor": cursor})


@routes.route("/public/reports.geojson", methods=["GET"])
def published_map() -> Response:
    """The same page as a map: the reports that have a point."""
    reports, cursor = _page()
    features = [_feature(view) for view in map(views.for_list, reports) if _has_point(view)]
    return answers.public(
        {"type": "FeatureCollection", "features": features, "cursor": cursor}, kind="application/geo+json"
    )


@routes.route("/region", methods=["GET"])
def region() -> Response:
    return answers.public(_facts(this()))


@routes.route("/openapi.json", methods=["GET"])
def openapi() -> Response:
    text = Path(__file__).with_name("openapi.json").read_text()
    return Response(body=text, headers={"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"})


@routes.route("/health", methods=["GET"])
def health() -> Response:
    return answers.private({"status": "ok", "region": this().slug})


def _page() -> tuple[list[Report], str | None]:
    """One page and the cursor of the next; empty months are passed over."""
    month, before = _start(requests.query(routes.current_request).get("cursor"))
    oldest = _earlier(f"{datetime.now(UTC):%Y-%m}", MONTHS)
    while month > oldest:
        reports = store.published(month, before=before, limit=PAGE)
        if len(reports) == PAGE:
            return reports, cursors.write([month, reports[-1].submitted_at.isoformat()])
        month, before = _earlier(month, 1), None
        if reports:
            return reports, cursors.write([month, ""])
    return [], None


def _start(cursor: str | None) -> tuple[str, datetime | None]:
    now = datetime.now(UTC)
    if not cursor:
        return f"{now:%Y-%m}", None
    month, before = cursors.read(cursor, parts=2)
    try:
        start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        end = datetime.fromisoformat(before).astimezone(UTC) if before else None
    except (ValueError, OverflowError) as error:
        raise Malformed("cursor") from error
    if start > now:  # each month to come would be a query for nothing
        raise Malformed("cursor")
    return f"{start:%Y-%m}", end


def _earlier(month: str, months: int) -> str:
    year, number = map(int, month.split("-"))
    years, index = divmod(year * 12 + number - 1 - months, 12)
    return f"{years:04d}-{index + 1:02d}"


def _has_point(view: Mapping[str, Any]) -> bool:
    return bool(view["location"]) and "lat" in view["location"]


def _feature(view: Mapping[str, Any]) -> dict[str, Any]:
    place = view["location"]
    properties = {name: value for name, value in view.items() if name != "location"} | {"address": place.get("address")}
    point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    return {"type": "Feature", "id": view["id"], "geometry": point, "properties": properties}


def _facts(region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
        "code": region.code,
        "zone": region.zone,
        "languages": region.languages,
        "agencies": [{"id": a.id, "name": a.name, "parent": a.parent} for a in region.agencies],
        "categories": [
            {"code": c.code, "name": c.name, "name_en": c.name_en, "group": c.group} for c in region.categories
        ],
        "areas": [{"code": area.code, "name": area.name} for area in region.areas],
        "archive_reasons": [{"code": r.code, "id": r.id, "en": r.en} for r in region.archive_reasons],
        "clocks": {
            **{clock: {"amount": span.amount, "unit": span.unit} for clock, span in region.clocks.items()},
            **{f"total.{key}": {"amount": span.amount, "unit": span.unit} for key, span in region.totals.items()},
        },
        "limits": {
            "title": region.limits.title,
            "description": region.limits.description,
            "address": region.limits.address,
            "name": region.limits.name,
        },
    }
