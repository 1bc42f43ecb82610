"""The response to an unknown host name tells a person or program what to do."""

from __future__ import annotations

import httpx
import pytest

from tests.http.raw_http import send
from tests.people import PLAIN
from tests.running import Running

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def get(server: Running, host: str, headers: dict[str, str] | None = None, path: str = "/") -> httpx.Response:
    return httpx.get(
        f"{server.url}{path}", headers={"Host": host, **(headers or {})}, trust_env=False, verify=PLAIN
    )


@pytest.mark.parametrize("path", ["/", "/files/1", "/api/v1/files", "/healthz"])
def test_a_browser_gets_a_page_with_the_setting_to_change(server: Running, path: str) -> None:
    response = get(server, "lint.school.example:5468", BROWSER, path)
    assert (response.status_code, response.headers["content-type"]) == (421, "text/html; charset=utf-8")
    assert "LINTBOX_BASE_URL=http://lint.school.example:5468" in response.text
    assert "default-src 'none'; style-src 'sha256-" in response.headers["content-security-policy"]
    assert len(response.content) < 2_000


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "application/json"}])
def test_other_clients_get_a_problem(server: Running, headers: dict[str, str]) -> None:
    response = get(server, "lint.school.example", headers)
    assert (response.status_code, response.json()["code"]) == (421, "unknown-host")
    assert "LINTBOX_BASE_URL" in response.json()["detail"]


def test_the_host_is_escaped(server: Running) -> None:
    received = send(
        server.url,
        b"GET / HTTP/1.1\r\nHost: <script>\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
    )
    assert b"<script>" not in received


@pytest.mark.parametrize("host", [b"", b"Host: \r\n", b"Host: [\r\n", b"Host: \xff\r\n"])
def test_an_unparsable_host_is_handled(server: Running, host: bytes) -> None:
    received = send(server.url, b"GET / HTTP/1.0\r\nAccept: text/html\r\n" + host + b"\r\n")
    assert received.startswith(b"HTTP/1.1 421 ")
    assert b"LINTBOX_BASE_URL" in received
