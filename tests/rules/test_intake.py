"""A submission is taken in any honest spelling; what is wrong is named, all of it, and nothing else happens."""

import json
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import contacts, forms, intake
from chalicelib.rules.errors import Invalid, Problem
from chalicelib.rules.intake import Contact, Fields, Place, Submission
from chalicelib.rules.lifecycle import ROLES, Act, Role

TODAY = date(2026, 11, 24)
FACTS = intake.Facts(
    categories=["jalan", "air"],
    areas=["11.71.03", "11.71.03.2001"],
    agencies=["pupr", "dlhk3"],
    bounds=(5.47, 95.25, 5.62, 95.40),
)
WHOLE: dict[str, Any] = {
    "kind": "complaint",
    "title": "Lampu jalan padam",
    "description": "Sudah tiga malam gelap.\nMohon diperbaiki.",
    "category": "jalan",
    "occurred_on": "2026-11-21",
    "area": "11.71.03",
    "location": {"lat": 5.55, "lon": 95.32, "address": "Jalan Teuku Umar"},
    "agency": "pupr",
    "anonymous": True,
    "confidential": False,
    "contact": {"name": "Cut Nyak", "phone": "0812 3456 7890", "email": "cut@contoh.id"},
    "language": "en",
}
LEAST = {"kind": "information", "title": "Jam buka", "description": "Kapan buka?", "area": "11.71.03"}


def taken(**changes: Any) -> Submission:
    return intake.submission(LEAST | changes, FACTS, TODAY)


def problems(form: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        intake.submission(form, FACTS, TODAY)
    return {problem.field: problem.code for problem in refused.value.problems}


def outcome(form: object) -> Submission | tuple[Problem, ...]:
    try:
        return intake.submission(form, FACTS, TODAY)
    except Invalid as refused:
        return refused.problems


def test_a_whole_submission_is_taken_as_it_is() -> None:
    assert intake.submission(WHOLE, FACTS, TODAY) == Submission(
        kind="complaint",
        title="Lampu jalan padam",
        description="Sudah tiga malam gelap.\nMohon diperbaiki.",
        category="jalan",
        occurred_on=date(2026, 11, 21),
        area="11.71.03",
        location=Place(5.55, 95.32, "Jalan Teuku Umar"),
        agency="pupr",
        anonymous=True,
        confidential=False,
        contact=Contact("Cut Nyak", "+6281234567890", "cut@contoh.id"),
        language="en",
    )


def test_the_least_is_enough_and_the_rest_is_empty() -> None:
    submission = intake.submission(LEAST, FACTS, TODAY)

    assert submission == Submission("information", "Jam buka", "Kapan buka?", area="11.71.03")
    assert submission.language == "id"


def test_a_submission_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        taken().title = "x"  # type: ignore[misc]


def test_a_plain_form_means_the_same_as_json() -> None:
    plain = {
        "kind": "complaint",
        "title": " Lampu  jalan padam ",
        "description": "Sudah tiga malam gelap.\r\nMohon diperbaiki.\r\n",
        "category": "jalan",
        "occurred_on": "2026-11-21",
        "area": "11.71.03",
        "location.lat": "5.5500000",
        "location.lon": "95,32",
        "location.address": "Jalan Teuku Umar",
        "agency": "pupr",
        "anonymous": "on",
        "contact.name": "Cut Nyak",
        "contact.phone": "+62 812-3456-7890",
        "contact.email": "cut@contoh.id",
        "language": "en",
    }

    posted = intake.submission(intake.flat(plain), FACTS, TODAY)

    assert posted.canonical() == intake.submission(WHOLE, FACTS, TODAY).canonical()


def test_the_empty_fields_of_a_plain_form_are_absent() -> None:
    empty = {"occurred_on": "", "agency": " ", "location.lat": "", "location.address": "", "contact.phone": " "}

    assert intake.submission(intake.flat({**LEAST, **empty}), FACTS, TODAY) == taken()


def test_null_is_absent() -> None:
    assert taken(location=None, contact={"name": None}, anonymous=None, category=None) == taken()


def test_the_canonical_form_survives_json() -> None:
    canonical = intake.submission(WHOLE, FACTS, TODAY).canonical()

    assert json.loads(json.dumps(canonical)) == canonical
    assert canonical["occurred_on"] == "2026-11-21"
    assert canonical["contact"] == {"name": "Cut Nyak", "phone": "+6281234567890", "email": "cut@contoh.id"}


def test_an_empty_form_is_told_everything_it_needs() -> None:
    assert problems({}) == {
        "kind": "required",
        "title": "required",
        "description": "required",
        "area": "place_required",
    }


def test_all_that_is_wrong_is_named_at_once() -> None:
    wrong = {
        "kind": "rant",
        "title": 5,
        "description": "x" * 1_000_000,
        "category": "ufo",
        "occurred_on": "2026-11-25",
        "area": ["11.71.03"],
        "location": {"lat": 1.0, "lon": 95.3, "height": 3},
        "agency": "nobody",
        "anonymous": "maybe",
        "confidential": 1,
        "contact": {"name": {}, "phone": "12345", "email": "cut@"},
        "language": "fr",
        "photo": "x",
    }

    assert problems(wrong) == {
        "kind": "unknown_choice",
        "title": "text",
        "description": "too_long",
        "category": "unknown_choice",
        "occurred_on": "future_date",
        "area": "text",
        "location": "outside_region",
        "location.height": "unknown_field",
        "agency": "unknown_choice",
        "anonymous": "boolean",
        "confidential": "boolean",
        "contact.name": "text",
        "contact.phone": "phone",
        "contact.email": "email",
        "language": "unknown_choice",
        "photo": "unknown_field",
    }


def test_no_problem_repeats_what_was_typed() -> None:
    typed = {"contact": {"name": "x" * 101, "phone": "RAHASIA-1", "email": "RAHASIA-2"}, "occurred_on": "RAHASIA-3"}
    with pytest.raises(Invalid) as refused:
        intake.submission(LEAST | typed, FACTS, TODAY)

    said = [problem.sentence(language) for problem in refused.value.problems for language in ("id", "en")]
    assert len(said) == 8
    assert not any("RAHASIA" in sentence or "xxx" in sentence for sentence in said)


@pytest.mark.parametrize("form", [None, [], "text", 5, [{"kind": "complaint"}]])
def test_what_is_no_form_at_all_is_named(form: object) -> None:
    assert problems(form)["body"] == "object"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", "x" * 151, "too_long"),
        ("title", True, "text"),
        ("title", "\u200b\u202e\x00", "required"),
        ("description", "x" * 10_001, "too_long"),
        ("description", ["x"], "text"),
        ("kind", 1, "text"),
        ("category", {}, "text"),
        ("occurred_on", "1999-12-31", "too_old"),
        ("occurred_on", "2026-02-30", "date"),
        ("occurred_on", "20261121", "date"),
        ("occurred_on", "2026-W40-2", "date"),
        ("occurred_on", "２０２６-11-21", "date"),
        ("occurred_on", 20261121, "date"),
        ("anonymous", "ya", "boolean"),
        ("anonymous", [], "boolean"),
        ("location", "5.5, 95.3", "object"),
        ("location", [5.5, 95.3], "object"),
        ("contact", "0812", "object"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: object, code: str) -> None:
    assert problems(LEAST | {name: value}) == {name: code}


@pytest.mark.parametrize(
    ("location", "field", "code"),
    [
        ({"lat": 5.55}, "location.lon", "half_point"),
        ({"lon": 95.3, "address": "Jalan"}, "location.lat", "half_point"),
        ({"lat": "north", "lon": 95.3}, "location.lat", "number"),
        ({"lat": True, "lon": 95.3}, "location.lat", "number"),
        ({"lat": float("nan"), "lon": 95.3}, "location.lat", "number"),
        ({"lat": float("inf"), "lon": 95.3}, "location.lat", "number"),
        ({"lat": 10**400, "lon": 95.3}, "location.lat", "number"),
        ({"lat": "1e3", "lon": 95.3}, "location.lat", "number"),
        ({"lat": 5.4699, "lon": 95.3}, "location", "outside_region"),
        ({"lat": 5.55, "lon": -95.3}, "location", "outside_region"),
        ({"address": "x" * 301}, "location.address", "too_long"),
    ],
)
def test_a_wrong_place_is_named_once(location: object, field: str, code: str) -> None:
    form = {name: value for name, value in LEAST.items() if name != "area"} | {"location": location}

    assert problems(form) == {field: code}


def test_a_point_on_the_border_is_inside() -> None:
    assert taken(location={"lat": 5.47, "lon": 95.40}).location == Place(5.47, 95.40)


def test_an_address_alone_is_a_place() -> None:
    form = {**LEAST, "area": "", "location": {"address": "Di depan Masjid Raya"}}

    assert intake.submission(form, FACTS, TODAY).location == Place(address="Di depan Masjid Raya")


def test_a_contact_with_only_a_name_is_fine() -> None:
    assert taken(contact={"name": "Teuku"}).contact == Contact(name="Teuku")


def test_today_has_not_come_too_early() -> None:
    assert taken(occurred_on="2026-11-24").occurred_on == TODAY


@pytest.mark.parametrize("on", [True, "on", "true", "TRUE", "1"])
@pytest.mark.parametrize("off", [False, "off", "false", "0", ""])
def test_yes_and_no_are_read_as_forms_send_them(on: object, off: object) -> None:
    submission = taken(anonymous=on, confidential=off)

    assert (submission.anonymous, submission.confidential) == (True, False)


def test_emoji_and_right_to_left_text_are_kept() -> None:
    text = "Jalan rusak 👩🏽‍🔧 \u0637\u0631\u064a\u0642 \u200f(\u0645\u0643\u0633\u0648\u0631)"

    assert taken(title=text, description=text).description == text


def test_what_nobody_typed_on_purpose_is_left_out() -> None:
    dirty = "a\x00b\x1bc\u202ed\u2066e\ud800f\x85g\u2028h\tend"

    assert taken(description=dirty).description == "abcdef\ng\nh\tend"
    assert taken(title=dirty).title == "abcdef g h end"


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert taken(title="Te\u0301uku") == taken(title="T\u00e9uku")


def test_the_limit_counts_what_is_kept() -> None:
    assert len(taken(title=" " * 50 + "e\u0301" * 150 + " " * 50).title) == 150


def test_a_hundred_thousand_unknown_fields_are_not_all_repeated() -> None:
    named = problems(LEAST | {f"{number}{'x' * 5000}": 1 for number in range(1000)})

    assert 1 < len(named) < 100
    assert max(map(len, named)) < 100


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(sorted(WHOLE))


@given(st.dictionaries(names | st.text(max_size=8), json_like, max_size=12))
def test_any_json_is_taken_or_named_and_never_fails(form: dict[str, object]) -> None:
    found = outcome(form)

    if isinstance(found, Submission):
        assert json.dumps(found.canonical(), ensure_ascii=False, allow_nan=False).encode()
    else:
        assert found
        assert all(problem.field and problem.sentence("id") for problem in found)


@given(names, json_like)
def test_one_odd_value_touches_only_its_own_field(name: str, value: object) -> None:
    found = outcome(WHOLE | {name: value})

    if not isinstance(found, Submission):
        assert {problem.field.split(".")[0] for problem in found} == {name}


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = forms.clean(text)

    assert forms.clean(once) == once
    assert once.encode().decode() == once


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_a_plain_form_never_fails_to_unfold(form: dict[str, str]) -> None:
    intake.flat(form)


def test_a_group_sent_as_a_value_too_is_named() -> None:
    form = intake.flat({**LEAST, "location": "here", "location.lat": "5.5"})

    assert problems(form) == {"location": "object", "location.lat": "unknown_field"}


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "6281234567890",
        "+6281234567890",
        "81234567890",
        "0812-3456-7890",
        "(0812) 3456.7890",
        "+62 0812 3456 7890",
    ],
)
def test_a_phone_number_is_one_however_it_is_typed(typed: str) -> None:
    assert contacts.phone(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["0811123456", "085912345678", "0851234567890", "+62895012345678"])
def test_short_and_long_mobile_numbers_are_taken(typed: str) -> None:
    assert contacts.phone(typed) is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "0651 22222",  # a landline of Banda Aceh: no SMS reaches it
        "+60 12 345 6789",
        "0812345",
        "08123456789012345",
        "0812 3456 789O",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "+62 +62 812 3456 7890",
        "1708",
    ],
)
def test_what_is_no_indonesian_mobile_number_is_refused(typed: str) -> None:
    assert contacts.phone(typed) is None


@pytest.mark.parametrize("typed", ["cut@contoh.id", "c.u+t_9@mail.contoh.co.id", "çut@contoh.id"])
def test_an_email_address_is_taken(typed: str) -> None:
    assert taken(contact={"email": typed}).contact == Contact(email=typed)


@pytest.mark.parametrize(
    "typed",
    [
        "cut",
        "cut@",
        "@contoh.id",
        "cut@contoh",
        "a@b@c.id",
        "a b@c.id",
        "a@b..id",
        "<a@b.id>",
        "a@b.id,c@d.id",
        "a@b.id\nBcc: x",
    ],
)
def test_what_is_no_email_address_is_named(typed: str) -> None:
    assert problems(LEAST | {"contact": {"email": typed}}) == {"contact.email": "email"}


def test_a_corrected_contact_is_what_is_given_of_it() -> None:
    assert intake.contact({"phone": "0812 3456 7890", "email": ""}, FACTS.limits) == {"phone": "+6281234567890"}


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ({}, {"body": "nothing_to_correct"}),
        ("0812", {"body": "object"}),
        ({"phone": "1708", "nik": "1171"}, {"phone": "phone", "nik": "unknown_field"}),
    ],
)
def test_a_wrong_corrected_contact_is_named_once(form: object, named: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        intake.contact(form, FACTS.limits)

    assert [(problem.field, problem.code) for problem in refused.value.problems] == list(named.items())


def acted(act: Act, form: object) -> Fields:
    return intake.act_fields(act, form, facts=FACTS, today=TODAY, reasons=["too_general"])


def act_problems(act: Act, form: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        acted(act, form)
    return {problem.field: problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("act", "needed"),
    [
        (Act.COMPLETE, {"text"}),
        (Act.REPLY, {"text"}),
        (Act.DISPUTE, {"text"}),
        (Act.APPEAL, {"text"}),
        (Act.RATE, {"rating"}),
        (Act.ASSIGN, {"agency"}),
        (Act.DECIDE, {"agency"}),
        (Act.RETURN, {"reason"}),
        (Act.HOLD, {"reason", "until"}),
        (Act.ASK, {"text"}),
        (Act.RESPOND, {"text"}),
        (Act.DRAFT, {"text"}),
        (Act.ANSWER, {"text"}),
        (Act.NOTE, {"text"}),
        (Act.MERGE, {"into"}),
        (Act.ARCHIVE, {"reason"}),
        (Act.OVERRULE, {"text"}),
        (Act.ESCALATE, {"reason"}),
    ],
)
def test_an_act_names_what_it_needs(act: Act, needed: set[str]) -> None:
    assert act_problems(act, {}) == dict.fromkeys(needed, "required")


@pytest.mark.parametrize(
    "act", [Act.CONFIRM, Act.WITHDRAW, Act.REFER, Act.VERIFY, Act.RESUME, Act.SIGN, Act.UPHOLD, Act.REOPEN]
)
def test_some_acts_need_nothing_but_may_say_why(act: Act) -> None:
    assert acted(act, {}) == Fields()
    assert acted(act, {"text": " Karena. ", "version": 3}) == Fields(text="Karena.", version=3)


def test_each_act_of_a_person_with_fields_has_its_row() -> None:
    persons = {act for act, roles in ROLES.items() if roles - {Role.SYSTEM}}

    assert set(intake.FIELDS) == persons - {Act.SUBMIT, Act.IDENTIFY, Act.JOIN}
    known = set(Fields._fields)
    assert all({*needed, *optional} <= known for needed, optional in intake.FIELDS.values())


def test_a_hold_has_a_reason_and_a_day_to_come() -> None:
    held = acted(Act.HOLD, {"reason": "Menunggu alat", "until": "2026-12-01", "version": "4"})

    assert held == Fields(reason="Menunggu alat", until=date(2026, 12, 1), version=4)


@pytest.mark.parametrize(
    ("act", "form", "field", "code"),
    [
        (Act.HOLD, {"reason": "x", "until": "2026-11-24"}, "until", "past_date"),
        (Act.HOLD, {"reason": "x", "until": "9999-12-31"}, "until", "too_far"),
        (Act.HOLD, {"reason": "x", "until": "soon"}, "until", "date"),
        (Act.ASSIGN, {"agency": "nobody"}, "agency", "unknown_choice"),
        (Act.ARCHIVE, {"reason": "boring"}, "reason", "unknown_choice"),
        (Act.ANSWER, {"text": "x" * 10_001}, "text", "too_long"),
        (Act.ANSWER, {"text": 5}, "text", "text"),
        (Act.ANSWER, {"text": "x", "agency": "pupr"}, "agency", "unknown_field"),
        (Act.RATE, {"rating": 6}, "rating", "whole_number"),
        (Act.RATE, {"rating": "0"}, "rating", "whole_number"),
        (Act.RATE, {"rating": 4.5}, "rating", "whole_number"),
        (Act.RATE, {"rating": True}, "rating", "whole_number"),
        (Act.NOTE, {"text": "x", "version": 0}, "version", "whole_number"),
        (Act.NOTE, {"text": "x", "version": "new"}, "version", "whole_number"),
        (Act.CORRECT, {}, "body", "nothing_to_correct"),
        (Act.CORRECT, {"legal_class": "grave"}, "legal_class", "unknown_choice"),
        (Act.NOTE, [], "body", "object"),
    ],
)
def test_a_wrong_field_of_an_act_is_named(act: Act, form: object, field: str, code: str) -> None:
    assert act_problems(act, form)[field] == code


def test_archiving_takes_a_reason_of_the_region() -> None:
    assert acted(Act.ARCHIVE, {"reason": "too_general"}).reason == "too_general"


def test_a_correction_names_what_it_corrects() -> None:
    assert acted(Act.CORRECT, {"legal_class": "supervisory", "category": "air"}) == Fields(
        legal_class="supervisory", category="air"
    )


@given(
    st.sampled_from(sorted(intake.FIELDS)),
    st.dictionaries(st.sampled_from(Fields._fields), json_like),
)
def test_any_form_of_an_act_is_taken_or_named(act: Act, form: dict[str, object]) -> None:
    with suppress(Invalid):
        assert isinstance(acted(act, form), Fields)
