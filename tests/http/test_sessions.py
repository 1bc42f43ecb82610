"""Sessions: cookie, token, expiry and sign-out."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import httpx
import pytest

from tests.http.base_url import serve_with_base_url
from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails, sign_up_by_email, text_of
from tests.people import PASSWORD, Person
from tests.running import Running


def cookie_of(response: httpx.Response, name: str) -> Morsel[str]:
    cookies: SimpleCookie = SimpleCookie(response.headers["set-cookie"])
    assert list(cookies) == [name]
    return cookies[name]


def session_status(person: Person, token: str) -> int:
    """Return the status of ``GET /session`` with this token."""
    person.api.cookies.clear()
    return person.api.get("/session", headers={"Cookie": f"lintbox={token}"}).status_code


def test_the_cookie_is_httponly_and_samesite(alice: Person) -> None:
    cookie = cookie_of(alice.sign_in(), "lintbox")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["secure"], cookie["domain"]) == ("", "")
    assert cookie["max-age"] == str(30 * 24 * 3600)


def test_the_token_has_256_bits(alice: Person) -> None:
    assert len(cookie_of(alice.sign_in(), "lintbox").value) >= 43


def test_over_https_the_cookie_is_secure_with_the_host_prefix(tmp_path: Path) -> None:
    credentials = {"email": "alice@school.example", "password": PASSWORD}
    own_headers = {"Host": "lint.example", "Origin": "https://lint.example", "Sec-Fetch-Site": "same-origin"}
    with serve_with_base_url("https://lint.example", tmp_path / "data") as url:
        alice = Person(url, "alice")
        alice.email = credentials["email"]
        sign_up_by_email(alice, tmp_path / "data")
        link = text_of(read_emails(tmp_path / "data", alice.email)[0])
        response = alice.api.post("/session", json=credentials, headers=own_headers)
        cookie = cookie_of(response, "__Host-lintbox")
        session = alice.api.get("/session", headers={"Cookie": f"__Host-lintbox={cookie.value}"})
        alice.api.close()
    assert "https://lint.example/verify#token=" in link
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert session.status_code == 200
    assert response.headers["strict-transport-security"].startswith("max-age=")


def test_each_sign_in_has_its_own_token(alice: Person) -> None:
    assert len({cookie_of(alice.sign_in(), "lintbox").value for _ in range(3)}) == 3


def test_a_fixed_session_cookie_is_replaced_at_sign_in(alice: Person, charlie: Person) -> None:
    planted = "A" * 43
    body = {"email": alice.email, "password": PASSWORD}
    response = charlie.api.post("/session", json=body, headers={"Cookie": f"lintbox={planted}"})
    assert (response.status_code, cookie_of(response, "lintbox").value == planted) == (200, False)
    assert session_status(charlie, planted) == 401


def test_signing_in_again_ends_the_previous_session(alice: Person) -> None:
    earlier = alice.api.cookies["lintbox"]
    alice.sign_in()
    assert session_status(alice, earlier) == 401


def test_signing_out_deletes_the_cookie(alice: Person) -> None:
    response = alice.api.delete("/session")
    assert response.status_code == 204
    cookie = cookie_of(response, "lintbox")
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/")


def test_signing_out_invalidates_the_token_on_the_server(alice: Person) -> None:
    token = alice.api.cookies["lintbox"]
    alice.api.delete("/session")
    assert session_status(alice, token) == 401


def test_signing_out_ends_no_other_session(
    server: Running, alice: Person, new_person_on: NewPersonOn
) -> None:
    phone = new_person_on(server, "phone")
    phone.email = alice.email
    phone.sign_in()
    alice.api.delete("/session")
    assert phone.api.get("/session").status_code == 200


def test_signing_out_without_a_session_succeeds(charlie: Person) -> None:
    assert charlie.api.delete("/session").status_code == 204


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5000, '"', "%00", "ä", "../..", "a=b; c"])
def test_a_forged_token_is_refused(charlie: Person, token: str) -> None:
    headers = {b"Cookie": f"lintbox={token}".encode()}
    assert charlie.api.get("/session", headers=headers).status_code == 401


def test_sessions_survive_a_restart(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    token = alice.api.cookies["lintbox"]
    assert server.stop() == 0
    assert session_status(new_person_on(start(), "alice"), token) == 200


@pytest.mark.parametrize(("column", "days"), [("seen_at", 7), ("created_at", 30)])
def test_sessions_expire(server: Running, alice: Person, column: str, days: int) -> None:
    user_id = alice.api.get("/session").json()["user"]["id"]
    for age, status in ((days - 0.01, 200), (days + 0.01, 401)):
        at = int((time.time() - age * 86400) * 1000)
        with closing(sqlite3.connect(server.data_dir / "lintbox.db", timeout=10)) as db, db:
            db.execute(f"UPDATE sessions SET {column} = ? WHERE user_id = ?", (at, user_id))  # noqa: S608
        assert alice.api.get("/session").status_code == status


def test_the_database_contains_no_token(server: Running, alice: Person) -> None:
    token = alice.api.cookies["lintbox"].encode()
    held = b"".join(path.read_bytes() for path in server.data_dir.glob("lintbox.db*"))
    assert token not in held
    assert alice.email.encode() in held
