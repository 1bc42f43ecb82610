"""The target of a request and its Host are valid and known (RFC 9112 3.2), or the response says so."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.http.raw_http import parse_statuses, send
from tests.running import Running

END = b"Connection: close\r\n\r\n"


def request(server: Running, line: str, host: str | None = None) -> bytes:
    """Send this request line, with the server's own Host by default."""
    own = server.url.partition("//")[2]
    return send(server.url, f"{line} HTTP/1.1\r\nHost: {own if host is None else host}\r\n".encode() + END)


@pytest.mark.parametrize(
    "line",
    [
        "GET ?x",
        "GET api/v1/session",
        "GET *",
        "POST *",
        "CONNECT 127.0.0.1:80",
        "CONNECT localhost",
        "GET 127.0.0.1:80",
        "GET //",
        "GET http:",
        "GET http://",
        "GET http:///api/v1/session",
        "GET http://?x",
        "GET http://evil@127.0.0.1/",
        "GET ftp://127.0.0.1/",
        "GET http://[/",
        "GET http://127.0.0.1:/",
        "GET http://127.0.0.1:x/",
        "GET #x",
    ],
)
def test_every_target_gets_a_response(server: Running, line: str) -> None:
    (status,) = parse_statuses(request(server, line))
    assert status == 400 or line in {"GET //", "GET http://[/", "GET http://127.0.0.1:/"}
    assert status < 500


def test_an_invalid_target_gets_a_problem(server: Running) -> None:
    received = request(server, "GET ?x")
    assert received.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"application/problem+json" in received
    assert b'"code":"bad-request"' in received


def test_options_may_ask_about_the_whole_server(server: Running) -> None:
    (status,) = parse_statuses(request(server, "OPTIONS *"))
    assert status in {200, 204, 405}


@pytest.mark.parametrize("scheme", ["http", "https", "HTTP"])
def test_the_host_of_an_absolute_target_must_be_known(server: Running, scheme: str) -> None:
    assert parse_statuses(request(server, f"GET {scheme}://evil/healthz")) == [421]
    assert parse_statuses(request(server, f"GET {scheme}://localhost/healthz")) == [200]
    assert parse_statuses(request(server, f"GET {scheme}://localhost/healthz", "evil")) == [421]


@pytest.mark.parametrize(
    "host",
    ["evil@{}", "@{}", "a:b@{}", "{}/evil", "{}?evil", "{}#evil", "{}\\evil", "local\thost", "{} evil"],
)
def test_a_host_with_more_than_name_and_port_is_refused(server: Running, host: str) -> None:
    own = server.url.partition("//")[2]
    assert parse_statuses(request(server, "GET /healthz", host.format(own))) == [400]


def test_two_hosts_are_refused(server: Running) -> None:
    assert parse_statuses(request(server, "GET /healthz", "localhost\r\nHost: localhost")) == [400]


@pytest.mark.parametrize(("line", "host"), [("GET /", "evil"), ("GET ?x", None), ("GET /api/v1/files", None)])
def test_the_status_line_has_the_phrase_of_its_status(server: Running, line: str, host: str | None) -> None:
    status_line = request(server, line, host).partition(b"\r\n")[0].decode()
    _, status, phrase = status_line.split(" ", 2)
    assert phrase == HTTPStatus(int(status)).phrase
