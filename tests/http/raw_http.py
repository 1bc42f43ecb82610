"""Sends raw bytes over a socket, where a client library would correct them."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def connect(url: str, timeout_seconds: float = 60) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout_seconds)


def send(url: str, request: bytes) -> bytes:
    """Send the bytes and return everything received until the server closes the connection."""
    with connect(url) as connection:
        connection.sendall(request)
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:  # the server closed with unread data
            pass
        return received


def parse_statuses(received: bytes) -> list[int]:
    """Return the status codes of the responses in order."""
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:] if part[:3] != b"100"]
