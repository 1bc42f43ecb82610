"""Who is signed in, for how long, and who cannot sign in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from lintbox.domain import EmailNotVerified, InvalidCredentials, NotSignedIn, Role, User
from lintbox.services import accounts, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.passwords import Passwords
from lintbox.services.round_robin import Requester
from lintbox.storage import registrations, users
from tests.rules.desk import Desk

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"


def begin(desk: Desk, user: User) -> str:
    return desk.db.call(sessions.begin, user.id, desk.now)


def find(desk: Desk, token: str | None) -> User:
    return asyncio.run(sessions.get_user(desk.db, token, desk.now))


def sign_in(desk: Desk, passwords: Passwords, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
    return asyncio.run(
        accounts.sign_in(desk.db, passwords, desk.settings, email, password, "192.0.2.1", desk.now)
    )


@pytest.fixture
def ada(desk: Desk, passwords: Passwords) -> User:
    kept = asyncio.run(passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    return desk.db.call(users.add, EMAIL, kept, Role.USER, desk.now, desk.now)


@pytest.fixture
def unconfirmed(desk: Desk, passwords: Passwords) -> User:
    kept = asyncio.run(passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    user = desk.db.call(users.add, EMAIL, "", Role.USER, None, desk.now)
    desk.db.call(registrations.add, user.id, kept, "192.0.2.0/24", desk.now)
    return user


def test_a_session_is_its_users(desk: Desk, alice: User, bob: User) -> None:
    hers, his = begin(desk, alice), begin(desk, bob)
    assert (find(desk, hers), find(desk, his)) == (alice, bob)


def test_an_idle_session_lasts_for_seven_days(desk: Desk, alice: User) -> None:
    token = begin(desk, alice)
    assert find(desk.at(days=7, seconds=-1), token) == alice


def test_an_idle_session_ends_after_seven_days(desk: Desk, alice: User) -> None:
    token = begin(desk, alice)
    with pytest.raises(NotSignedIn):
        find(desk.at(days=7), token)


def test_using_a_session_keeps_it(desk: Desk, alice: User) -> None:
    token = begin(desk, alice)
    for day in (6, 12, 18, 24, 29):
        assert find(desk.at(days=day), token) == alice


def test_a_session_in_use_ends_after_thirty_days(desk: Desk, alice: User) -> None:
    token = begin(desk, alice)
    for day in (6, 12, 18, 24, 29):
        find(desk.at(days=day), token)
    assert find(desk.at(days=30, seconds=-1), token) == alice
    with pytest.raises(NotSignedIn):
        find(desk.at(days=30), token)


def test_signing_out_ends_the_session(desk: Desk, alice: User) -> None:
    token = begin(desk, alice)
    desk.db.call(sessions.end, token)
    with pytest.raises(NotSignedIn):
        find(desk, token)


def test_signing_out_ends_no_other_session(desk: Desk, alice: User) -> None:
    token, other = begin(desk, alice), begin(desk, alice)
    desk.db.call(sessions.end, token)
    assert find(desk, other) == alice


@pytest.mark.parametrize("token", [None, "", "x", "x" * 43, "' OR 1 --", "\x00"])
def test_what_is_no_session_signs_nobody_in(desk: Desk, alice: User, token: str | None) -> None:
    begin(desk, alice)
    with pytest.raises(NotSignedIn):
        find(desk, token)


def test_the_database_never_holds_the_token(desk: Desk, alice: User, tmp_path: Path) -> None:
    token = begin(desk, alice)
    find(desk.at(days=1), token)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("lintbox.db*"))
    assert alice.id.encode() in kept
    assert token.encode() not in kept


def test_each_sign_in_begins_a_new_session(desk: Desk, passwords: Passwords, ada: User) -> None:
    first, second = sign_in(desk, passwords), sign_in(desk, passwords)
    assert first.token != second.token
    assert find(desk, first.token) == find(desk, second.token) == ada


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "lamp orchard violiN"),
        (EMAIL, ""),
        ("nobody@school.example", PASSWORD),
        ("nobody@school.example", "nobody has this password"),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("ada")
def test_the_wrong_address_or_password_signs_nobody_in(
    desk: Desk, passwords: Passwords, email: str, password: str
) -> None:
    with pytest.raises(InvalidCredentials, match="The address or the password is wrong"):
        sign_in(desk, passwords, email, password)
    assert desk.count("sessions") == 0


@pytest.mark.usefixtures("unconfirmed")
def test_the_right_password_is_told_that_the_address_waits(desk: Desk, passwords: Passwords) -> None:
    with pytest.raises(EmailNotVerified):
        sign_in(desk, passwords)
    assert desk.count("sessions") == 0


@pytest.mark.usefixtures("unconfirmed")
def test_a_wrong_password_is_not_told_that_the_address_waits(desk: Desk, passwords: Passwords) -> None:
    with pytest.raises(InvalidCredentials):
        sign_in(desk, passwords, password="another orchard violin")


def test_who_signs_in_is_told_who_they_are(desk: Desk, passwords: Passwords, ada: User) -> None:
    assert sign_in(desk, passwords, EMAIL.upper()).user == ada
