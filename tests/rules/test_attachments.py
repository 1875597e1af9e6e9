"""What may be attached, and by what it is known."""

import pytest

from chalicelib.rules import attachments
from chalicelib.rules.errors import Invalid
from chalicelib.rules.forms import Wrong


@pytest.mark.parametrize(
    ("given", "kind", "named"),
    [
        ("foto.jpg", "image/jpeg", "foto.jpg"),
        ("FOTO.JPEG", "image/jpeg", "FOTO.JPEG"),
        ("foto", "image/png", "foto.png"),
        ("foto.exe", "image/png", "foto.exe.png"),
        ("C:\\fakepath\\surat.pdf", "application/pdf", "surat.pdf"),
        ("../../surat.pdf", "application/pdf", "surat.pdf"),
        ("folder/", "application/pdf", "lampiran.pdf"),
        ("dua\nbaris\u202efdp.exe", "application/pdf", "dua barisfdp.exe.pdf"),
    ],
)
def test_a_name_is_clean_and_ends_as_its_type_does(given: str, kind: str, named: str) -> None:
    assert attachments.offer({"name": given, "type": kind, "size": 1}).name == named


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        attachments.offer({"type": "text/plain", "size": "big"})
    assert {problem.field for problem in refused.value.problems} == {"name", "type", "size"}


@pytest.mark.parametrize("kind", attachments.BEGINNINGS)
def test_a_file_is_what_it_says_by_its_first_bytes(kind: str) -> None:
    beginning = attachments.BEGINNINGS[kind]
    assert len(beginning) <= attachments.LOOKED_AT
    assert attachments.is_what_it_says(kind, beginning + b"...")
    assert not attachments.is_what_it_says(kind, beginning[:-1])
    assert not attachments.is_what_it_says(kind, b" " + beginning)


def test_no_other_type_is_ever_what_it_says() -> None:
    assert not attachments.is_what_it_says("text/html", b"%PDF-")


def test_ids_are_kept_once_and_an_empty_list_is_none() -> None:
    assert attachments.ids(["a" * 32, "b" * 32, "a" * 32]) == ("a" * 32, "b" * 32)
    assert attachments.ids([]) is None


@pytest.mark.parametrize("given", [["A" * 32], ["a" * 31], ["a" * 32 + "\n"], [None], "a" * 32])
def test_what_is_no_id_is_wrong(given: object) -> None:
    with pytest.raises(Wrong):
        attachments.ids(given)
