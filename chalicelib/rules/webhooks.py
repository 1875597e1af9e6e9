"""Where agencies' systems may be reached, and how long one that fails is left alone.

The product's functions may not be made to call what only they can reach, so a receiver is on the public internet
and speaks HTTPS. `networks` are those that the installation allows besides, in which plain HTTP will do.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from chalicelib.rules.forms import Wrong

LONGEST_ADDRESS = 500  # characters
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)

Network = IPv4Network | IPv6Network

_PORTS = {"https": 443, "http": 80}
_OPEN_PORTS = 1024  # and above; below it only the two that are for this
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|[0-9a-fA-F:.]{2,45}")
_PATH = re.compile(r"[!-\"$-~]*")  # printable ASCII without # and blanks
_UNICAST = IPv6Network("2000::/3")  # the only part of IPv6 that is given to anybody
_CARRIERS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))  # 6to4, Teredo: each address carries another one


@dataclass(frozen=True)
class Receiver:
    """An address in its parts; `path` has the query with it."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a list such as `127.0.0.0/8,10.1.0.0/16`. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def address(allowed: Iterable[Network]) -> Callable[[object], str | None]:
    """Reads the address of a receiver, as `rules/forms.py` has it."""

    def read(value: object) -> str | None:
        if not isinstance(value, str):
            raise Wrong("text")
        receiver(value.strip(), allowed)
        return value.strip()

    return read


def receiver(url: str, allowed: Iterable[Network]) -> Receiver:
    """The parts of an address. Raises Wrong; to where its name leads is to be asked at each call."""
    allowed = tuple(allowed)
    if len(url) > LONGEST_ADDRESS:
        raise Wrong("too_long", limit=LONGEST_ADDRESS)
    parts = _split(url)
    scheme: Literal["http", "https"] = "http" if parts.scheme == "http" and allowed else "https"
    if parts.scheme != scheme:
        raise Wrong("not_https")
    host, port = parts.hostname or "", parts.port or _PORTS[scheme]
    if port < _OPEN_PORTS and port != _PORTS[scheme]:
        raise Wrong("port", low=_OPEN_PORTS)
    if _is_number(host) and not is_open(host, allowed, scheme=scheme):
        raise Wrong("not_public")
    query = f"?{parts.query}" if parts.query else ""
    return Receiver(scheme, host, port, (parts.path or "/") + query)


def is_open(ip: str, allowed: Iterable[Network], *, scheme: str) -> bool:
    """Whether this address may be called: on the public internet by HTTPS, in an allowed network by either."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found in network for network in allowed):
        return True
    return scheme == "https" and found.is_global and not found.is_multicast and not _is_odd(found)


def rest(failures: int, chance: float) -> timedelta:
    """How long a receiver is left alone after so many failures, at least 1, one after the other.

    `chance`, from 0 to 1, takes up to a quarter off, so that not all come back at once.
    """
    doubled = FIRST_REST * (1 << min(failures - 1, 20))
    return min(doubled, LONGEST_REST) * (1 - chance / 4)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        spelled = _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError as error:
        raise Wrong("receiver") from error
    if not spelled or "@" in parts.netloc or "#" in url or not _PATH.fullmatch(url):
        raise Wrong("receiver")
    return parts


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_odd(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """IPv6 that may lead to where its own network does not tell."""
    return found.version == 6 and (found not in _UNICAST or any(found in network for network in _CARRIERS))
