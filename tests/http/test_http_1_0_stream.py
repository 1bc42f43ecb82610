"""HTTP/1.0, nginx's default for upstreams, gets an unchunked stream."""

from __future__ import annotations

import pytest

from tests.http.raw_http import connect
from tests.people import Person
from tests.running import Running


def open_stream(server: Running, person: Person, version: bytes, more: bytes = b"") -> tuple[bytes, bytes]:
    """Return the head of the response, and the body up to the first event."""
    cookie = person.api.cookies["lintbox"].encode()
    with connect(server.url) as connection:
        connection.sendall(
            b"GET /api/v1/events HTTP/%s\r\nHost: localhost\r\nCookie: lintbox=%s\r\n%s\r\n"
            % (version, cookie, more)
        )
        received = b""
        while b"data: {}\n\n" not in received:
            chunk = connection.recv(4096)
            assert chunk, received
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    return head.lower(), body


@pytest.mark.parametrize("more", [b"", b"Connection: keep-alive\r\n", b"Connection: close\r\n"])
def test_http_1_0_gets_an_unchunked_stream(server: Running, alice: Person, more: bytes) -> None:
    head, body = open_stream(server, alice, b"1.0", more)
    assert b"transfer-encoding" not in head
    assert b"content-length" not in head
    assert b"\r\nconnection: close" in head
    assert b"\r\ncontent-type: text/event-stream" in head
    assert b"\r\nx-content-type-options: nosniff" in head
    assert body == b"event: hello\ndata: {}\n\n"


def test_http_1_1_gets_chunks(server: Running, alice: Person) -> None:
    head, body = open_stream(server, alice, b"1.1")
    assert b"\r\ntransfer-encoding: chunked" in head
    assert body.startswith(b"17\r\nevent: hello\n")
