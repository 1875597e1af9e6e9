"""Report numbers are read forgivingly, errors in them are always seen, and codes cannot be guessed."""

import uuid
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from chalicelib.rules import numbers
from chalicelib.rules.errors import Malformed, Unknown
from chalicelib.rules.numbers import ALPHABET

SECRET = b"a secret of this test only"
keys = st.uuids().map(str)
secrets = st.binary(min_size=16, max_size=64)
made = st.builds(lambda key: numbers.report_number("BNA", key, 0, SECRET), keys)

PLACES = (4, 5, 6, 7, 9, 10, 11, 12, 13)  # of the nine characters after the prefix


def test_a_number_looks_as_it_is_said() -> None:
    number = numbers.report_number("BNA", "a key", 0, SECRET)

    prefix, first, second = number.split("-")
    assert (prefix, len(first), len(second)) == ("BNA", 4, 5)
    assert set(first + second) <= set(ALPHABET)


@given(made)
def test_every_wrong_character_is_seen(number: str) -> None:
    for place in PLACES:
        for letter in set(ALPHABET) - {number[place]}:
            with pytest.raises(Unknown, match="unknown_report"):
                numbers.parse(number[:place] + letter + number[place + 1 :], "BNA")


@given(made)
def test_every_swap_of_two_characters_is_seen(number: str) -> None:
    for one, other in combinations(PLACES, 2):
        letters = list(number)
        letters[one], letters[other] = letters[other], letters[one]
        if (swapped := "".join(letters)) != number:
            with pytest.raises(Unknown, match="unknown_report"):
                numbers.parse(swapped, "BNA")


@given(made, st.data())
def test_a_number_is_read_however_it_is_typed(number: str, data: st.DataObject) -> None:
    typed = ""
    for letter in number.replace("-", ""):
        typed += data.draw(st.sampled_from([letter, letter.lower()])) + data.draw(
            st.sampled_from(["", " ", "-", " – "])
        )

    assert numbers.parse(typed, "BNA") == number


@given(st.text(max_size=40))
def test_a_text_that_is_no_number_is_refused_and_never_fails(text: str) -> None:
    with pytest.raises(Unknown, match="unknown_report"):
        numbers.parse(text + "!", "BNA")


@pytest.mark.parametrize("text", ["", "BNA", "BNA-", "-", "BNA-7F3K-92QX", "BNA-0000-00000", "BNA-7F3K-92QXMM"])
def test_a_number_of_the_wrong_form_is_refused(text: str) -> None:
    with pytest.raises(Unknown):
        numbers.parse(text, "BNA")


@given(keys)
def test_a_number_of_another_region_is_refused(key: str) -> None:
    elsewhere = numbers.report_number("LTH", key, 0, SECRET)

    with pytest.raises(Unknown):
        numbers.parse(elsewhere, "BNA")
    with pytest.raises(Unknown):
        numbers.parse(elsewhere.replace("LTH", "BNA"), "BNA")


@given(keys, keys, secrets)
def test_another_key_another_attempt_and_another_secret_give_another_number(
    one: str, other: str, secret: bytes
) -> None:
    number = numbers.report_number("BNA", one, 0, SECRET)

    assert numbers.report_number("BNA", one, 0, SECRET) == number
    assert numbers.report_number("BNA", one, 1, SECRET) != number
    assert (numbers.report_number("BNA", other, 0, SECRET) == number) == (one == other)
    assert (numbers.report_number("BNA", one, 0, secret) == number) == (secret == SECRET)


@given(made, st.integers(1, 99))
def test_each_issue_of_a_code_is_another_code(number: str, issue: int) -> None:
    code = numbers.access_code(number, issue, SECRET)

    assert [len(part) for part in code.split("-")] == [4, 4, 5]
    assert set(code) <= set(ALPHABET) | {"-"}
    assert code != numbers.access_code(number, issue + 1, SECRET)
    assert code != numbers.access_code(number, issue, SECRET + b"!")


def test_a_code_has_at_least_sixty_bits() -> None:
    assert len(ALPHABET) ** 13 > 2**60


@given(made)
def test_a_code_is_compared_forgivingly_and_wholly(number: str) -> None:
    code = numbers.access_code(number, 1, SECRET)

    assert numbers.same_code(f" {code.lower().replace('-', ' ')} ", code)
    assert not numbers.same_code(code[:-1], code)
    assert not numbers.same_code(code + "2", code)
    assert not numbers.same_code(numbers.access_code(number, 2, SECRET), code)


@given(st.text())
def test_comparing_a_code_never_fails(given_code: str) -> None:
    assert not numbers.same_code(given_code + "!", "AAAA-BBBB-CCCCC")


@given(st.text(), st.text())
def test_a_digest_depends_on_label_and_data(one: str, other: str) -> None:
    first, second = one.encode(errors="replace"), other.encode(errors="replace")

    assert (numbers.digest(SECRET, "body", first) == numbers.digest(SECRET, "body", second)) == (first == second)
    assert numbers.digest(SECRET, "body", first) != numbers.digest(SECRET, "key", first)
    assert len(numbers.digest(SECRET, "body", first)) == 32


def test_a_digest_of_a_text_is_that_of_its_bytes() -> None:
    assert numbers.digest(SECRET, "body", "é") == numbers.digest(SECRET, "body", "é".encode())


def test_without_a_key_one_is_made() -> None:
    first, second = numbers.idempotency_key(None), numbers.idempotency_key(None)

    assert first != second
    assert numbers.idempotency_key(first) == first


@given(st.uuids(version=4))
def test_a_uuid_is_a_key_in_either_case(key: uuid.UUID) -> None:
    assert numbers.idempotency_key(str(key).upper()) == str(key)


@given(st.binary(min_size=16, max_size=16).filter(lambda key: len(set(key.hex())) >= 8))
def test_128_bits_in_hexadecimal_are_a_key(key: bytes) -> None:
    assert numbers.idempotency_key(key.hex()) == key.hex()


def test_128_bits_in_base64url_are_a_key() -> None:
    assert numbers.idempotency_key("q83vASNFZ4mrze8BI0VniQ") == "q83vASNFZ4mrze8BI0VniQ"
    assert numbers.idempotency_key(" q83vASNFZ4mrze8BI0VniQ== ") == "q83vASNFZ4mrze8BI0VniQ=="


@pytest.mark.parametrize(
    "key",
    [
        "",
        "1",
        "laporan-1",
        "a" * 40,
        "00000000-0000-0000-0000-000000000000",
        "0123456789abcdef0123456789abcde",  # 124 bits
        "q83vASNFZ4mrze8BI0Vni",  # 126 bits
        "q83vASNFZ4mrze8BI0VniQ q83vASNFZ4mrze8BI0VniQ",
        "q83vASNFZ4mrze8BI0VniQ\nX-Header: 1",
        "kunci-pengiriman-éàü-kunci-pengiriman",
        "q83vASNFZ4mrze8BI0VniQ" * 10,
    ],
)
def test_a_weak_or_strange_key_is_refused(key: str) -> None:
    with pytest.raises(Malformed, match="idempotency_key"):
        numbers.idempotency_key(key)
