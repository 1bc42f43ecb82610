"""The one-time link: one use, eight hours, the newest only."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing

import pytest

from tests.http.letters import read_letters, token_of
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running


def register(person: Person) -> str:
    return str(person.register().json()["verify_url"].partition("token=")[2])


def expire(server: Running, person: Person) -> None:
    with closing(sqlite3.connect(server.data_dir / "lintbox.db", timeout=10)) as db, db:
        db.execute(
            "UPDATE links SET expires_at = 1 WHERE user_id = (SELECT id FROM users WHERE email = ?)",
            (person.email,),
        )


def test_the_link_confirms_the_address(charlie: Person) -> None:
    answer = charlie.verify(register(charlie))
    assert (answer.status_code, answer.json()) == (200, {"email": charlie.email})


def test_confirming_does_not_sign_in(charlie: Person) -> None:
    answer = charlie.verify(register(charlie))
    assert "set-cookie" not in answer.headers
    assert charlie.api.get("/session").status_code == 401


def test_opening_the_link_uses_nothing_up(server: Running, charlie: Person) -> None:
    token = register(charlie)
    charlie.api.get(f"{server.url}/verify?token={token}")
    charlie.api.head(f"{server.url}/verify?token={token}")
    assert charlie.verify(token).status_code == 200


def test_unknown_used_expired_void_and_foreign_tokens_get_one_answer(
    server: Running, charlie: Person, alice: Person
) -> None:
    used = register(charlie)
    charlie.verify(used)
    void, newest = (register(dora := Person(server.url, "dora"))), register(dora)
    expired = register(eve := Person(server.url, "eve"))
    expire(server, eve)
    session = alice.api.cookies["lintbox"]
    foreign = secrets.token_urlsafe(32)
    tokens = [used, void, expired, session, foreign, "", "x", "\0", "ä" * 40, newest[:-1], newest + "A"]
    answers = [alice.verify(token) for token in tokens]
    dora.api.close()
    eve.api.close()
    assert {answer.status_code for answer in answers} == {400}
    first = {**answers[0].json(), "request_id": ""}
    assert all({**answer.json(), "request_id": ""} == first for answer in answers)
    assert answers[0].json()["code"] == "token-invalid"
    headers = [{k: v for k, v in a.headers.items() if k != "x-request-id"} for a in answers]
    assert all(one == headers[0] for one in headers)


def test_a_new_link_voids_the_earlier_one(server: Running, charlie: Person) -> None:
    earlier = register(charlie)
    charlie.api.post("/users/resend", json={"email": charlie.email})
    newest = until(
        lambda: {token_of(m) for m in read_letters(server, charlie.email)} - {earlier},
    ).pop()
    assert charlie.verify(earlier).status_code == 400
    assert charlie.verify(newest).status_code == 200


@pytest.mark.parametrize("email", ["nobody@school.example", "", "no address", "x" * 1000, "\0"])
def test_resending_says_nothing_about_an_address(charlie: Person, email: str) -> None:
    charlie.register()
    known = charlie.api.post("/users/resend", json={"email": charlie.email})
    unknown = charlie.api.post("/users/resend", json={"email": email})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"{}")


def test_a_confirmed_address_gets_no_new_link(server: Running, alice: Person) -> None:
    alice.api.post("/users/resend", json={"email": alice.email})
    alice.register()  # its letter comes behind the one that must not be
    letters = until(
        lambda: [m for m in read_letters(server, alice.email) if "already" in m["Subject"].lower()]
    )
    assert len(letters) == 1
    assert sum("token=" in m.as_string() for m in read_letters(server, alice.email)) == 1
