"""Who the reporters are: sealed here, apart from their reports.

A contact is sealed as one text with KMS, bound to its report's number, so that one call seals or opens it
and a sealed contact put beside another report cannot be opened.
The API's role may seal and put; only `notices` and `identity` may get and open: a fact of IAM, not of this file.
"""

import json
import os
from collections.abc import Mapping

from chalicelib.aws.clients import client
from chalicelib.aws.tables import Identity

Contact = Mapping[str, str]


def seal(report: str, contact: Contact) -> Identity:
    """An identity to be put; `contact` has some of name, phone and email."""
    answer = client("kms").encrypt(
        KeyId=os.environ["IDENTITIES_KEY"],
        Plaintext=json.dumps(dict(contact), ensure_ascii=False).encode(),  # of at most 4,096 bytes
        EncryptionContext={"report": report},
    )
    return Identity(report, Identity.SORT_KEY, sealed=answer["CiphertextBlob"])


def contact(report: str) -> dict[str, str] | None:
    """The reporter's name, phone and email as far as given; None where no contact was given."""
    try:
        identity = Identity.get(report, Identity.SORT_KEY, consistent_read=True)
    except Identity.DoesNotExist:
        return None
    answer = client("kms").decrypt(CiphertextBlob=identity.sealed, EncryptionContext={"report": report})
    opened: dict[str, str] = json.loads(answer["Plaintext"])
    return opened


def replace(report: str, contact: Contact) -> None:
    """Put a corrected contact in the place of the old one."""
    seal(report, contact).save()
