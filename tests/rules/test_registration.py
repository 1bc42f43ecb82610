"""Who can register, and which letter comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from lintbox.domain import Invalid, InvalidCredentials, LetterKind, RegistrationClosed, TokenInvalid
from lintbox.services import accounts, members, resets
from lintbox.services.accounts import Registered, SignedIn
from lintbox.services.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from tests.rules.desk import Desk

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"


@dataclass(frozen=True)
class Door:
    desk: Desk
    passwords: Passwords

    def register(self, email: str = EMAIL, password: str = PASSWORD) -> Registered:
        desk = self.desk
        return asyncio.run(
            accounts.register(
                desk.db, self.passwords, desk.settings, desk.room, email, password, "192.0.2.1", desk.now
            )
        )

    def verify(self, registered: Registered) -> str:
        assert registered.token
        return self.desk.db.call(accounts.verify, registered.token, self.desk.now)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
        desk = self.desk
        return asyncio.run(
            accounts.sign_in(desk.db, self.passwords, desk.settings, email, password, "192.0.2.1", desk.now)
        )


@pytest.fixture
def door(desk: Desk, passwords: Passwords) -> Door:
    return Door(desk, passwords)


def test_a_new_address_gets_a_letter_with_a_link(door: Door) -> None:
    registered = door.register()
    found = door.desk.find_letter()
    assert found
    letter, token = found
    assert (letter.kind, letter.recipient, token) == (LetterKind.VERIFICATION, EMAIL, registered.token)


def test_the_link_activates_the_account(door: Door) -> None:
    assert door.verify(door.register()) == EMAIL
    assert door.sign_in().user.email == EMAIL


def test_the_newest_link_of_an_unconfirmed_account_voids_the_older(door: Door) -> None:
    older = door.register()
    newer = door.register()
    with pytest.raises(TokenInvalid):
        door.verify(older)
    assert door.verify(newer) == EMAIL


def test_the_last_password_of_an_unconfirmed_account_counts(door: Door) -> None:
    door.register(password="somebody was here first")
    door.verify(door.register())
    assert door.sign_in()
    with pytest.raises(InvalidCredentials):
        door.sign_in(password="somebody was here first")


def test_registering_twice_makes_one_account(door: Door) -> None:
    door.register()
    door.register()
    assert door.desk.count("users") == 1


def test_a_confirmed_address_gets_a_letter_that_says_so(door: Door) -> None:
    door.verify(door.register())
    door.register()
    found = door.desk.find_letter()
    assert found
    letter, token = found
    assert (letter.kind, letter.recipient) == (LetterKind.ACCOUNT_EXISTS, EMAIL)
    assert letter.link is None
    assert token is None


def test_registering_a_confirmed_address_makes_no_link(door: Door) -> None:
    door.verify(door.register())
    decoy = door.register()
    assert door.desk.count("links") == 0
    with pytest.raises(TokenInvalid):
        door.verify(decoy)


def test_registering_a_confirmed_address_leaves_its_password(door: Door) -> None:
    door.verify(door.register())
    door.register(password="somebody else tries it")
    assert door.sign_in()


def test_the_answer_names_the_same_address_whether_known_or_not(door: Door) -> None:
    first = door.register()
    door.verify(first)
    assert door.register().email == first.email == EMAIL


def test_an_address_is_the_same_in_any_case(door: Door) -> None:
    door.verify(door.register("Ada@School.Example"))
    door.register("ada@SCHOOL.example")
    assert door.desk.count("users") == 1
    assert door.sign_in("ADA@school.EXAMPLE")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ada@school.example", "ada@school.example"),
        ("  ada@school.example ", "ada@school.example"),
        ("Ada@SCHOOL.Example", "Ada@school.example"),
        ("ada+lint@school.example", "ada+lint@school.example"),
        ("ada@school.local", "ada@school.local"),
        ("ada@lint.internal", "ada@lint.internal"),
        ("ada@school.test", "ada@school.test"),
        ("ada@localhost", "ada@localhost"),
        ("adå@bücher.example", "adå@bücher.example"),
    ],
)
def test_an_address_is_taken(written: str, address: str) -> None:
    assert accounts.read_email(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@school.example",
        "ada@x",
        "ada@school..example",
        "ada school@example.org",
        "Ada <ada@school.example>",
        "ada@school.example, eve@school.example",
        "ada@school.example\nBcc: eve@school.example",
        "ada\x00@school.example",
        f"{'a' * 65}@school.example",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as caught:
        accounts.read_email(written)
    assert list(caught.value.errors) == ["email"]


def test_every_field_at_fault_is_named(door: Door) -> None:
    with pytest.raises(Invalid) as caught:
        door.register("ada@", "short")
    assert set(caught.value.errors) == {"email", "password"}
    assert door.desk.count("users") == door.desk.count("letters") == 0


@pytest.mark.parametrize("email", ["ada@school.example", "ada@School.EXAMPLE", "ada@college.example"])
def test_the_domains_that_are_listed_can_register(desk: Desk, email: str) -> None:
    desk = desk.under(registration="domains", registration_domains=["School.example", "college.example"])
    assert accounts.judge_registration(desk.settings, email, PASSWORD)


@pytest.mark.parametrize(
    "email",
    ["ada@other.example", "ada@sub.school.example", "ada@notschool.example", "school.example@x.example"],
)
def test_other_domains_cannot_register(desk: Desk, email: str) -> None:
    desk = desk.under(registration="domains", registration_domains=["school.example"])
    with pytest.raises(Invalid, match=r"Only addresses at school\.example"):
        accounts.judge_registration(desk.settings, email, PASSWORD)


def test_nobody_can_register_where_it_is_closed(door: Door) -> None:
    closed = Door(door.desk.under(registration="closed"), door.passwords)
    with pytest.raises(RegistrationClosed):
        closed.register()
    assert door.desk.count("users") == door.desk.count("letters") == 0


def test_who_waits_for_a_link_gets_a_new_one(door: Door) -> None:
    older = door.register()
    door.desk.take_letter()
    door.desk.db.call(accounts.resend, door.desk.settings, door.desk.room, EMAIL.upper(), door.desk.now)
    found = door.desk.find_letter()
    assert found
    assert found[1] not in (None, older.token)


@pytest.mark.parametrize("email", ["nobody@school.example", EMAIL])
def test_nobody_else_gets_a_new_link(door: Door, email: str) -> None:
    door.verify(door.register())
    letters = door.desk.count("letters")
    door.desk.db.call(accounts.resend, door.desk.settings, door.desk.room, email, door.desk.now)
    assert door.desk.count("letters") == letters


def test_a_new_password_is_sent_to_every_spelling_of_the_address(door: Door) -> None:
    door.verify(door.register("ada@bücher.example"))
    spelling = " ADA@xn--bcher-kva.example"
    door.desk.db.call(resets.ask, door.desk.settings, door.desk.room, spelling, door.desk.now)
    assert door.desk.take_letter().kind == "password-reset"


def test_an_operator_confirms_without_the_link(door: Door) -> None:
    door.register()
    user_id = door.desk.db.call(members.find_id, EMAIL)
    door.desk.db.call(members.verify, COMMAND_LINE, user_id, door.desk.now)
    assert door.sign_in()


def test_an_operator_cannot_confirm_nobody(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.db.call(members.find_id, EMAIL)


def test_an_admin_is_made_once(desk: Desk) -> None:
    admin = desk.db.call(accounts.create_admin, EMAIL, "no hash", COMMAND_LINE, desk.now)
    assert admin.role == "admin"
    with pytest.raises(Invalid):
        desk.db.call(accounts.create_admin, EMAIL.upper(), "no hash", COMMAND_LINE, desk.now)
