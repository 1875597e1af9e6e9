"""Receivers are on the public internet or where the installation allows it; those that fail rest ever longer."""

from datetime import timedelta

import pytest

from chalicelib.rules import webhooks
from chalicelib.rules.forms import Wrong
from chalicelib.rules.webhooks import Receiver

NONE = webhooks.networks("")
LOOPBACK = webhooks.networks("127.0.0.0/8, ::1/128")


def test_an_address_is_read_in_its_parts() -> None:
    assert webhooks.receiver("https://sistem.contoh.go.id/tuntas?a=1", NONE) == Receiver(
        "https", "sistem.contoh.go.id", 443, "/tuntas?a=1"
    )
    assert webhooks.receiver("https://sistem.contoh.go.id:8443", NONE).port == 8443
    assert webhooks.receiver("http://127.0.0.1:9000/x", LOOPBACK).scheme == "http"
    assert webhooks.receiver("https://[2606:4700::1111]/", NONE).host == "2606:4700::1111"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://sistem.contoh.go.id/", "not_https"),
        ("ftp://sistem.contoh.go.id/", "not_https"),
        ("//sistem.contoh.go.id/", "not_https"),
        ("https://", "receiver"),
        ("https://user:word@sistem.contoh.go.id/", "receiver"),
        ("https://@sistem.contoh.go.id/", "receiver"),
        ("https://sistem.contoh.go.id/#part", "receiver"),
        ("https://sistem.contoh.go.id/a b", "receiver"),
        ("https://sistem.contoh.go.id/\r\nX: y", "receiver"),
        ("https://sistem.contoh.go.id:99999/", "receiver"),
        ("https://sistem.contoh.go.id:0/", "receiver"),
        ("https://[::1/", "receiver"),
        ("https://sistem.contoh.go.id:22/", "port"),
        ("https://sistem.contoh.go.id/" + "a" * 480, "too_long"),
        ("https://127.0.0.1/", "not_public"),
        ("https://169.254.169.254/latest/meta-data", "not_public"),
        ("https://[::ffff:10.0.0.1]/", "not_public"),
    ],
)
def test_what_is_no_address_of_a_receiver_is_named(url: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        webhooks.receiver(url, NONE)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1"),
    ],
)
def test_what_is_not_on_the_public_internet_is_not_called(ip: str) -> None:
    assert not webhooks.is_open(ip, NONE, scheme="https")


@pytest.mark.parametrize("ip", ["1.1.1.1", "103.10.65.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_on_the_public_internet_is_called_by_https_only(ip: str) -> None:
    assert webhooks.is_open(ip, NONE, scheme="https")
    assert not webhooks.is_open(ip, LOOPBACK, scheme="http")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_the_installation_allows_is_called_either_way(scheme: str) -> None:
    assert webhooks.is_open("127.0.0.1", LOOPBACK, scheme=scheme)
    assert webhooks.is_open("::ffff:127.0.0.1", LOOPBACK, scheme=scheme)
    assert not webhooks.is_open("10.0.0.1", LOOPBACK, scheme=scheme)


def test_a_rest_is_twice_the_one_before_and_an_hour_at_most() -> None:
    rests = [webhooks.rest(failures, 0).total_seconds() for failures in (1, 2, 3, 4, 7, 8, 50, 10_000)]
    assert rests == [30, 60, 120, 240, 1920, 3600, 3600, 3600]
    assert webhooks.rest(1, 1) == timedelta(seconds=22.5)
