"""Bytes over a socket, where a client library would mend them first."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def connect(url: str, timeout_seconds: float = 20) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout_seconds)


def ask(url: str, request: bytes) -> bytes:
    """Send the bytes and return all that is answered until the server closes."""
    with connect(url) as talk:
        talk.sendall(request)
        heard = b""
        try:
            while more := talk.recv(65536):
                heard += more
        except ConnectionResetError:  # what it did not read, it throws away
            pass
        return heard


def statuses_of(heard: bytes) -> list[int]:
    """Return the statuses of the answers, one after another."""
    return [int(part[:3]) for part in heard.split(b"HTTP/1.1 ")[1:] if part[:3] != b"100"]
