"""Report numbers, access codes and the keys they come from.

All are MACs under the installation's secret: none can be guessed from another, and the same key gives the same number.
The alphabet leaves out 0, 1, I, L and O, which are mistaken for each other on paper and on the phone.
"""

import hashlib
import hmac
import re
from uuid import uuid4

from chalicelib.rules.errors import Malformed, Unknown

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
KEY_LIMIT = 200

_BASE = len(ALPHABET)  # 31 is prime: that is why every single error and every swap changes the check sum
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_BASE64URL = re.compile(r"[0-9A-Za-z_-]{22,}={0,2}")
_FEWEST_DISTINCT = 8  # a random key of 128 bits has fewer once in millions; "000...", "1234" and the nil UUID do


def report_number(prefix: str, key: str, attempt: int, secret: bytes) -> str:
    """The number of the report submitted with `key`; `attempt` counts up when another key already has the number."""
    body = _letters(_mac(secret, "number", f"{key}\0{attempt}"), 8)
    return _spelled(prefix, body + _check(prefix, body))


def parse(text: str, prefix: str) -> str:
    """The canonical spelling of a report number, however it was typed.

    Raises Unknown when it cannot be a number of this region: no lookup is needed to say so.
    """
    bare = _bare(text)
    body, check = bare[len(prefix) : -1], bare[-1:]
    if not bare.startswith(prefix) or len(body) != 8 or not set(body) <= set(ALPHABET) or check != _check(prefix, body):
        raise Unknown("unknown_report")
    return _spelled(prefix, body + check)


def access_code(number: str, issue: int, secret: bytes) -> str:
    """The code that lets its holder act as the reporter: 13 characters, 64 bits."""
    letters = _letters(_mac(secret, "code", f"{number}\0{issue}"), 13)
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def same_code(given: str, expected: str) -> bool:
    """Whether two codes are the same, in constant time, forgiving of case, spaces and hyphens."""
    return hmac.compare_digest(_bare(given).encode(errors="replace"), _bare(expected).encode())


def digest(secret: bytes, label: str, data: bytes | str) -> str:
    """A keyed digest of `data` for comparing, 128 bits in hexadecimal."""
    return _mac(secret, label, data).hex()[:32]


def idempotency_key(given: str | None) -> str:
    """The key of a submission: a new one if none was given. Raises Malformed when it is too weak or too long."""
    if given is None:
        return str(uuid4())
    key = given.strip()
    if len(key) > KEY_LIMIT or not _strong(key):
        raise Malformed("idempotency_key")
    return key.lower() if _UUID.fullmatch(key) else key


def _strong(key: str) -> bool:
    if len(set(key.lower()) - {"-"}) < _FEWEST_DISTINCT:
        return False
    if _UUID.fullmatch(key):
        return True
    if _HEX.fullmatch(key):
        return len(key) >= 32
    return _BASE64URL.fullmatch(key) is not None


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _spelled(prefix: str, letters: str) -> str:
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def _check(prefix: str, body: str) -> str:
    """The character that brings the weighted sum to 0: weights differ, so that a swap of two characters shows."""
    weighted = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=2))
    weighted += sum(weight * (ord(letter) - ord("A")) for weight, letter in enumerate(prefix, start=len(body) + 2))
    return ALPHABET[-weighted % _BASE]


def _letters(mac: bytes, count: int) -> str:
    number, letters = int.from_bytes(mac), ""
    for _ in range(count):
        number, digit = divmod(number, _BASE)
        letters += ALPHABET[digit]
    return letters


def _mac(secret: bytes, label: str, data: bytes | str) -> bytes:
    content = data.encode() if isinstance(data, str) else data
    return hmac.digest(secret, label.encode() + b"\0" + content, hashlib.sha256)
