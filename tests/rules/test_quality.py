"""Whether an answer answers: what the formal answers of LAPOR look like goes back, what says something does not."""

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import quality
from chalicelib.rules.refusals import PROBLEMS

CITATIONS = [
    "UU Nomor 37 Tahun 2008 tentang Ombudsman Republik Indonesia",
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "Peraturan Pemerintah Nomor 96 Tahun 2012",
    "Peraturan Presiden No. 76 Tahun 2013",
    "Perda Nomor 4 Tahun 2017 tentang Taman Kota",
    "Perwal 12/2020",
    "Qanun Nomor 3 Tahun 2019 tentang Ketertiban",
    "Pasal 5 ayat (2) huruf b",
    "Regulation Number 96 of 2012",
]


@pytest.mark.parametrize(
    "answer",
    [
        "Lubang sudah ditambal.",
        "Petugas menambal lubang pada Selasa pagi.",
        "Sudah diangkut, terima kasih atas laporan Anda.",
        "Sesuai Perda Nomor 4 Tahun 2017 tentang Taman Kota, pohonnya dipangkas Senin.",
        "Berdasarkan Pasal 5 ayat (2) izin usaha ini dicabut.",
        "The hole was filled this morning.",
        "Under Regulation Number 96 of 2012 your permit is ready at counter three.",
    ],
)
def test_an_answer_that_says_what_was_done_may_be_sent(answer: str) -> None:
    assert quality.fault(answer) is None


@pytest.mark.parametrize(
    "answer",
    [
        "Terima kasih atas laporan Anda.",
        "Selesai.",
        "Yth. Bapak/Ibu, demikian kami sampaikan, terima kasih.",
        "Sesuai dengan ketentuan peraturan yang berlaku.",
        "Thank you for your report.",
        "Done.",
        "...",
        "1234567890",
    ],
)
def test_an_answer_of_courtesies_says_nothing(answer: str) -> None:
    assert quality.fault(answer) in ("answer_says_nothing", "answer_only_cites")


@pytest.mark.parametrize("citation", CITATIONS)
@pytest.mark.parametrize("frame", ["{}.", "Sesuai {}, demikian disampaikan.", "Berdasarkan {}.", "Terima kasih. {}"])
def test_an_answer_that_only_cites_is_told_so(citation: str, frame: str) -> None:
    assert quality.fault(frame.format(citation)) == "answer_only_cites"


@given(st.lists(st.sampled_from(CITATIONS), min_size=1, max_size=4))
def test_more_rules_do_not_make_an_answer_and_what_was_done_does(citations: list[str]) -> None:
    cited = "; ".join(citations)
    assert quality.fault(f"Sesuai {cited}.") == "answer_only_cites"
    assert quality.fault(f"Sesuai {cited}. Lubang sudah ditambal kemarin.") is None


@given(st.text(max_size=300))
def test_any_text_is_judged_with_a_code_that_has_its_sentence(answer: str) -> None:
    assert quality.fault(answer) in (None, *(code for code in PROBLEMS if code.startswith("answer_")))


@given(st.text(max_size=300))
def test_capitals_blanks_and_stops_do_not_make_another_answer(answer: str) -> None:
    assert quality.digest(f"  {answer} ...  ") == quality.digest(answer)
    assert quality.digest(quality._folded(answer)) == quality.digest(answer)


def test_answers_of_other_words_are_others() -> None:
    said = ("Sudah ditambal", "Belum ditambal", "Sudah ditambal di Peuniti", "sudahditambal")
    assert len(set(map(quality.digest, said))) == len(said)
    assert quality.digest("SUDAH, ditambal!") == quality.digest("sudah\nditambal")
