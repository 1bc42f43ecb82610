"""A host name in all spellings: with a final dot, in Unicode, in Punycode."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from lintbox.platform.network import list_addresses
from tests.http.base_url import serve_with_base_url
from tests.http.raw_http import send
from tests.running import Running


def request_status(url: str, host: str, path: str = "/", method: str = "GET", extra: str = "") -> bytes:
    """Send the host unchanged, unlike HTTP clients; return the status line."""
    headers = f"Host: {host}\r\n{extra}Content-Length: 2\r\nConnection: close\r\n"
    head = f"{method} {path} HTTP/1.1\r\n{headers}\r\n{{}}"
    return send(url, head.encode()).partition(b"\r\n")[0]


def test_a_host_is_known_in_every_spelling(tmp_path: Path) -> None:
    with serve_with_base_url("https://Bücher.example/", tmp_path / "data") as url:
        for host in (
            "xn--bcher-kva.example",
            "bücher.example",
            "BÜCHER.example",
            "xn--bcher-kva.example.:443",
        ):
            assert request_status(url, host).startswith(b"HTTP/1.1 200 ")
        for host in (
            "bucher.example",
            "xn--bcher-kva.example..",
            "xn--zzzzzz.example",
            "b\u00fccher..example",
        ):
            assert request_status(url, host).startswith(b"HTTP/1.1 421 ")
        for origin, status in (
            ("https://xn--bcher-kva.example", b"422"),
            ("https://xn--bcher-kva.example.", b"422"),
            ("https://xn--bcher-kva.example.:80", b"403"),
            ("https://bucher.example", b"403"),
        ):
            extra = f"Origin: {origin}\r\nContent-Type: application/json\r\n"
            status_line = request_status(url, "xn--bcher-kva.example", "/api/v1/session", "POST", extra)
            assert status_line.split()[1] == status


# without a network, the default route is looked up with an address for documentation; nothing is sent
@pytest.mark.allow_hosts(["127.0.0.1", "192.0.2.1"])
def test_every_address_of_the_machine_is_printed(start: Callable[..., Running]) -> None:
    server = start(host="0.0.0.0")  # noqa: S104
    port = server.url.rpartition(":")[2]
    printed = re.findall(r"http://([\d.]+):(\d+)", server.output)
    assert printed == [(address, port) for address in list_addresses(socket.AF_INET)]
    assert f"local, in {(server.data_dir / 'mail').resolve()}" in server.output
    for address, _ in printed:
        assert request_status(f"http://127.0.0.1:{port}", f"{address}:{port}").startswith(b"HTTP/1.1 200 ")
