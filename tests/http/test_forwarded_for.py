"""The client address behind proxies: text that the client controls is never trusted."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from lintbox.web.peers import resolve_client_address
from tests.http.conftest import Start
from tests.http.raw_http import send

PROXIES = ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], "127.0.0.1"),
        ([""], "127.0.0.1"),
        (["198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9", "", " , ", "198.51.100.7, ,"], "198.51.100.7"),
        (["203.0.113.9, 198.51.100.7", "10.1.2.3"], "198.51.100.7"),
        (["203.0.113.9", "198.51.100.7", "10.1.2.3", "10.9.9.9"], "198.51.100.7"),
        (["198.51.100.7:4711"], "198.51.100.7"),
        (["2001:db8:2::1"], "2001:db8:2::1"),
        (["[2001:db8:2::1]"], "2001:db8:2::1"),
        (["[2001:db8:2::1]:4711"], "2001:db8:2::1"),
        (['"[2001:db8:2::1]:4711"'], "2001:db8:2::1"),
        (["fe80::1%eth0"], "fe80::1"),
        (["::ffff:198.51.100.7"], "198.51.100.7"),
        (["198.51.100.7, ::ffff:10.1.2.3"], "198.51.100.7"),
        (["198.51.100.7, 2001:db8:1::5"], "198.51.100.7"),
        (["198.51.100.7, unknown"], "127.0.0.1"),
        (["198.51.100.7, unknown, 10.1.2.3"], "10.1.2.3"),
        (["198.51.100.7, _hidden"], "127.0.0.1"),
        (["198.51.100.7:http"], "127.0.0.1"),
        (["[198.51.100.7"], "198.51.100.7"),
        (["198.51.100.7, [2001:db8::1]garbage"], "127.0.0.1"),
        (["198.51.100.7, \xff\x00"], "127.0.0.1"),
        (["10.1.2.3"], "10.1.2.3"),
    ],
)
def test_the_client_is_the_right_most_untrusted_address(lines: list[str], found: str) -> None:
    assert str(resolve_client_address("127.0.0.1", lines, PROXIES)) == found


@pytest.mark.parametrize("peer", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8:2::9"])
def test_the_header_of_an_untrusted_peer_is_ignored(peer: str) -> None:
    assert str(resolve_client_address(peer, ["198.51.100.7"], PROXIES)) == peer.removeprefix("::ffff:")


def test_an_ipv4_mapped_address_of_a_proxy_is_trusted() -> None:
    assert str(resolve_client_address("::ffff:10.0.0.1", ["198.51.100.7"], PROXIES)) == "198.51.100.7"


def test_a_forged_header_does_not_evade_the_rate_limit(start: Start) -> None:
    server = start(trusted_proxies="127.0.0.1")
    responses = [guess(server.url, f"203.0.113.{number}") for number in range(12)]
    assert [response.split(b" ", 2)[1] for response in responses] == [b"401"] * 10 + [b"429"] * 2


def guess(url: str, forged: str) -> bytes:
    """Guess a password through a proxy that appends its own X-Forwarded-For line."""
    body = b'{"email": "alice@school.example", "password": "wrong wrong wrong"}'
    head = (
        f"POST /api/v1/session HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nConnection: close\r\n"
        f"X-Forwarded-For: {forged}\r\nX-Forwarded-For: 198.51.100.7\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return send(url, head.encode() + body)
