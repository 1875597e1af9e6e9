"""Who is told what: short, in the person's language, and never what somebody wrote."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import notices
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.notices import TEXTS, TOLD

FACTS = {
    "id": "BNA-7F3K-92QXM",
    "other": "BNA-8G4M-A3RYN",
    "agency": "Dinas Perhubungan",
    "due": "27 November 2026",
    "missed": "verifikasi",
    "link": "https://lapor.contoh.id/lacak#BNA-7F3K-92QXM",
}
LONGEST = {
    "id": "BNA-7F3K-92QXM",
    "other": "BNA-8G4M-A3RYN",
    "agency": "Dinas Lingkungan Hidup, Kebersihan dan Keindahan Kota Besar dan Sekitarnya",
    "due": "27 September 2026 23.59 WITA",
    "missed": "pemeriksaan keberatan",
    "link": f"https://{'d' * 14}.cloudfront.net/{'lacak' * 7}#BNA-7F3K-92QXM",
}
acts = st.sampled_from(sorted(TEXTS))
languages = st.sampled_from(["id", "en"])


def test_each_act_says_who_is_told() -> None:
    assert set(TOLD) == set(Act)
    assert {part for told in TOLD.values() for part in told.agencies} == {"holder", "before", "escalated"}


def test_there_is_a_text_for_each_act_the_reporter_is_told_of_and_no_other() -> None:
    assert set(TEXTS) == {act for act, told in TOLD.items() if told.reporter}


@pytest.mark.parametrize("act", [Act.NOTE, Act.DRAFT, Act.IDENTIFY, Act.CORRECT])
def test_nobody_is_told_of_work_inside_an_agency(act: Act) -> None:
    assert TOLD[act] == notices.Told()


def test_an_agency_that_loses_a_report_is_told_as_well_as_the_one_that_gets_it() -> None:
    assert TOLD[Act.ASSIGN].agencies == TOLD[Act.RETURN].agencies == ("holder", "before")


def test_an_escalation_is_told_to_the_holder_and_the_step_above() -> None:
    assert TOLD[Act.ESCALATE] == notices.Told(reporter=True, agencies=("holder", "escalated"))


def test_a_receipt_reads_well_in_both_languages() -> None:
    assert notices.text(Act.SUBMIT, "id", FACTS) == (
        "Laporan BNA-7F3K-92QXM diterima. Verifikasi paling lambat 27 November 2026. "
        "Cek: https://lapor.contoh.id/lacak#BNA-7F3K-92QXM"
    )
    assert notices.text(Act.SUBMIT, "en", FACTS) == (
        "Report BNA-7F3K-92QXM was received. Verification by 27 November 2026. "
        "Follow: https://lapor.contoh.id/lacak#BNA-7F3K-92QXM"
    )


def test_without_link_or_deadline_the_rest_is_said() -> None:
    bare = {"id": "BNA-7F3K-92QXM", "link": "", "due": ""}

    assert notices.text(Act.SUBMIT, "id", bare) == "Laporan BNA-7F3K-92QXM diterima."
    assert notices.text(Act.ANSWER, "en", bare | {"agency": "X"}) == "Report BNA-7F3K-92QXM was answered by X."


def test_a_report_that_was_raised_before_any_deadline_is_not_said_to_have_missed_one() -> None:
    raised = {"id": "BNA-7F3K-92QXM", "agency": "Sekretariat Daerah"}

    assert notices.text(Act.ESCALATE, "id", raised) == "Laporan BNA-7F3K-92QXM dinaikkan ke Sekretariat Daerah."
    assert notices.text(Act.ESCALATE, "id", raised | {"missed": "verifikasi"}).endswith(
        "Batas waktu verifikasi terlewati."
    )


def test_an_unknown_language_falls_back_to_indonesian() -> None:
    assert notices.text(Act.WITHDRAW, "ace", FACTS) == notices.text(Act.WITHDRAW, "id", FACTS)


@given(acts, languages)
def test_each_notice_names_the_report_and_ends_with_the_link(act: Act, language: str) -> None:
    said = notices.text(act, language, FACTS)

    assert FACTS["id"] in said
    assert said.endswith(FACTS["link"])


@given(acts, languages)
def test_with_the_longest_facts_a_notice_fits_two_sms(act: Act, language: str) -> None:
    assert notices.parts(notices.text(act, language, LONGEST)) <= 2


@pytest.mark.parametrize("act", sorted(TEXTS))
def test_both_languages_tell_the_same_facts_and_no_text_of_a_person(act: Act) -> None:
    told = {language: _placeholders(" ".join(sentences)) for language, sentences in TEXTS[act].items()}

    assert told["id"] == told["en"] <= {"id", "other", "agency", "due", "missed"}


@given(acts, languages, st.text(max_size=80))
def test_a_name_outside_the_gsm_alphabet_never_breaks_a_notice(act: Act, language: str, name: str) -> None:
    said = notices.text(act, language, FACTS | {"agency": name})

    assert notices.septets(said) >= len(said)
    assert "{" not in said or "{" in name


def test_marks_and_quotes_are_made_plain_and_a_long_name_is_cut() -> None:
    said = notices.text(Act.ESCALATE, "en", {"id": "X", "agency": "“Dināś” — " + "a" * 80})

    assert said == 'Report X was raised to "Dinas" - ' + "a" * 47 + "...."


def test_septets_count_as_the_standard_does() -> None:
    assert notices.septets("abc é Δ") == 7
    assert notices.septets("[€]") == 6
    with pytest.raises(ValueError, match="GSM"):
        notices.septets("“abc”")


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3)])
def test_a_long_message_is_sent_in_parts(length: int, parts: int) -> None:
    assert notices.parts("a" * length) == parts


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Asia/Jakarta", "id", "27 November 2026"),
        ("Asia/Jayapura", "id", "28 November 2026"),
        ("Asia/Jayapura", "ace", "28 November 2026"),
    ],
)
def test_a_day_is_that_of_the_zone(zone: str, language: str, said: str) -> None:
    assert notices.day(datetime(2026, 11, 27, 16, 59, 59, tzinfo=UTC), zone, language) == said


def test_a_clock_of_minutes_names_the_time_of_day_too() -> None:
    moment = datetime(2026, 11, 27, 7, 5, tzinfo=UTC)

    assert notices.when(moment, "Asia/Jakarta", "id", by_the_clock=True) == "27 November 2026 14.05 WIB"
    assert notices.when(moment, "Asia/Jayapura", "en", by_the_clock=True) == "27 November 2026 16:05 WIT"
    assert notices.when(moment, "Asia/Jakarta", "en", by_the_clock=False) == "27 November 2026"


def test_months_are_named_in_the_language() -> None:
    moment = datetime(2026, 8, 16, 20, tzinfo=UTC)

    assert notices.day(moment, "Asia/Jakarta", "id") == "17 Agustus 2026"
    assert notices.day(moment, "Asia/Jakarta", "en") == "17 August 2026"


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
