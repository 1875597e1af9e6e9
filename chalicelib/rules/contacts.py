"""How a reporter is reached, and the spellings of a phone number and an e-mail address that are taken."""

import re
from dataclasses import dataclass

from chalicelib.rules import forms
from chalicelib.rules.forms import Form, Wrong

_PHONE_LIMIT = 40
_PHONE_SIGNS = re.compile(r"[ \u00a0().\-\u2010-\u2013/]+")
# 08.., 628.., +628.., 8.. and the frequent slip +6208.. are the same number.
# A mobile number has 9 to 12 digits after the country's 62.
_PHONE = re.compile(r"(?:\+?62)?0?(8[1-9][0-9]{7,10})")
_EMAIL_LIMIT = 254
_EMAIL = re.compile(r"[^\s@<>(),;:\"\\]+@([^\s@<>(),;:\"\\.]+\.)+[^\s@<>(),;:\"\\.]{2,}")


@dataclass(frozen=True)
class Contact:
    """The phone is spelled as +62 and digits."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


def read(group: Form, name_limit: int) -> Contact | None:
    """The contact of a form's group; problems are left in the group."""
    found = Contact(
        name=group.read("name", forms.text(name_limit)),
        phone=group.read("phone", _phone),
        email=group.read("email", _email),
    )
    group.end()
    return found if found != Contact() else None


def phone(typed: str) -> str | None:
    """An Indonesian mobile number as +62 and digits, however it was typed; None when it is none."""
    found = _PHONE.fullmatch(_PHONE_SIGNS.sub("", typed))
    return f"+62{found[1]}" if found else None


def _phone(value: object) -> str | None:
    typed = forms.text(_PHONE_LIMIT)(value)
    number = phone(typed) if typed else None
    if typed and number is None:
        raise Wrong("phone")
    return number


def _email(value: object) -> str | None:
    typed = forms.text(_EMAIL_LIMIT)(value)
    if typed and not _EMAIL.fullmatch(typed):
        raise Wrong("email")
    return typed
