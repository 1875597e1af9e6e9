"""Whose report it is, and who is above."""

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import words
from chalicelib.rules.routing import Choice, choose, ladder

OWNERS = {"jalan": "pupr", "sampah": "dlhk3"}
BY_AREA = {
    ("jalan", "11.71.03"): "pupr-meuraxa",
    ("jalan", "11.71.03.2001"): "pupr-deah",
    ("sampah", "11"): "dlhk-aceh",
}
PARENTS = {"pupr": "setda", "setda": "walikota", "walikota": None, "dlhk3": "setda"}


def chosen(wish: str | None, category: str | None, area: str | None = None) -> Choice:
    return choose(
        wish,
        category,
        area,
        agencies=["pupr", "dlhk3", "dinsos"],
        owners=OWNERS,
        by_area=BY_AREA,
        coordinator="diskominfo",
    )


@pytest.mark.parametrize(
    ("wish", "category", "area", "agency", "reason"),
    [
        ("dinsos", "jalan", "11.71.03", "dinsos", "wish"),
        ("nobody", "jalan", None, "pupr", "category"),
        (None, "jalan", "11.71.04", "pupr", "category"),
        (None, "jalan", "11.71.03", "pupr-meuraxa", "category_area"),
        (None, "jalan", "11.71.03.2002", "pupr-meuraxa", "category_area"),
        (None, "jalan", "11.71.03.2001", "pupr-deah", "category_area"),
        (None, "jalan", "11.71.031", "pupr", "category"),
        (None, "sampah", "11.71.03.2001", "dlhk-aceh", "category_area"),
        (None, "lainnya", "11.71.03", "diskominfo", "coordinator"),
        (None, None, "11.71.03", "diskominfo", "coordinator"),
        ("nobody", None, None, "diskominfo", "coordinator"),
    ],
)
def test_a_report_goes_by_wish_then_area_then_category_then_coordinator(
    wish: str | None, category: str | None, area: str | None, agency: str, reason: str
) -> None:
    assert chosen(wish, category, area) == Choice(agency, reason)


names = st.one_of(st.none(), st.sampled_from(["pupr", "jalan", "sampah", "11.71", "11.71.03.2001", "", ".", "x"]))


@given(wish=names, category=names, area=names)
def test_whatever_is_sent_somebody_holds_it_for_a_reason_with_words(
    wish: str | None, category: str | None, area: str | None
) -> None:
    choice = chosen(wish, category, area)

    assert choice.agency
    assert choice.reason in words.ROUTING


def test_the_ladder_names_the_nearest_first() -> None:
    assert ladder("pupr", PARENTS) == ("setda", "walikota")


def test_the_top_and_a_stranger_have_nobody_above() -> None:
    assert ladder("walikota", PARENTS) == ()
    assert ladder("stranger", PARENTS) == ()


def test_a_circle_of_parents_ends() -> None:
    assert ladder("a", {"a": "b", "b": "c", "c": "a"}) == ("b", "c")
    assert ladder("a", {"a": "a"}) == ()
    assert ladder("a", {"a": "b", "b": "b"}) == ("b",)
