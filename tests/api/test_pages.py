"""The pages as text: whole HTML, every value escaped, the same fields as intake knows, moments in the right zone."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from chalicelib.api.html import act_forms, labels, pages, phrases, sentences
from chalicelib.api.html.reader import Reader
from chalicelib.region import this
from chalicelib.rules import intake
from chalicelib.rules.errors import Invalid, Problem
from chalicelib.rules.lifecycle import ROLES, Act, Role, State
from tests.stories import TUESDAY

KEY = "0b9f6d3e-7c1a-4a55-9d59-1f8f2f6f0c11"
CODE = "ABCD-EFGH-JKLMN"
PROOF = {"from": "2026-11-24", "amount": 3, "unit": "working_days", "zone": "Asia/Jakarta", "skipped": []}
DEADLINE = {"clock": "verification", "due_at": "2026-11-27T16:59:59Z", "proof": PROOF}
RECEIPT = {"id": "BNA-7F3K-92QXM", "access_code": CODE, "status": "received", "deadlines": [DEADLINE], "links": {}}
REPORT: Mapping[str, Any] = {
    "id": "BNA-7F3K-92QXM",
    "status": "answered",
    "kind": "complaint",
    "title": "Jalan berlubang",
    "description": "Lubang sedalam 30 cm.",
    "category": "infrastruktur",
    "area": "11.71.03",
    "location": {"lat": 5.5483, "lon": 95.3238, "address": "Jalan Teuku Umar"},
    "agency": {"id": "pupr", "name": "Dinas Pekerjaan Umum"},
    "submitted_at": "2026-11-24T03:00:00Z",
    "updated_at": "2026-11-24T03:00:00Z",
    "deadlines": [DEADLINE],
    "history": [
        {"number": 1, "act": "submit", "at": "2026-11-24T03:00:00Z", "by": {"role": "reporter", "agency": None}},
        {
            "number": 2,
            "act": "answer",
            "at": "2026-11-24T20:30:00Z",
            "by": {"role": "officer", "agency": {"id": "pupr", "name": "Dinas Pekerjaan Umum"}},
            "text": "Sudah ditambal.",
        },
    ],
    "version": 2,
    "acts": list(act_forms.ORDER),
}
ACTS = sorted(act for act, roles in ROLES.items() if Role.REPORTER in roles and act not in (Act.SUBMIT, Act.IDENTIFY))
TABLES = [
    table
    for module in (phrases, labels, sentences)
    for name, table in vars(module).items()
    if name.isupper() and name not in ("LANGUAGES", "NAMES")
]


def every_page() -> list[str]:
    problems = [Problem("title", "required"), Problem("location.lat", "number"), Problem("colour", "unknown_field")]
    return [
        page
        for language in ("id", "en")
        for page in (
            pages.form(this(), language, key=KEY, problems=problems),
            pages.receipt(this(), language, RECEIPT),
            pages.follow(this(), language, REPORT, code=CODE, message="Tercatat."),
            pages.follow(this(), language, REPORT, code=CODE, act="reply", problems=[Problem("text", "required")]),
            pages.follow(this(), language, REPORT, code=None),
            pages.refusal(this(), language, 404, "Tidak ada."),
            pages.static_form(this(), language),
            pages.static_lookup(this(), language),
            pages.missing(this(), language),
        )
    ]


class Page(HTMLParser):
    """What a page holds, as far as the tests ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.unpaired: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        pointing = ("for", "aria-describedby", "aria-labelledby")
        self.pointed |= {name for attribute in pointing for name in found.get(attribute, "").split()}
        self.pointed |= {found["href"][1:]} if found.get("href", "").startswith("#") else set()
        self.names |= {found["name"]} if "name" in found and tag != "meta" else set()
        self.addresses += [found[name] for name in ("href", "src", "action") if name in found]
        self.unpaired += [] if tag in ("meta", "link", "input") else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The strokes of the mark."""

    def handle_endtag(self, tag: str) -> None:
        assert self.unpaired.pop() == tag


@pytest.mark.parametrize("number", range(18))
def test_a_page_is_whole_and_its_labels_and_errors_point_at_what_is_there(number: int) -> None:
    page = Page(every_page()[number])

    assert page.unpaired == []
    assert len(page.ids) == len(set(page.ids))
    assert page.pointed <= set(page.ids)


@pytest.mark.parametrize("number", range(18))
def test_a_page_has_no_script_or_style_in_it_and_asks_no_other_site(number: int) -> None:
    page = every_page()[number]

    assert not re.search(r"<script(?! type=\"module\" src=\"/)|<style|\sstyle=|\son[a-z]+=", page)
    assert all(address.startswith(("/", "#")) for address in Page(page).addresses)
    assert not any(CODE in address for address in Page(page).addresses)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: next(iter(table)))
def test_every_word_is_there_in_both_languages(table: Mapping[str, Mapping[str, str]]) -> None:
    for row in table.values():
        assert row.keys() == {"id", "en"}
        assert all(row.values())
        assert set(re.findall(r"{\w+}", row["id"])) == set(re.findall(r"{\w+}", row["en"]))


def test_every_state_has_its_next_step_and_every_act_of_a_reporter_its_form() -> None:
    assert sentences.NEXT.keys() == set(State)
    assert sorted(act_forms.ORDER) == ACTS
    assert sentences.EXPLAINED.keys() == sentences.DONE.keys() == set(act_forms.ORDER)


def test_the_form_has_the_fields_that_intake_knows_and_no_other() -> None:
    sent = dict.fromkeys(Page(pages.form(this(), "id", key=KEY)).names - {"idempotency_key"}, "?")

    with pytest.raises(Invalid) as refused:
        intake.submission(intake.flat(sent), this().facts(), TUESDAY.date())

    assert not [problem for problem in refused.value.problems if problem.code == "unknown_field"]
    assert {name.partition(".")[0] for name in sent} == set(intake.Submission.__dataclass_fields__)


@pytest.mark.parametrize("act", ACTS)
def test_the_form_of_an_act_has_the_fields_that_intake_knows(act: Act) -> None:
    page = pages.follow(this(), "id", {**REPORT, "acts": [act]}, code=CODE)
    sent = dict.fromkeys(Page(page).names - {"code"}, "2")

    fields = intake.act_fields(act, sent, facts=this().facts(), today=TUESDAY.date())

    assert fields.version == 2


@given(text=st.text(alphabet=st.sampled_from("<>&\"'ab {}$%\n"), min_size=1, max_size=30))
def test_what_people_write_is_escaped_everywhere(text: str) -> None:
    written = f"<b>{text}"
    history = [{**REPORT["history"][1], "text": written, "reason": written, "agency": {"id": "x", "name": written}}]
    report = {**REPORT, "title": written, "description": written, "history": history}
    place = {"address": written, "lat": None, "lon": None}

    shown = [
        pages.form(this(), "id", key=written, values={"title": written, "contact": {"name": written}, "kind": written}),
        pages.follow(this(), "en", {**report, "location": place, "agency": {"id": "x", "name": written}}, code=written),
        pages.follow(this(), "id", report, code=CODE, act="reply", values={"text": written}, message=written),
        pages.refusal(this(), "id", 404, written),
    ]

    assert not any("<b>" in page.replace("<b>Tuntas</b>", "").replace('<b data-slot="id">', "") for page in shown)
    assert all(Page(page).unpaired == [] for page in shown)


@pytest.mark.parametrize("nested", [False, True])
def test_the_form_keeps_what_was_written(nested: bool) -> None:
    flat = {"contact.phone": "12", "kind": "aspiration", "area": "11.71.03", "anonymous": "true", "title": "Halte"}
    values = intake.flat(flat) if nested else flat

    page = pages.form(this(), "id", key=KEY, values=values, problems=[Problem("contact.phone", "phone")])

    assert 'name="contact.phone" type="tel" value="12"' in page
    assert re.search(r'value="aspiration"[^>]* checked', page)
    assert '<option value="11.71.03" selected>' in page
    assert re.search(r'name="anonymous"[^>]* checked', page)
    assert f'name="idempotency_key" value="{KEY}"' in page


def test_a_wrong_act_keeps_its_text_and_stays_open() -> None:
    tried: pages.Said = {"act": "reply", "values": {"text": "Kapan?"}, "problems": [Problem("text", "too_long")]}

    page = pages.follow(this(), "id", REPORT, code=CODE, **tried)

    assert re.search(r'<details class="doing" open><summary>Balas', page)
    assert "\nKapan?</textarea>" in page
    assert 'href="#reply.text"' in page


def test_what_is_asked_for_by_name_has_its_field_and_nothing_else_has() -> None:
    asked = {**REPORT, "acts": ["complete"], "missing": ["location", "category"]}
    page = Page(pages.follow(this(), "id", asked, code=CODE))

    assert {"text", "location.address", "category"} <= page.names
    assert not {"area", "occurred_on"} & page.names
    sent = {"text": "Di pasar.", "location.address": "Jalan Diponegoro", "category": "infrastruktur"}
    fields = intake.act_fields(Act.COMPLETE, intake.flat(sent), facts=this().facts(), today=TUESDAY.date())
    assert fields.location == intake.Place(address="Jalan Diponegoro")


def test_a_wrong_completion_keeps_what_was_written_beside_what_is_wrong() -> None:
    asked = {**REPORT, "acts": ["complete"], "missing": ["location", "occurred_on"]}
    values = {"text": "Di pasar.", "location": {"address": "Jalan Diponegoro"}, "occurred_on": "2027-01-01"}
    problems = [Problem("occurred_on", "future_date")]

    page = pages.follow(this(), "id", asked, code=CODE, act="complete", values=values, problems=problems)

    assert 'value="Jalan Diponegoro"' in page
    assert 'href="#complete.occurred_on"' in page


def test_a_merged_report_leads_to_the_other_and_shows_its_latest_answer() -> None:
    answer = REPORT["history"][1]
    earlier = {**answer, "number": 3, "text": "Sedang kami periksa dahulu."}
    their = [earlier, {**answer, "number": 4, "text": "Keduanya sudah ditambal."}, {**earlier, "act": "confirm"}]
    merged = {**REPORT, "status": "merged", "merged_into": "BNA-2222-22222", "merged_with": {"history": their}}

    page = pages.follow(this(), "id", merged, code=CODE)

    assert re.search(r'Digabung dengan laporan</span> <a href="/lacak/#BNA-2222-22222"[^>]*>BNA-2222-22222</a>', page)
    assert "Keduanya sudah ditambal." in page
    assert "Sedang kami periksa dahulu." not in page


def test_a_part_names_the_report_it_was_split_from_and_that_one_names_its_part() -> None:
    split = {**REPORT["history"][1], "act": "split", "other": "BNA-3333-33333", "text": None}
    part = pages.follow(this(), "en", {**REPORT, "split_from": "BNA-2222-22222"}, code=CODE)
    whole = pages.follow(this(), "en", {**REPORT, "history": [split]}, code=CODE)

    assert 'Split off from report</span> <a href="/en/follow/#BNA-2222-22222"' in part
    assert "Part of it became a report of its own: BNA-3333-33333" in whole


def test_an_appeal_is_offered_only_where_the_report_offers_it() -> None:
    closed = {**REPORT, "status": "closed", "acts": ["rate", "refer"]}

    assert 'data-act="appeal"' not in pages.follow(this(), "id", closed, code=CODE)
    assert 'data-act="appeal"' in pages.follow(this(), "id", {**closed, "acts": ["appeal"]}, code=CODE)


def test_without_a_code_there_is_a_door_and_no_act() -> None:
    page = pages.follow(this(), "id", REPORT, code=None)

    assert "Buka dengan kode" in page
    assert 'data-act="' not in page


def test_a_report_not_yet_shown_says_why() -> None:
    page = pages.follow(this(), "en", {**REPORT, "title": None, "description": None, "location": None}, code=None)

    assert "The text is not shown to the public" in page


def test_the_newest_entry_comes_first_in_the_regions_zone() -> None:
    page = pages.follow(this(), "id", REPORT, code=CODE)

    assert page.index("Jawaban instansi") < page.index("Laporan diterima")
    assert "25 November 2026 pukul 03.30 WIB · Pejabat penghubung, Dinas Pekerjaan Umum" in page


@pytest.mark.parametrize(
    ("zone", "due_at", "said"),
    [
        ("Asia/Jakarta", "2026-11-27T16:59:59Z", "paling lambat 27 November 2026 (WIB)"),
        ("Asia/Makassar", "2026-11-27T15:59:59+00:00", "paling lambat 27 November 2026 (WITA)"),
        ("Asia/Jayapura", "2026-11-27T14:59:59Z", "paling lambat 27 November 2026 (WIT)"),
    ],
)
def test_a_deadline_is_said_in_the_zone_of_its_proof(zone: str, due_at: str, said: str) -> None:
    deadline = {**DEADLINE, "due_at": due_at, "proof": {**PROOF, "zone": zone}}

    assert said in pages.receipt(this(), "id", {**RECEIPT, "deadlines": [deadline]})


def test_a_clock_of_minutes_is_said_with_its_time() -> None:
    proof = {**PROOF, "amount": 10, "unit": "minutes"}
    deadline = {"clock": "routing", "due_at": "2026-11-24T03:10:00Z", "proof": proof}

    page = pages.receipt(this(), "en", {**RECEIPT, "deadlines": [deadline]})

    assert "by 10:10 WIB on 24 November 2026" in page
    assert "10 minutes" in page


def test_one_day_is_not_days() -> None:
    assert Reader(this(), "en").span({"amount": 1, "unit": "working_days"}) == "1 working day"
    assert Reader(this(), "id").span({"amount": 1, "unit": "working_days"}) == "1 hari kerja"


@pytest.mark.parametrize(("language", "weekend"), [("id", "Sabtu"), ("en", "weekend")])
def test_the_days_left_out_are_named(language: str, weekend: str) -> None:
    skipped = [
        {"date": "2026-12-25", "reason": "holiday", "name": "Hari Raya Natal"},
        {"date": "2026-12-26", "reason": "weekend", "name": "Sabtu"},
    ]
    deadline = {**DEADLINE, "proof": {**PROOF, "skipped": skipped}}

    page = pages.receipt(this(), language, {**RECEIPT, "deadlines": [deadline]})

    assert ": Hari Raya Natal</li>" in page
    assert f"26 De{'s' if language == 'id' else 'c'}ember 2026: {weekend}</li>" in page


@pytest.mark.parametrize(("mark", "said"), [("missed_at", "terlewat"), ("paused_at", "dijeda")])
def test_a_missed_or_paused_clock_says_so(mark: str, said: str) -> None:
    deadline = {**DEADLINE, mark: "2026-11-28T00:00:00Z"}

    assert f"(WIB), {said}" in pages.follow(this(), "id", {**REPORT, "deadlines": [deadline]}, code=CODE)


def test_a_training_region_says_that_nothing_reaches_an_agency() -> None:
    training = msgspec.structs.replace(this(), training=True)

    assert "Wilayah latihan" in pages.static_form(training, "id")
    assert "Wilayah latihan" not in pages.static_form(this(), "id")


def test_an_unknown_language_falls_back_to_indonesian() -> None:
    assert '<html lang="id">' in pages.form(this(), "ace", key=KEY)
    assert pages.done("reply", "ace") == pages.done("reply", "id")


@pytest.mark.parametrize(
    ("language", "said"),
    [("id", "Instansi ini menangani kategori tersebut."), ("en", "This agency handles the category.")],
)
def test_why_an_agency_was_chosen_is_said_in_words(language: str, said: str) -> None:
    routing = {**REPORT["history"][0], "act": "route", "by": {"role": "system", "agency": None}, "reason": "category"}

    assert said in pages.follow(this(), language, {**REPORT, "history": [routing]}, code=None)
