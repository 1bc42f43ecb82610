"""Email verification: a link works once, for eight hours, and only the newest is valid."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails, token_of
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


def test_the_link_verifies_the_address(charlie: Person) -> None:
    response = charlie.verify(register(charlie))
    assert response.status_code == 200
    assert response.json()["user"]["email"] == charlie.email


def test_verification_signs_in(charlie: Person) -> None:
    response = charlie.verify(register(charlie))
    assert response.json() == charlie.api.get("/session").json()


def test_verification_ends_the_previous_session(charlie: Person, alice: Person) -> None:
    before = alice.api.cookies["lintbox"]
    assert alice.verify(register(charlie)).json()["user"]["email"] == charlie.email
    assert alice.api.get("/session", headers={"Cookie": f"lintbox={before}"}).status_code == 401


@pytest.mark.parametrize("password", [{}, {"password": ""}], ids=["missing", "empty"])
def test_a_missing_password_is_named(charlie: Person, password: dict[str, str]) -> None:
    token = register(charlie)
    response = charlie.api.post("/users/verify", json={"token": token} | password)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == {"password"}
    assert "registered" in response.json()["errors"]["password"]
    assert charlie.verify(token).status_code == 200


def test_a_wrong_password_does_not_use_up_the_link(charlie: Person) -> None:
    token = register(charlie)
    response = charlie.verify(token, "a wrong password")
    assert (response.status_code, response.json()["code"]) == (401, "invalid-credentials")
    assert "set-cookie" not in response.headers
    assert charlie.verify(token).status_code == 200


@pytest.mark.parametrize("first", [True, False], ids=["before the owner", "after the owner"])
def test_a_stranger_who_registers_the_address_gets_no_account(charlie: Person, first: bool) -> None:
    """The owner opens the newest link, whichever registration caused it."""
    if first:
        charlie.register("the password of a stranger")
    token = register(charlie)
    if not first:
        token = charlie.register("the password of a stranger").json()["verify_url"].partition("token=")[2]
    assert charlie.verify(token).status_code == 200
    assert charlie.sign_in("the password of a stranger").status_code == 401
    assert charlie.sign_in().status_code == 200


def test_wrong_passwords_for_a_link_are_limited(start: Start, new_person_on: NewPersonOn) -> None:
    dora = new_person_on(start(), "dora")
    token = register(dora)
    responses = [dora.verify(token, "a wrong password") for _ in range(11)]
    assert [response.status_code for response in responses] == [401] * 10 + [429]
    assert 0 < int(responses[-1].headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "mangle",
    [
        lambda token: f" {token}\r\n",
        lambda token: f"{token}.",
        lambda token: f"<{token}>",
        lambda token: f"3D{token}",
        lambda token: f"{token[:20]}=\r\n{token[20:]}",
        lambda token: f"{token[:20]} {token[20:]}",
    ],
)
def test_a_token_mangled_by_a_mail_client_works(
    server: Running, charlie: Person, mangle: Callable[[str], str]
) -> None:
    assert charlie.verify(mangle(register(charlie))).status_code == 200
    charlie.api.post("/users/forgot", json={"email": charlie.email})
    email = until(
        lambda: [x for x in read_emails(server.data_dir, charlie.email) if "password" in x["Subject"]]
    )[0]
    body = {"token": mangle(token_of(email)), "password": "lamp orchard violin"}
    assert charlie.api.post("/users/reset", json=body).status_code == 200


def test_opening_the_link_does_not_use_it_up(server: Running, charlie: Person) -> None:
    token = register(charlie)
    charlie.api.get(f"{server.url}/verify?token={token}")
    charlie.api.head(f"{server.url}/verify?token={token}")
    assert charlie.verify(token).status_code == 200


def test_unknown_used_expired_void_and_foreign_tokens_get_the_same_response(
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
    responses = [alice.verify(token) for token in tokens]
    dora.api.close()
    eve.api.close()
    assert {response.status_code for response in responses} == {400}
    first = {**responses[0].json(), "request_id": ""}
    assert all({**response.json(), "request_id": ""} == first for response in responses)
    assert responses[0].json()["code"] == "token-invalid"
    headers = [{k: v for k, v in a.headers.items() if k != "x-request-id"} for a in responses]
    assert all(one == headers[0] for one in headers)


def test_a_new_link_invalidates_the_earlier_one(server: Running, charlie: Person) -> None:
    earlier = register(charlie)
    charlie.api.post("/users/resend", json={"email": charlie.email})
    newest = until(
        lambda: {token_of(m) for m in read_emails(server.data_dir, charlie.email)} - {earlier},
    ).pop()
    assert charlie.verify(earlier).status_code == 400
    assert charlie.verify(newest).status_code == 200


@pytest.mark.parametrize("email", ["nobody@school.example", "", "no address", "x" * 1000, "\0"])
def test_resending_does_not_reveal_whether_an_account_exists(charlie: Person, email: str) -> None:
    charlie.register()
    known = charlie.api.post("/users/resend", json={"email": charlie.email})
    unknown = charlie.api.post("/users/resend", json={"email": email})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"{}")


def test_a_verified_address_gets_no_new_link(server: Running, alice: Person) -> None:
    alice.api.post("/users/resend", json={"email": alice.email})
    alice.register()  # its email is sent after the one that must not exist
    emails = until(
        lambda: [m for m in read_emails(server.data_dir, alice.email) if "already" in m["Subject"].lower()]
    )
    assert len(emails) == 1
    assert sum("token=" in m.as_string() for m in read_emails(server.data_dir, alice.email)) <= 1
