"""Other users, other sites and unknown hosts are refused on every route."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.http.raw_http import connect
from tests.people import Person
from tests.running import Running

HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-frame-options",
    "cache-control",
    "x-request-id",
}


def read_description(person: Person) -> dict[tuple[str, str], Any]:
    paths = person.api.get("/openapi.json").json()["paths"]
    return {(method, path): route for path, methods in paths.items() for method, route in methods.items()}


def send_request(person: Person, method: str, path: str, file_id: str) -> httpx.Response:
    # the same id for all kinds: refusals must not depend on whether a resource exists
    path = re.sub(r"\{\w+\}", file_id, path)
    files = {"file": ("x.py", b"x = 2\n")} if method in {"post", "patch"} else None
    with person.api.stream(method, path, files=files) as response:
        response.read()
        return response


def test_every_route_that_needs_a_session_is_401_without_one(alice: Person, charlie: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    routes = [route for route, operation in read_description(charlie).items() if operation.get("security")]
    assert len(routes) >= 9
    responses = {route: send_request(charlie, route[0], route[1], file_id) for route in routes}
    problems = {
        route: (response.status_code, response.json()["code"]) for route, response in responses.items()
    }
    assert problems == dict.fromkeys(routes, (401, "not-signed-in"))


def test_every_admin_route_is_403_for_an_ordinary_user(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    user_id = alice.api.get("/session").json()["user"]["id"]
    routes = [route for route in read_description(alice) if route[1].startswith("/admin/")]
    assert len(routes) >= 10
    for known in (file_id, user_id):
        responses = {route: send_request(alice, *route, known) for route in routes}
        problems = {
            route: (response.status_code, response.json()["code"]) for route, response in responses.items()
        }
        assert problems == dict.fromkeys(routes, (403, "forbidden"))
    assert alice.api.get("/files").json()["total"] == 1


def test_only_these_routes_need_no_session(charlie: Person) -> None:
    assert {
        route for route, operation in read_description(charlie).items() if not operation.get("security")
    } == {
        ("post", "/users"),
        ("post", "/users/verify"),
        ("post", "/users/resend"),
        ("post", "/users/forgot"),
        ("post", "/users/reset"),
        ("post", "/setup"),
        ("post", "/setup/link"),
        ("post", "/session"),
        ("delete", "/session"),
        ("get", "/about"),
        ("get", "/codes"),
        ("get", "/subscription"),
        ("put", "/subscription"),
        ("put", "/subscription/file"),
        ("get", "/codes/{code}"),
        ("get", "/openapi.json"),
        ("get", "/shared/{token}"),
        ("get", "/shared/{token}/content"),
    }


def test_another_users_file_is_not_found_on_every_route(alice: Person, bob: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    before = alice.wait(file_id)
    routes = [route for route in read_description(bob) if route[1].startswith("/files/{file_id}")]
    assert len(routes) >= 5
    responses = {route: send_request(bob, route[0], route[1], file_id) for route in routes}
    unknown = {route: send_request(bob, route[0], route[1], "f" * 16) for route in routes}
    assert {route: response.status_code for route, response in responses.items()} == dict.fromkeys(
        routes, 404
    )
    problems = {route: {**response.json(), "request_id": ""} for route, response in responses.items()}
    assert problems == {route: {**response.json(), "request_id": ""} for route, response in unknown.items()}
    after = alice.read(file_id)
    assert {k: v for k, v in after.items() if k != "checks"} == {
        k: v for k, v in before.items() if k != "checks"
    }
    assert [check["id"] for check in after["checks"]] == [check["id"] for check in before["checks"]]


def test_another_users_files_are_not_listed_counted_or_found(alice: Person, bob: Person) -> None:
    alice.wait(alice.upload_one("secret_of_alice.py", b"import os\n"))
    for query in ("", "?q=secret", "?q=F401", "?sort=name", "?state=queued,running,passed,failed,error"):
        assert alice.api.get(f"/files{query}").json()["total"] == 1
        listed = bob.api.get(f"/files{query}").json()
        assert (listed["files"], listed["total"], listed["counts"]["all"]) == ([], 0, 0)


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "OWN"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_requests_from_another_site_are_refused(
    server: Running, alice: Person, headers: dict[str, str]
) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    headers = {name: value.replace("OWN", server.url) for name, value in headers.items()}
    routes = [route for route in read_description(alice) if route[0] != "get"]
    alice.api.headers.update(headers)
    responses = {route: send_request(alice, route[0], route[1], file_id) for route in routes}
    problems = {
        route: (response.status_code, response.json()["code"]) for route, response in responses.items()
    }
    assert problems == dict.fromkeys(routes, (403, "cross-origin"))
    assert alice.api.get("/files").json()["total"] == 1


def test_requests_from_our_pages_are_accepted(server: Running, alice: Person) -> None:
    alice.api.headers.update({"Origin": server.url, "Sec-Fetch-Site": "same-origin"})
    assert alice.upload({"a.py": b"x = 1\n"}).status_code == 201


def test_requests_from_the_address_bar_are_accepted(alice: Person) -> None:
    assert alice.api.get("/session", headers={"Sec-Fetch-Site": "none"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.0.2.7",
        "[2001:db8::1]:5468",
        "[::1",
        "127.0.0.1:x",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/session", "/", "/healthz", "/api/v1/nothing"])
def test_an_unknown_host_is_refused(server: Running, charlie: Person, host: str, path: str) -> None:
    response = charlie.api.get(f"{server.url}{path}", headers={"Host": host})
    assert (response.status_code, response.json()["code"]) == (421, "unknown-host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:5468", "127.9.9.9"])
def test_loopback_names_are_known(server: Running, charlie: Person, host: str) -> None:
    assert charlie.api.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("GET", "/sign-in", {}),
        ("GET", "/no-such-page", {}),
        ("GET", "/no-such-file.js", {}),
        ("GET", "/healthz", {}),
        ("GET", "/api/v1/about", {}),
        ("GET", "/api/v1/openapi.json", {}),
        ("GET", "/api/v1/session", {}),
        ("GET", "/api/v1/nothing", {}),
        ("PUT", "/api/v1/session", {}),
        ("POST", "/", {}),
        ("GET", "/", {"Host": "evil.example"}),
        ("DELETE", "/api/v1/session", {}),
        ("DELETE", "/api/v1/session", {"Origin": "https://evil.example"}),
        ("POST", "/api/v1/users", {"Content-Type": "application/json"}),
    ],
)
def test_every_response_has_the_security_headers(
    server: Running, charlie: Person, method: str, path: str, headers: dict[str, str]
) -> None:
    response = charlie.api.request(method, f"{server.url}{path}", headers=headers)
    assert response.headers.keys() >= HEADERS
    assert "'unsafe-" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "alt-svc" not in response.headers


def test_downloads_and_events_have_the_security_headers(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    for path in (f"/files/{file_id}", f"/files/{file_id}/content", "/files"):
        assert alice.api.get(path).headers.keys() >= HEADERS
    with alice.api.stream("GET", "/events") as response:
        assert response.headers.keys() >= HEADERS


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET /api/v1/session HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET /api/v1/files/%ff%00%0d%0a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/files/a/../../x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nCookie: \xff=\xfe; =;;\r\n\r\n",
        b"GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox=\xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ],
    ids=lambda data: data[:50].decode("latin-1"),
)
def test_a_malformed_request_is_a_client_error(server: Running, request_bytes: bytes) -> None:
    with connect(server.url) as connection:
        connection.sendall(request_bytes)
        status = connection.makefile("rb").readline().split()
    assert len(status) > 1
    assert 200 <= int(status[1]) < 500


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
    ids=repr,
)
def test_an_ambiguous_content_length_is_a_bad_request(server: Running, lengths: bytes) -> None:
    with connect(server.url) as connection:
        connection.sendall(b"POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\n" + lengths)
        response = connection.makefile("rb").read()
    assert response.startswith(b"HTTP/1.1 400 ")
    assert response.count(b"HTTP/1.1 ") == 1
    assert b'"code":"bad-request"' in response
