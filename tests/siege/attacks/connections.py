"""Connections without requests, and requests that hardly arrive."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import closing, suppress
from urllib.parse import urlsplit

from tests.siege.attack import Attack, Attacker, Size

_PAUSE_SECONDS = 0.5
_RECEIVE_BYTES = 2048


def _hold_all(attacker: Attacker, first: bytes, next_bytes: Callable[[int], bytes]) -> None:
    """Open as many as the size says, send the first bytes on each, and more at intervals."""
    attacker.begin()
    held: list[socket.socket] = []
    for _ in range(attacker.size.steps):
        if not attacker.seconds_left:
            break
        if (connection := attacker.connect(_RECEIVE_BYTES)) is not None:
            connection.setblocking(False)
            _send(connection, first)
            held.append(connection)
    attacker.note(f"{len(held):,} connections")
    step = 0
    while attacker.seconds_left:
        step += 1
        for connection in held:
            _send(connection, next_bytes(step))
        time.sleep(min(_PAUSE_SECONDS, attacker.seconds_left))
    for connection in held:
        attacker.leave(connection)


def _send(connection: socket.socket, data: bytes) -> None:
    with suppress(OSError):  # ended by the server, or full: the attack goes on with the others
        connection.send(data)


def hold_half_heads(attacker: Attacker) -> None:
    """H4: a head that never ends."""
    _hold_all(attacker, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", lambda _: b"")


def hold_silent(attacker: Attacker) -> None:
    """Connections on which nothing is sent."""
    _hold_all(attacker, b"", lambda _: b"")


def hold_trickling(attacker: Attacker) -> None:
    """A head that comes byte by byte."""
    _hold_all(attacker, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", lambda _: b"a")


def hold_answered(attacker: Attacker) -> None:
    """Connections kept after an answer, as a browser does, but many."""
    _hold_all(attacker, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", lambda _: b"")


def hold_pipelined(attacker: Attacker) -> None:
    """Many requests on each connection, whose answers are not read."""
    data = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50
    _hold_all(attacker, data, lambda _: data)


def hold_bodies(attacker: Attacker) -> None:
    """M9: a body in chunks of one byte."""
    head = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    _hold_all(attacker, head + b"Transfer-Encoding: chunked\r\n\r\n", lambda _: b"1\r\n \r\n" * 50)


def send_small_chunks(attacker: Attacker) -> None:
    """M9: an upload in chunks of one byte, as fast as they go."""
    host = urlsplit(attacker.url).netloc
    with closing(attacker.sign_in()) as client:
        cookie = client.cookies["lintbox"]
    head = f"POST /api/v1/files HTTP/1.1\r\nHost: {host}\r\nCookie: lintbox={cookie}\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n'
    start = head.encode() + b"%x\r\n%s\r\n" % (len(part), part)
    attacker.begin()

    def send(_: int) -> None:
        connection = attacker.connect()
        if connection is None:
            return
        connection.settimeout(2)
        with suppress(OSError):  # ended by the server
            connection.sendall(start)
            while attacker.seconds_left:
                connection.sendall(b"1\r\n#\r\n" * 2_000)
        attacker.leave(connection)

    attacker.repeat(send)
    if not attacker.tally.answers["400"]:
        attacker.record_broken("any number of small chunks is accepted")


def hold_streams(attacker: Attacker) -> None:
    """Event streams of a few users, more than anybody has tabs."""
    host = urlsplit(attacker.url).netloc
    with closing(attacker.sign_in()) as client:
        cookie = client.cookies["lintbox"]
    head = f"GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\nCookie: lintbox={cookie}\r\n\r\n"
    _hold_all(attacker, head.encode(), lambda _: b"")


_SMALL = Size(300, 1, 2)
_FULL = Size(1_100, 1, 20)

ATTACKS = (
    Attack("H4", "half a head each", hold_half_heads, _SMALL, _FULL, descriptors=1024),
    Attack("H4-silent", "nothing sent", hold_silent, _SMALL, _FULL, descriptors=1024),
    Attack("H4-trickle", "a head byte by byte", hold_trickling, _SMALL, _FULL, descriptors=1024),
    Attack("H4-kept", "kept after an answer", hold_answered, _SMALL, _FULL, descriptors=1024),
    Attack("H4-unread", "answers that are not read", hold_pipelined, _SMALL, _FULL, descriptors=1024),
    Attack("H4-near", "the same from the others' network", hold_pipelined, Size(80, 1, 2), _FULL, near=True),
    Attack("M9", "bodies in chunks of one byte", hold_bodies, Size(40, 1, 2), Size(200, 1, 20)),
    Attack("M9-fast", "uploads in chunks of one byte", send_small_chunks, Size(4, 4, 2), Size(12, 12, 20)),
    Attack("streams", "300 event streams of one user", hold_streams, Size(60, 1, 2), Size(300, 1, 20)),
)
