"""Sessions and sign-in."""

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
from tests.rules.harness import Harness

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"


def begin(harness: Harness, user: User) -> str:
    return harness.db.call(sessions.begin, user.id, harness.now)


def find(harness: Harness, token: str | None) -> User:
    return asyncio.run(sessions.get_user(harness.db, token, harness.now))


def sign_in(harness: Harness, passwords: Passwords, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
    return asyncio.run(
        accounts.sign_in(harness.db, passwords, harness.settings, email, password, "192.0.2.1", harness.now)
    )


@pytest.fixture
def ada(harness: Harness, passwords: Passwords) -> User:
    kept = asyncio.run(passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    return harness.db.call(users.add, EMAIL, kept, Role.USER, harness.now, harness.now)


@pytest.fixture
def unconfirmed(harness: Harness, passwords: Passwords) -> User:
    kept = asyncio.run(passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    user = harness.db.call(users.add, EMAIL, "", Role.USER, None, harness.now)
    harness.db.call(registrations.add, user.id, kept, "192.0.2.0/24", harness.now)
    return user


def test_a_session_identifies_its_user(harness: Harness, alice: User, bob: User) -> None:
    hers, his = begin(harness, alice), begin(harness, bob)
    assert (find(harness, hers), find(harness, his)) == (alice, bob)


def test_an_idle_session_is_valid_for_seven_days(harness: Harness, alice: User) -> None:
    token = begin(harness, alice)
    assert find(harness.at(days=7, seconds=-1), token) == alice


def test_an_idle_session_ends_after_seven_days(harness: Harness, alice: User) -> None:
    token = begin(harness, alice)
    with pytest.raises(NotSignedIn):
        find(harness.at(days=7), token)


def test_a_used_session_stays_valid(harness: Harness, alice: User) -> None:
    token = begin(harness, alice)
    for day in (6, 12, 18, 24, 29):
        assert find(harness.at(days=day), token) == alice


def test_a_session_in_use_ends_after_thirty_days(harness: Harness, alice: User) -> None:
    token = begin(harness, alice)
    for day in (6, 12, 18, 24, 29):
        find(harness.at(days=day), token)
    assert find(harness.at(days=30, seconds=-1), token) == alice
    with pytest.raises(NotSignedIn):
        find(harness.at(days=30), token)


def test_signing_out_ends_the_session(harness: Harness, alice: User) -> None:
    token = begin(harness, alice)
    harness.db.call(sessions.end, token)
    with pytest.raises(NotSignedIn):
        find(harness, token)


def test_signing_out_ends_no_other_session(harness: Harness, alice: User) -> None:
    token, other = begin(harness, alice), begin(harness, alice)
    harness.db.call(sessions.end, token)
    assert find(harness, other) == alice


@pytest.mark.parametrize("token", [None, "", "x", "x" * 43, "' OR 1 --", "\x00"])
def test_an_unknown_token_is_not_signed_in(harness: Harness, alice: User, token: str | None) -> None:
    begin(harness, alice)
    with pytest.raises(NotSignedIn):
        find(harness, token)


def test_the_database_never_holds_the_token(harness: Harness, alice: User, tmp_path: Path) -> None:
    token = begin(harness, alice)
    find(harness.at(days=1), token)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("lintbox.db*"))
    assert alice.id.encode() in kept
    assert token.encode() not in kept


def test_each_sign_in_begins_a_new_session(harness: Harness, passwords: Passwords, ada: User) -> None:
    first, second = sign_in(harness, passwords), sign_in(harness, passwords)
    assert first.token != second.token
    assert find(harness, first.token) == find(harness, second.token) == ada


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
def test_a_wrong_address_or_password_is_refused(
    harness: Harness, passwords: Passwords, email: str, password: str
) -> None:
    with pytest.raises(InvalidCredentials, match="The address or the password is wrong"):
        sign_in(harness, passwords, email, password)
    assert harness.count("sessions") == 0


@pytest.mark.usefixtures("unconfirmed")
def test_the_right_password_shows_that_the_address_is_unconfirmed(
    harness: Harness, passwords: Passwords
) -> None:
    with pytest.raises(EmailNotVerified):
        sign_in(harness, passwords)
    assert harness.count("sessions") == 0


@pytest.mark.usefixtures("unconfirmed")
def test_a_wrong_password_does_not_show_that_the_address_is_unconfirmed(
    harness: Harness, passwords: Passwords
) -> None:
    with pytest.raises(InvalidCredentials):
        sign_in(harness, passwords, password="another orchard violin")


def test_sign_in_returns_the_user(harness: Harness, passwords: Passwords, ada: User) -> None:
    assert sign_in(harness, passwords, EMAIL.upper()).user == ada
