"""POST /check: the findings of a text that is not stored."""

from __future__ import annotations

import json
import re
import reprlib
import select
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import join
from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import until
from tests.people import Person
from tests.processes import children_of, on_linux

FAULTY = "import os\nx = 1\nif x == None:\n    pass  # noqa: E501\n"


def check(person: Person, name: str = "a.py", content: str = FAULTY, **fields: object) -> httpx.Response:
    return person.api.post("/check", json={"name": name, "content": content} | fields)


def read_tables(data_dir: Path) -> dict[str, int]:
    with closing(sqlite3.connect(data_dir / "lintbox.db", timeout=10)) as db:
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("files", "checks", "contents", "reports", "outbox")
        }


def read_content(data_dir: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data_dir.glob("lintbox.db*"))


def without_status(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "status"} for row in findings]


def test_a_text_has_the_report_of_a_file_with_the_same_content(alice: Person) -> None:
    response = check(alice)
    assert response.status_code == 200
    report = response.json()
    stored = alice.wait(alice.upload_one("a.py", FAULTY.encode()))["checks"][0]
    assert report["total"] == 2
    assert {name: stored[name] for name in report if name != "findings"} == {
        name: value for name, value in report.items() if name != "findings"
    }
    assert without_status(report["findings"]) == without_status(stored["findings"])
    assert report["useless_noqa"] == [{"line": 4, "codes": ["E501"]}]
    # the content is known now
    assert check(alice).json() == report


def test_a_form_is_checked_like_json(alice: Person) -> None:
    form = {"file": ("a.py", FAULTY.encode())}
    assert alice.api.post("/check", files=form).json() == check(alice).json()
    strict = {"profile": "strict", "python": "newest"}
    assert alice.api.post("/check", files=form, data=strict).json() == check(alice, **strict).json()


def test_the_profile_is_used(alice: Person) -> None:
    line = "x = 1" + " " * 2 + "# " + "a" * 75 + "\n"
    codes = {
        profile: [found["code"] for found in check(alice, content=line, profile=profile).json()["findings"]]
        for profile in ("default", "black", None)
    }
    assert codes == {"default": ["E501"], "black": [], None: ["E501"]}


def test_nothing_is_stored(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()  # of its own: on the shared one, checks of an earlier test may end meanwhile
    alice = join(server, new_person_on(server, "alice"))
    before = read_tables(server.data_dir)
    text = "UNMISTAKABLE_NAME_OF_THIS_TEST = 1\n"
    assert check(alice, content=text).json()["state"] == "passed"
    assert alice.api.post("/check", files={"file": ("a.py", text.encode())}).status_code == 200
    assert read_tables(server.data_dir) == before
    assert b"UNMISTAKABLE_NAME_OF_THIS_TEST" not in read_content(server.data_dir)
    assert alice.api.get("/files").json()["total"] == 0


def test_a_text_that_cannot_be_checked_has_the_reason(alice: Person) -> None:
    report = check(alice, content="# coding: zlib\nx = 1\n").json()
    assert (report["state"], report["error"]["code"]) == ("error", "encoding")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "a.txt", "content": ""}, 422, "not-python"),
        ({"name": "", "content": ""}, 422, "bad-name"),
        ({"name": "a.py", "content": "\n" * 20_001}, 422, "too-many-lines"),
        ({"name": "a.py", "content": "x" * (1024**2 + 1)}, 413, "too-large"),
        ({"name": "a.py", "content": "x" * (7 * 1024**2)}, 413, "too-large"),
        ({"name": "a" * 1001, "content": ""}, 422, "invalid"),
        ({"name": "a.py", "content": "", "profile": [[]] * 50_000}, 422, "invalid"),
        ({"name": "a.py", "content": "", "profile": "unknown"}, 422, "invalid"),
        ({"name": "a.py", "content": "", "python": "2.7"}, 422, "invalid"),
        ({"name": "a.py"}, 422, "invalid"),
        ({"name": "a.py", "content": None}, 422, "invalid"),
    ],
    ids=reprlib.repr,
)
def test_an_invalid_text_is_refused_as_an_upload_is(
    alice: Person, body: dict[str, object], status: int, code: str
) -> None:
    response = alice.api.post("/check", json=body)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_body_of_another_kind_is_refused(alice: Person) -> None:
    response = alice.api.post("/check", content=b"{}", headers={"Content-Type": "text/plain"})
    assert (response.status_code, response.json()["code"]) == (415, "unsupported-media-type")
    response = alice.api.post("/check", files={"other": ("a.py", b"")})
    assert (response.status_code, response.json()["code"]) == (422, "no-file")


def test_the_profile_of_another_user_does_not_exist(alice: Person, bob: Person) -> None:
    profile = alice.api.post("/profiles", json={"name": "mine", "options": {}, "plugins": []}).json()["id"]
    assert check(alice, profile=profile).status_code == 200
    response = check(bob, profile=profile)
    assert (response.status_code, [*response.json()["errors"]]) == (422, ["profile"])


def test_visitors_check_only_where_the_setting_admits_them(
    start: Start, new_person_on: NewPersonOn, charlie: Person
) -> None:
    assert charlie.api.get("/about").json()["public_try"] is False
    assert (check(charlie).status_code, check(charlie).json()["code"]) == (401, "not-signed-in")
    server = start(public_try="on")
    visitor = new_person_on(server, "charlie")
    assert visitor.api.get("/about").json()["public_try"] is True
    assert check(visitor).json()["total"] == 2
    assert check(visitor, profile="strict").status_code == 200
    assert check(visitor, profile="unknown").status_code == 422
    assert visitor.api.get("/files").status_code == 401
    foreign = visitor.api.post("/check", json={}, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "cross-origin")
    assert read_tables(server.data_dir)["contents"] == 0


def begin_slow_check(person: Person) -> socket.socket:
    """Send a text that needs minutes, and do not wait for the answer."""
    host = person.api.base_url
    connection = socket.create_connection((host.host, host.port), timeout=60)
    body = json.dumps({"name": "a.py", "content": "x = not" + "\f" * 2500 + "a\n"})
    head = [
        "POST /api/v1/check HTTP/1.1",
        f"Host: {host.host}:{host.port}",
        f"Cookie: lintbox={person.api.cookies['lintbox']}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    request = "\r\n".join([*head, "", body]).encode()
    connection.sendall(request[:-1])
    time.sleep(0.05)  # a last piece of its own: the server collects small ones
    connection.sendall(request[-1:])
    return connection


@on_linux
def test_checks_have_budgets_and_end_with_their_client(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(check_timeout="300s", check_workers=2, metrics=1)
    alice, bob = (new_person_on(server, name).sign_up() for name in ("alice", "bob"))
    (fork_server,) = server.find_children()
    connections = [begin_slow_check(alice) for _ in range(7)]
    # one is in the quick slot and then in the slow one, one has the quick slot, four wait, one is refused
    refused = until(lambda: select.select(connections, [], [], 0)[0])
    assert len(refused) == 1
    head = refused[0].recv(65536).decode()
    assert head.startswith("HTTP/1.1 429 ")
    assert re.search("^retry-after: [1-9]", head, re.MULTILINE | re.IGNORECASE)
    until(lambda: len(children_of(fork_server)) == 2)
    metrics = httpx.get(f"{server.url}/metrics", trust_env=False).text
    assert 'lintbox_budget_used{budget="live_checks"} 2.0' in metrics
    # queued checks do not wait for them
    assert alice.wait(alice.upload_one("a.py", FAULTY.encode()))["state"] == "failed"
    for connection in connections:
        connection.close()
    until(lambda: not children_of(fork_server))
    assert check(alice, content=FAULTY + "\n").status_code == check(bob).status_code == 200
