"""Sends to addresses that other people chose, so that it can do no harm here or elsewhere.

Only where rules/webhooks.py lets it: every address that the name leads to is looked at, and the connection goes to
one that was looked at, so that a name which leads elsewhere a moment later gains nothing. The certificate must be the
name's. No redirect is followed, and nothing of an answer is read but its head. After SECONDS the connection is cut,
however slowly something still comes; a name server alone may take a few seconds more.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from threading import Timer

from chalicelib.rules import webhooks
from chalicelib.rules.forms import Wrong
from chalicelib.rules.webhooks import Network, Receiver

SECONDS = 5.0

# What is said of a failure, besides the status: nothing that the receiver wrote.
NOT_ALLOWED, NOT_FOUND, TOO_SLOW, BAD_CERTIFICATE, BROKEN = "address", "name", "timeout", "certificate", "connection"


def post(url: str, body: bytes, headers: Mapping[str, str], *, allowed: Iterable[Network]) -> str | None:
    """POST the body; None when it was taken (2xx), else the status or the word for what went wrong."""
    allowed, until = tuple(allowed), time.monotonic() + SECONDS
    try:
        receiver = webhooks.receiver(url, allowed)
        with _connected(receiver, _looked_up(receiver, allowed), until=until) as open_socket:
            status = _asked(receiver, open_socket, body, headers)
    except Wrong:
        return NOT_ALLOWED
    except socket.gaierror:
        return NOT_FOUND
    except (OSError, HTTPException, UnicodeError) as error:
        return TOO_SLOW if time.monotonic() >= until else _word(error)
    if time.monotonic() >= until:  # a head that was cut looks like a short one
        return TOO_SLOW
    return None if 200 <= status < 300 else str(status)


def _looked_up(receiver: Receiver, allowed: Iterable[Network]) -> str:
    """An address of the receiver's name, IPv4 first. Raises Wrong where one of them may not be called."""
    found = socket.getaddrinfo(receiver.host, receiver.port, type=socket.SOCK_STREAM)
    addresses = [str(place[0]) for *_, place in sorted(found, key=lambda each: each[0])]
    if not all(webhooks.is_open(each, allowed, scheme=receiver.scheme) for each in addresses):
        raise Wrong("not_public")
    return addresses[0]


@contextmanager
def _connected(receiver: Receiver, address: str, *, until: float) -> Iterator[socket.socket]:
    """A connection that is cut at `until`, whoever waits for what on it."""
    with ExitStack() as closing:
        made = closing.enter_context(socket.create_connection((address, receiver.port), SECONDS))
        handle = closing.enter_context(made.dup())
        cut = Timer(max(until - time.monotonic(), 0), _cut, (handle,))
        cut.daemon = True
        cut.start()
        closing.callback(cut.cancel)
        yield made if receiver.scheme == "http" else closing.enter_context(_sealed(receiver, made))


def _sealed(receiver: Receiver, made: socket.socket) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(made, server_hostname=receiver.host)


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        handle.shutdown(socket.SHUT_RDWR)


def _asked(receiver: Receiver, open_socket: socket.socket, body: bytes, headers: Mapping[str, str]) -> int:
    connection = HTTPConnection(receiver.host, receiver.port)
    connection.default_port = 443 if receiver.scheme == "https" else 80  # which the header Host leaves out
    connection.sock = open_socket
    connection.request("POST", receiver.path, body, dict(headers))
    return connection.getresponse().status


def _word(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return BAD_CERTIFICATE
    return TOO_SLOW if isinstance(error, TimeoutError) else BROKEN
