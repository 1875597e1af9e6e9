"""Signed messages between the product and agencies' systems: who sent the body, and when.

The header `Tuntas-Signature` is `t=<unix seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<t>.<body>` under the
secret that both know. The time is signed too, so that what somebody has overheard cannot be sent again for long.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

HEADER = "Tuntas-Signature"
TOLERANCE = timedelta(minutes=5)  # either way, for clocks differ

_SIGNED = re.compile(r"t=([0-9]{1,11}),v1=([0-9a-f]{64})")


def secret(master: bytes, agency: str, issue: int) -> str:
    """The secret of an agency; the next issue is another, and none tells of the others or of the master."""
    return hmac.digest(master, f"{agency}:{issue}".encode(), hashlib.sha256).hex()


def sign(body: bytes, secret: str, *, now: datetime) -> str:
    """The header's value for a body that is sent now."""
    moment = int(now.timestamp())
    return f"t={moment},v1={_mac(body, secret, moment)}"


def is_signed(body: bytes, header: str, secret: str, *, now: datetime) -> bool:
    """Whether `header` signs this body, within TOLERANCE of now; how long it takes tells nothing of the right one."""
    found = _SIGNED.fullmatch(header)
    if found is None or abs(now.timestamp() - int(found[1])) > TOLERANCE.total_seconds():
        return False
    return hmac.compare_digest(found[2], _mac(body, secret, int(found[1])))


def _mac(body: bytes, secret: str, moment: int) -> str:
    return hmac.digest(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hex()
