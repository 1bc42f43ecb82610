"""Who loses the session or the role while the body of a request arrives gets no more than others."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.http.raw_http import connect, parse_statuses
from tests.people import Person
from tests.running import Running

FORM = "multipart/form-data; boundary=x"
UPLOAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\nimport os\r\n--x--\r\n'
CONTENT = {"name": "a.py", "content": "import os\n"}


def send_around(
    server: Running, person: Person, start: str, kind: str, body: bytes, meanwhile: Callable[[], object]
) -> tuple[int, str]:
    """Send a request whose body arrives after ``meanwhile``; return the status and the code."""
    cookie = person.api.cookies["lintbox"]
    head = (
        f"{start} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: lintbox={cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with connect(server.url) as connection:
        connection.sendall(head.encode())
        # the handler asks for the body after it has authorized the request
        received = connection.recv(65536)
        assert received.startswith(b"HTTP/1.1 100 ")
        meanwhile()
        connection.sendall(body)
        while chunk := connection.recv(65536):
            received += chunk
    return parse_statuses(received)[0], json.loads(received.rpartition(b"\r\n\r\n")[2]).get("code")


def find_id(dora: Person, person: Person) -> str:
    (user,) = dora.api.get("/admin/users", params={"q": person.email}).json()["users"]
    return str(user["id"])


def set_role(dora: Person, user_id: str, role: str) -> None:
    assert dora.api.put(f"/admin/users/{user_id}/role", json={"role": role}).status_code == 200


@pytest.mark.parametrize(
    ("shut_out", "refusal"),
    [
        (lambda dora, user_id: set_role(dora, user_id, "user"), (403, "forbidden")),
        (lambda dora, user_id: dora.api.post(f"/admin/users/{user_id}/disable"), (401, "not-signed-in")),
    ],
    ids=["demoted", "disabled"],
)
def test_an_administrator_who_is_shut_out_during_the_body_grants_no_role(
    server: Running,
    dora: Person,
    alice: Person,
    bob: Person,
    shut_out: Callable[[Person, str], object],
    refusal: tuple[int, str],
) -> None:
    alice_id, bob_id = find_id(dora, alice), find_id(dora, bob)
    set_role(dora, bob_id, "admin")
    start, body = f"PUT /api/v1/admin/users/{alice_id}/role", b'{"role": "admin"}'
    answer = send_around(server, bob, start, "application/json", body, lambda: shut_out(dora, bob_id))
    assert answer == refusal
    assert dora.api.get(f"/admin/users/{alice_id}").json()["role"] == "user"


@pytest.mark.parametrize(
    ("start", "kind", "body"),
    [
        ("POST /api/v1/files", FORM, UPLOAD),
        ("PATCH /api/v1/files/{file}", FORM, UPLOAD),
        ("PUT /api/v1/files/{file}/profile", "application/json", b'{"profile": "strict"}'),
        ("POST /api/v1/check", FORM, UPLOAD),
        ("POST /api/v1/check", "application/json", json.dumps(CONTENT).encode()),
    ],
    ids=["an upload", "a replacement", "a choice", "a form to check", "a text to check"],
)
def test_nothing_is_stored_for_a_user_whose_session_ends_during_the_body(
    server: Running, alice: Person, dora: Person, start: str, kind: str, body: bytes
) -> None:
    file = alice.wait(alice.upload_one("b.py", b"x = 1\n"))
    ended = f"/admin/users/{find_id(dora, alice)}/sessions"
    start = start.replace("{file}", file["id"])
    answer = send_around(server, alice, start, kind, body, lambda: dora.api.delete(ended))
    assert answer == (401, "not-signed-in")
    assert alice.sign_in().status_code == 200
    (left,) = alice.api.get("/files").json()["files"]
    assert [left[key] for key in ("id", "sha256", "profile")] == [file["id"], file["sha256"], None]
