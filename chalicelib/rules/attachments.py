"""What may be attached to what an agency says: three kinds of file, each known by its first bytes, of a modest size."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.rules import forms
from chalicelib.rules.forms import Form, Wrong

MOST = 5  # with one act
LARGEST = 5 * 1024 * 1024  # bytes
LOOKED_AT = 16  # of its first bytes
# What a file of each type begins with: ISO 32000-1 section 7.5.2, ISO/IEC 10918-1 annex B (the marker after SOI
# begins with FF too), PNG section 5.2.
BEGINNINGS: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_NAME = 100  # characters
_ID = re.compile(r"[0-9a-f]{32}")


class Offer(NamedTuple):
    """A file that somebody wants to attach."""

    name: str
    type: str


def offer(values: object) -> Offer:
    """What a form offers; S3 judges its size again when it comes. Raises Invalid naming every wrong field."""
    form = Form(values)
    name = form.read("name", forms.text(_NAME), required=True) or ""
    kind = form.read("type", forms.choice(BEGINNINGS), required=True) or ""
    form.read("size", forms.whole(1, LARGEST), required=True)
    form.finish()
    return Offer(_fitting(name, kind), kind)


def ids(value: object) -> tuple[str, ...] | None:
    """Reads a list of attachments' ids, as `rules/forms.py` has it; each is kept once."""
    if not isinstance(value, list):
        raise Wrong("list")
    if len(value) > MOST:
        raise Wrong("too_many", limit=MOST)
    for position, each in enumerate(value, 1):
        if not isinstance(each, str) or not _ID.fullmatch(each):
            raise Wrong("unknown_attachment", position=position)
    return tuple(dict.fromkeys(value)) or None


def is_what_it_says(kind: str, beginning: bytes) -> bool:
    return beginning.startswith(BEGINNINGS[kind]) if kind in BEGINNINGS else False


def _fitting(name: str, kind: str) -> str:
    """The name with an ending of its type, by which the reader's device decides what to do with the file."""
    own = re.split(r"[/\\]", name)[-1].strip() or "lampiran"
    return own if own.lower().endswith(_ENDINGS[kind]) else own + _ENDINGS[kind][0]
