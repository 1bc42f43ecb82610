"""Who can register, and which email comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from lintbox.domain import (
    AccountDisabled,
    EmailKind,
    EmailNotVerified,
    Invalid,
    InvalidCredentials,
    RegistrationClosed,
    Role,
    TokenInvalid,
    TooMany,
)
from lintbox.services import accounts, rate_limits, registration, resets
from lintbox.services.accounts import SignedIn
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from lintbox.services.registration import Registered
from lintbox.services.round_robin import Requester
from lintbox.storage import registrations
from lintbox.storage import users as user_rows
from tests.rules.desk import Desk

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"


@dataclass(frozen=True)
class Door:
    desk: Desk
    passwords: Passwords

    def register(
        self, email: str = EMAIL, password: str = PASSWORD, network: str = "192.0.2.1"
    ) -> Registered:
        desk = self.desk
        return asyncio.run(
            registration.register(
                desk.db, self.passwords, desk.settings, desk.link_builder, email, password, network, desk.now
            )
        )

    def verify(self, registered: Registered, password: str = PASSWORD) -> str:
        assert registered.token
        desk = self.desk
        signed_in = asyncio.run(
            registration.confirm(
                desk.db, self.passwords, desk.settings, registered.token, password, "192.0.2.1", desk.now
            )
        )
        return signed_in.user.email

    def resend(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        desk = self.desk
        return desk.db.call(registration.resend, desk.settings, desk.link_builder, email, network, desk.now)

    def forget(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        desk = self.desk
        return desk.db.call(resets.request, desk.settings, desk.link_builder, email, network, desk.now)

    def at(self, **later: float) -> Door:
        return Door(self.desk.at(**later), self.passwords)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
        desk = self.desk
        return asyncio.run(
            accounts.sign_in(desk.db, self.passwords, desk.settings, email, password, "192.0.2.1", desk.now)
        )


@pytest.fixture
def door(desk: Desk, passwords: Passwords) -> Door:
    return Door(desk, passwords)


def test_a_new_address_gets_a_email_with_a_link(door: Door) -> None:
    registered = door.register()
    found = door.desk.find_email()
    assert found
    email, token = found
    assert (email.kind, email.recipient, token) == (EmailKind.VERIFICATION, EMAIL, registered.token)


def test_the_link_activates_the_account(door: Door) -> None:
    assert door.verify(door.register()) == EMAIL
    assert door.sign_in().user.email == EMAIL


def test_the_newest_link_of_an_unconfirmed_account_voids_the_older(door: Door) -> None:
    older = door.register()
    newer = door.register()
    with pytest.raises(TokenInvalid):
        door.verify(older)
    assert door.verify(newer) == EMAIL


STRANGER = "somebody was here first"


@pytest.mark.parametrize("order", [(STRANGER, PASSWORD), (PASSWORD, STRANGER)], ids=["first", "last"])
def test_the_reader_of_the_mailbox_keeps_the_password_and_a_stranger_does_not(
    door: Door, order: tuple[str, str]
) -> None:
    *_, newest = [door.register(password=password) for password in order]
    assert door.verify(newest) == EMAIL
    assert door.sign_in()
    with pytest.raises(InvalidCredentials):
        door.sign_in(password=STRANGER)
    assert door.desk.count("registrations") == 0


def test_a_password_that_nobody_registered_with_leaves_the_link_as_it_is(door: Door) -> None:
    registered = door.register()
    with pytest.raises(InvalidCredentials):
        door.verify(registered, "none of these words")
    assert door.verify(registered) == EMAIL


def test_wrong_passwords_of_a_link_are_delayed_and_not_for_ever(door: Door) -> None:
    registered = door.register()
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            door.verify(registered, "none of these words")
    with pytest.raises(TooMany) as caught:
        door.verify(registered)
    assert door.at(seconds=caught.value.retry_after).verify(registered) == EMAIL


def test_no_link_opens_a_disabled_account(door: Door) -> None:
    registered = door.register()
    user_id = door.desk.db.call(users.get_id, EMAIL)
    door.desk.db.call(users.disable, COMMAND_LINE, user_id, door.desk.now)
    with pytest.raises(AccountDisabled):
        door.verify(registered)
    with pytest.raises(AccountDisabled):
        door.sign_in()


def test_any_password_that_is_pending_says_that_the_address_waits(door: Door) -> None:
    door.register(password=STRANGER)
    door.register()
    for password in (STRANGER, PASSWORD):
        with pytest.raises(EmailNotVerified):
            door.sign_in(password=password)
    with pytest.raises(InvalidCredentials):
        door.sign_in(password="none of these words")


def test_a_flood_of_registrations_does_not_push_out_the_password_of_the_owner(desk: Desk) -> None:
    user = desk.db.call(user_rows.add, EMAIL, "", Role.USER, None, desk.now)

    def flood() -> list[str]:
        registrations.add(user.id, "the owner's", "192.0.2.0/24", desk.now)
        for number in range(30):
            registrations.add(user.id, f"{number}", f"198.51.{number % 3}.0/24", desk.now)
            registrations.trim(user.id, 10)
        return registrations.list_hashes(user.id)

    assert desk.db.call(flood) == ["the owner's", *map(str, range(21, 30))]


def test_one_network_cannot_add_as_many_passwords_in_an_hour_as_are_kept() -> None:
    assert rate_limits.LIMITS["register-network"].attempts < registration.MAX_PENDING


def test_the_same_password_twice_is_kept_once(door: Door) -> None:
    door.register()
    door.register()
    assert door.desk.count("registrations") == 1


def test_registering_twice_makes_one_account(door: Door) -> None:
    door.register()
    door.register()
    assert door.desk.count("users") == 1


def test_a_confirmed_address_gets_a_email_that_says_so(door: Door) -> None:
    door.verify(door.register())
    door.register()
    found = door.desk.find_email()
    assert found
    email, token = found
    assert (email.kind, email.recipient) == (EmailKind.ACCOUNT_EXISTS, EMAIL)
    assert email.link is None
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
    assert accounts.parse_email(written) == address


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
        accounts.parse_email(written)
    assert list(caught.value.errors) == ["email"]


def test_every_field_at_fault_is_named(door: Door) -> None:
    with pytest.raises(Invalid) as caught:
        door.register("ada@", "short")
    assert set(caught.value.errors) == {"email", "password"}
    assert door.desk.count("users") == door.desk.count("outbox") == 0


@pytest.mark.parametrize("email", ["ada@school.example", "ada@School.EXAMPLE", "ada@college.example"])
def test_the_domains_that_are_listed_can_register(desk: Desk, email: str) -> None:
    desk = desk.under(registration="domains", registration_domains=["School.example", "college.example"])
    assert accounts.validate_registration(desk.settings, email, PASSWORD)


@pytest.mark.parametrize(
    "email",
    ["ada@other.example", "ada@sub.school.example", "ada@notschool.example", "school.example@x.example"],
)
def test_other_domains_cannot_register(desk: Desk, email: str) -> None:
    desk = desk.under(registration="domains", registration_domains=["school.example"])
    with pytest.raises(Invalid, match=r"Only addresses at school\.example"):
        accounts.validate_registration(desk.settings, email, PASSWORD)


def test_nobody_can_register_where_it_is_closed(door: Door) -> None:
    closed = Door(door.desk.under(registration="closed"), door.passwords)
    with pytest.raises(RegistrationClosed):
        closed.register()
    assert door.desk.count("users") == door.desk.count("outbox") == 0


def test_who_waits_for_a_link_gets_a_new_one(door: Door) -> None:
    older = door.register()
    door.desk.take_email()
    assert door.resend(EMAIL.upper())
    found = door.desk.find_email()
    assert found
    assert found[1] not in (None, older.token)


@pytest.mark.parametrize("email", ["nobody@school.example", EMAIL])
def test_nobody_else_gets_a_new_link(door: Door, email: str) -> None:
    door.verify(door.register())
    emails = door.desk.count("outbox")
    assert not door.resend(email)
    assert door.desk.count("outbox") == emails


def test_a_new_password_is_sent_to_every_spelling_of_the_address(door: Door) -> None:
    door.verify(door.register("ada@bücher.example"))
    assert door.forget(" ADA@xn--bcher-kva.example")
    assert door.desk.take_email().kind == "password-reset"


def confirm_by_hand(door: Door) -> str | None:
    user_id = door.desk.db.call(users.get_id, EMAIL)
    return door.desk.db.call(users.verify, COMMAND_LINE, door.desk.link_builder, user_id, door.desk.now)


def test_an_operator_confirms_without_the_link(door: Door) -> None:
    registered = door.register()
    assert confirm_by_hand(door) is None
    assert door.sign_in()
    with pytest.raises(TokenInvalid):
        door.verify(registered)


def test_where_passwords_differ_an_operator_gets_a_link_that_sets_one(door: Door) -> None:
    door.register(password=STRANGER)
    registered = door.register()
    token = confirm_by_hand(door)
    assert token
    for password in (STRANGER, PASSWORD):
        with pytest.raises(InvalidCredentials):
            door.sign_in(password=password)
    with pytest.raises(TokenInvalid):
        door.verify(registered)
    desk = door.desk
    asyncio.run(resets.set_password(desk.db, door.passwords, token, PASSWORD, "192.0.2.1", desk.now))
    assert door.sign_in()


def test_confirming_twice_by_hand_changes_nothing(door: Door) -> None:
    door.verify(door.register())
    assert confirm_by_hand(door) is None
    assert door.sign_in()


def test_an_operator_cannot_confirm_nobody(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.db.call(users.get_id, EMAIL)


def test_an_admin_is_made_once(desk: Desk) -> None:
    admin = desk.db.call(accounts.create_admin, EMAIL, "no hash", COMMAND_LINE, desk.now)
    assert admin.role == "admin"
    with pytest.raises(Invalid):
        desk.db.call(accounts.create_admin, EMAIL.upper(), "no hash", COMMAND_LINE, desk.now)


def test_an_administrator_takes_over_an_address_that_a_stranger_registered(door: Door) -> None:
    registered = door.register(password=STRANGER)
    desk = door.desk
    kept = asyncio.run(door.passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    admin = desk.db.call(accounts.create_admin, EMAIL, kept, COMMAND_LINE, desk.now)
    assert door.sign_in().user == admin
    assert admin.role == "admin"
    with pytest.raises(InvalidCredentials):
        door.sign_in(password=STRANGER)
    with pytest.raises(TokenInvalid):
        door.verify(registered, STRANGER)
    assert desk.count("users") == 1
    assert desk.count("links") == desk.count("outbox") == desk.count("registrations") == 0


def test_many_registrations_of_a_network_delay_its_sign_ins_little(desk: Desk, passwords: Passwords) -> None:
    desk.meet("bob@school.example")
    order: list[str] = []

    async def register(number: int) -> None:
        email = f"new{number}@school.example"
        await registration.register(
            desk.db, passwords, desk.settings, desk.link_builder, email, PASSWORD, "192.0.2.1", desk.now
        )
        order.append("registration")

    async def sign_in() -> None:
        await asyncio.sleep(0.01)
        with pytest.raises(InvalidCredentials):
            await accounts.sign_in(
                desk.db,
                passwords,
                desk.settings,
                "bob@school.example",
                "some other words",
                "192.0.2.1",
                desk.now,
            )
        order.append("sign-in")

    async def run() -> None:
        await asyncio.gather(*(register(number) for number in range(24)), sign_in())

    asyncio.run(run())
    assert order.index("sign-in") < 10
