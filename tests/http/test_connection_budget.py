"""Idle connections never block new ones; refusals have a Retry-After."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.raw_http import connect, parse_statuses
from tests.people import PLAIN, Person
from tests.running import Running

_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
_POST = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def small(start: Start) -> Running:
    """Serve with 256 descriptors, which allow 64 connections."""
    return start(descriptors=256, metrics=1)


@pytest.fixture
def crowd() -> Iterator[ExitStack]:
    with ExitStack() as open_connections:
        yield open_connections


def fill(crowd: ExitStack, server: Running, data: bytes, count: int) -> list[socket.socket]:
    opened = [crowd.enter_context(connect(server.url)) for _ in range(count)]
    for connection in opened:
        connection.sendall(data)
    return opened


def measure(server: Running, name: str) -> float:
    text = httpx.get(f"{server.url}/metrics", trust_env=False, verify=PLAIN).text
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HT",
        _HEAD,
        _HEAD + b"\r\n",
        _POST + b"Content-Length: 9\r\n\r\n{",
        _HEAD + b"Content-Length: 1000\r\n\r\n",
    ],
    ids=["nothing", "half a line", "half a head", "idle", "half a body", "an unread body"],
)
def test_idle_connections_beyond_the_limit_are_evicted(
    small: Running, new_person_on: NewPersonOn, crowd: ExitStack, data: bytes
) -> None:
    fill(crowd, small, data, 256)
    assert new_person_on(small, "alice").sign_up().api.get("/files").status_code == 200
    assert measure(small, 'lintbox_budget_used{budget="connections"}') <= 64
    assert measure(small, "lintbox_connections_evicted_total") >= 100
    assert len(small.log.read_text().splitlines()) < 60


def test_active_connections_are_kept_and_further_ones_get_503(
    small: Running, new_person_on: NewPersonOn, crowd: ExitStack
) -> None:
    alice, bob = new_person_on(small, "alice").sign_up(), new_person_on(small, "bob").sign_up()
    for person in (alice, bob):
        cookie = person.api.cookies["lintbox"].encode()
        stream = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox=%s\r\n\r\n" % cookie
        listening = fill(crowd, small, stream, 16)
        assert all(connection.recv(4096).startswith(b"HTTP/1.1 200 ") for connection in listening)
    # streams now use half of the connections
    refused = alice.api.get("/events")
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (503, "busy", "5")
    assert measure(small, 'lintbox_budget_refused_total{budget="streams"}') == 1


def test_streams_of_one_user_are_limited(
    server: Running, alice: Person, bob: Person, crowd: ExitStack
) -> None:
    cookie = alice.api.cookies["lintbox"].encode()
    stream = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox=%s\r\n\r\n" % cookie
    for connection in fill(crowd, server, stream, 32):
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
    refused = alice.api.get("/events")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many")
    assert int(refused.headers["Retry-After"]) > 0
    with bob.api.stream("GET", "/events") as response:
        assert response.status_code == 200
    assert alice.api.get("/files").status_code == 200


def test_uploads_of_one_user_queue_without_blocking_other_users(
    server: Running, alice: Person, bob: Person, crowd: ExitStack
) -> None:
    cookie = alice.api.cookies["lintbox"].encode()
    head = b"POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox=%s\r\n" % cookie
    head += (
        b"Connection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 76\r\n\r\n"
    )
    uploads = fill(crowd, server, head + b"--b\r\n", 5)
    assert bob.upload({"a.py": b"x = 1\n"}).status_code == 201
    assert alice.api.get("/files").status_code == 200
    rest = b'Content-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n\r\n--b--'
    for connection in uploads:
        connection.sendall(rest)
    responses = [parse_statuses(connection.makefile("rb").read()) for connection in uploads]
    assert responses == [[201]] * 5


def test_clients_that_read_no_responses_block_nobody(
    server: Running, charlie: Person, crowd: ExitStack
) -> None:
    requests = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
    # more than the request slots of one network
    for _ in range(80):
        connection = crowd.enter_context(connect(server.url))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.sendall(requests)
    assert charlie.api.get("/about").status_code == 200


def test_pipelined_requests_of_a_client_that_does_not_read_are_not_handled_ahead(
    small: Running, crowd: ExitStack
) -> None:
    before = measure_requests(small)
    address = urlsplit(small.url)
    connection = crowd.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect((address.hostname, address.port))
    connection.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
    connection.recv(1)
    for _ in range(5):
        httpx.get(f"{small.url}/healthz", trust_env=False, verify=PLAIN)
    assert measure_requests(small) - before <= 2


def measure_requests(server: Running) -> int:
    """Return how many API descriptions were served."""
    text = httpx.get(f"{server.url}/metrics", trust_env=False, verify=PLAIN).text
    rows = re.findall(r"^lintbox_http_requests_total\{(.*)\} (\S+)$", text, re.MULTILINE)
    return sum(int(float(count)) for labels, count in rows if "openapi" in labels)


def test_requests_that_wait_for_a_password_hash_do_not_block_their_network(
    start: Start, crowd: ExitStack
) -> None:
    server = start(rate_limits="off")
    body = b'{"email":"nobody%d@school.example","password":"some other words"}'
    waiting = []
    for number in range(200):  # one network has 64 slots
        credentials = body % number
        head = _POST + b"Content-Length: %d\r\n\r\n" % len(credentials)
        waiting.append(crowd.enter_context(connect(server.url)))
        waiting[-1].sendall(head + credentials)
    assert httpx.get(f"{server.url}/api/v1/about", trust_env=False, verify=PLAIN).status_code == 200
    answered, _, _ = select.select(waiting, [], [], 0)
    assert len(answered) < 200 - 64, "the page came after the hashes"


def test_an_evicted_connection_logs_no_error(
    small: Running, new_person_on: NewPersonOn, crowd: ExitStack
) -> None:
    fill(crowd, small, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", 300)
    assert new_person_on(small, "alice").sign_up()
    log = small.log.read_text()
    assert "Traceback" not in log
    assert '"error"' not in log


def test_uploaded_bytes_per_hour_are_limited_also_for_replacements(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(quota_bytes="100KiB")
    alice, bob = new_person_on(server, "alice").sign_up(), new_person_on(server, "bob").sign_up()
    file_id = alice.upload_one("a.py", b"#" * 60_000)
    for _ in range(6):  # four times the quota, and the excess
        assert alice.replace(file_id, "a.py", b"#" * 60_000).status_code == 200
    refused = alice.replace(file_id, "a.py", b"#" * 60_000)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many")
    assert int(refused.headers["Retry-After"]) > 60
    assert bob.upload({"a.py": b""}).status_code == 201
