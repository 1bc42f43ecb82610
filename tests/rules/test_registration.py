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
from tests.rules.harness import Harness

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"


@dataclass(frozen=True)
class Door:
    harness: Harness
    passwords: Passwords

    def register(
        self, email: str = EMAIL, password: str = PASSWORD, network: str = "192.0.2.1"
    ) -> Registered:
        harness = self.harness
        return asyncio.run(
            registration.register(
                harness.db,
                self.passwords,
                harness.settings,
                harness.link_builder,
                email,
                password,
                network,
                harness.now,
            )
        )

    def verify(self, registered: Registered, password: str = PASSWORD) -> str:
        assert registered.token
        harness = self.harness
        signed_in = asyncio.run(
            registration.confirm(
                harness.db,
                self.passwords,
                harness.settings,
                registered.token,
                password,
                "192.0.2.1",
                harness.now,
            )
        )
        return signed_in.user.email

    def resend(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        harness = self.harness
        return harness.db.call(
            registration.resend, harness.settings, harness.link_builder, email, network, harness.now
        )

    def forget(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        harness = self.harness
        return harness.db.call(
            resets.request, harness.settings, harness.link_builder, email, network, harness.now
        )

    def at(self, **later: float) -> Door:
        return Door(self.harness.at(**later), self.passwords)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
        harness = self.harness
        return asyncio.run(
            accounts.sign_in(
                harness.db, self.passwords, harness.settings, email, password, "192.0.2.1", harness.now
            )
        )


@pytest.fixture
def door(harness: Harness, passwords: Passwords) -> Door:
    return Door(harness, passwords)


def test_a_new_address_gets_an_email_with_a_link(door: Door) -> None:
    registered = door.register()
    found = door.harness.find_email()
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
def test_only_the_password_of_the_mailbox_reader_is_kept(door: Door, order: tuple[str, str]) -> None:
    *_, newest = [door.register(password=password) for password in order]
    assert door.verify(newest) == EMAIL
    assert door.sign_in()
    with pytest.raises(InvalidCredentials):
        door.sign_in(password=STRANGER)
    assert door.harness.count("registrations") == 0


def test_a_wrong_password_leaves_the_link_valid(door: Door) -> None:
    registered = door.register()
    with pytest.raises(InvalidCredentials):
        door.verify(registered, "none of these words")
    assert door.verify(registered) == EMAIL


def test_wrong_passwords_for_a_link_cause_a_limited_delay(door: Door) -> None:
    registered = door.register()
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            door.verify(registered, "none of these words")
    with pytest.raises(TooMany) as caught:
        door.verify(registered)
    assert door.at(seconds=caught.value.retry_after).verify(registered) == EMAIL


def test_a_link_of_a_disabled_account_is_refused(door: Door) -> None:
    registered = door.register()
    user_id = door.harness.db.call(users.get_id, EMAIL)
    door.harness.db.call(users.disable, COMMAND_LINE, user_id, door.harness.now)
    with pytest.raises(AccountDisabled):
        door.verify(registered)
    with pytest.raises(AccountDisabled):
        door.sign_in()


def test_any_pending_password_shows_that_the_address_is_unconfirmed(door: Door) -> None:
    door.register(password=STRANGER)
    door.register()
    for password in (STRANGER, PASSWORD):
        with pytest.raises(EmailNotVerified):
            door.sign_in(password=password)
    with pytest.raises(InvalidCredentials):
        door.sign_in(password="none of these words")


def test_a_flood_of_registrations_keeps_the_password_of_the_owner(harness: Harness) -> None:
    user = harness.db.call(user_rows.add, EMAIL, "", Role.USER, None, harness.now)

    def flood() -> list[str]:
        registrations.add(user.id, "the owner's", "192.0.2.0/24", harness.now)
        for number in range(30):
            registrations.add(user.id, f"{number}", f"198.51.{number % 3}.0/24", harness.now)
            registrations.trim(user.id, 10)
        return registrations.list_hashes(user.id)

    assert harness.db.call(flood) == ["the owner's", *map(str, range(21, 30))]


def test_the_hourly_limit_of_a_network_is_below_the_stored_passwords() -> None:
    assert rate_limits.LIMITS["register-network"].attempts < registration.MAX_PENDING


def test_a_repeated_password_is_stored_once(door: Door) -> None:
    door.register()
    door.register()
    assert door.harness.count("registrations") == 1


def test_registering_twice_creates_one_account(door: Door) -> None:
    door.register()
    door.register()
    assert door.harness.count("users") == 1


def test_a_confirmed_address_gets_an_email_that_says_so(door: Door) -> None:
    door.verify(door.register())
    door.register()
    found = door.harness.find_email()
    assert found
    email, token = found
    assert (email.kind, email.recipient) == (EmailKind.ACCOUNT_EXISTS, EMAIL)
    assert email.link is None
    assert token is None


def test_registering_a_confirmed_address_creates_no_link(door: Door) -> None:
    door.verify(door.register())
    decoy = door.register()
    assert door.harness.count("links") == 0
    with pytest.raises(TokenInvalid):
        door.verify(decoy)


def test_registering_a_confirmed_address_keeps_its_password(door: Door) -> None:
    door.verify(door.register())
    door.register(password="somebody else tries it")
    assert door.sign_in()


def test_the_response_is_the_same_for_known_and_unknown_addresses(door: Door) -> None:
    first = door.register()
    door.verify(first)
    assert door.register().email == first.email == EMAIL


def test_addresses_are_compared_without_regard_to_case(door: Door) -> None:
    door.verify(door.register("Ada@School.Example"))
    door.register("ada@SCHOOL.example")
    assert door.harness.count("users") == 1
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
def test_a_valid_address_is_normalized(written: str, address: str) -> None:
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
def test_an_invalid_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as caught:
        accounts.parse_email(written)
    assert list(caught.value.errors) == ["email"]


def test_every_invalid_field_is_named(door: Door) -> None:
    with pytest.raises(Invalid) as caught:
        door.register("ada@", "short")
    assert set(caught.value.errors) == {"email", "password"}
    assert door.harness.count("users") == door.harness.count("outbox") == 0


@pytest.mark.parametrize("email", ["ada@school.example", "ada@School.EXAMPLE", "ada@college.example"])
def test_listed_domains_can_register(harness: Harness, email: str) -> None:
    harness = harness.under(
        registration="domains", registration_domains=["School.example", "college.example"]
    )
    assert accounts.validate_registration(harness.settings, email, PASSWORD)


@pytest.mark.parametrize(
    "email",
    ["ada@other.example", "ada@sub.school.example", "ada@notschool.example", "school.example@x.example"],
)
def test_other_domains_cannot_register(harness: Harness, email: str) -> None:
    harness = harness.under(registration="domains", registration_domains=["school.example"])
    with pytest.raises(Invalid, match=r"Only addresses at school\.example"):
        accounts.validate_registration(harness.settings, email, PASSWORD)


def test_closed_registration_is_refused(door: Door) -> None:
    closed = Door(door.harness.under(registration="closed"), door.passwords)
    with pytest.raises(RegistrationClosed):
        closed.register()
    assert door.harness.count("users") == door.harness.count("outbox") == 0


def test_an_unconfirmed_account_gets_a_new_link(door: Door) -> None:
    older = door.register()
    door.harness.take_email()
    assert door.resend(EMAIL.upper())
    found = door.harness.find_email()
    assert found
    assert found[1] not in (None, older.token)


@pytest.mark.parametrize("email", ["nobody@school.example", EMAIL])
def test_other_accounts_get_no_new_link(door: Door, email: str) -> None:
    door.verify(door.register())
    emails = door.harness.count("outbox")
    assert not door.resend(email)
    assert door.harness.count("outbox") == emails


def test_a_new_password_is_sent_to_every_spelling_of_the_address(door: Door) -> None:
    door.verify(door.register("ada@bücher.example"))
    assert door.forget(" ADA@xn--bcher-kva.example")
    assert door.harness.take_email().kind == "password-reset"


def confirm_by_hand(door: Door) -> str | None:
    user_id = door.harness.db.call(users.get_id, EMAIL)
    return door.harness.db.call(
        users.verify, COMMAND_LINE, door.harness.link_builder, user_id, door.harness.now
    )


def test_an_operator_can_confirm_an_address(door: Door) -> None:
    registered = door.register()
    assert confirm_by_hand(door) is None
    assert door.sign_in()
    with pytest.raises(TokenInvalid):
        door.verify(registered)


def test_confirming_with_different_passwords_returns_a_reset_link(door: Door) -> None:
    door.register(password=STRANGER)
    registered = door.register()
    token = confirm_by_hand(door)
    assert token
    for password in (STRANGER, PASSWORD):
        with pytest.raises(InvalidCredentials):
            door.sign_in(password=password)
    with pytest.raises(TokenInvalid):
        door.verify(registered)
    harness = door.harness
    asyncio.run(resets.set_password(harness.db, door.passwords, token, PASSWORD, "192.0.2.1", harness.now))
    assert door.sign_in()


def test_confirming_twice_changes_nothing(door: Door) -> None:
    door.verify(door.register())
    assert confirm_by_hand(door) is None
    assert door.sign_in()


def test_confirming_an_unknown_address_is_refused(harness: Harness) -> None:
    with pytest.raises(Invalid):
        harness.db.call(users.get_id, EMAIL)


def test_an_administrator_is_created_once(harness: Harness) -> None:
    admin = harness.db.call(accounts.create_admin, EMAIL, "no hash", COMMAND_LINE, harness.now)
    assert admin.role == "admin"
    with pytest.raises(Invalid):
        harness.db.call(accounts.create_admin, EMAIL.upper(), "no hash", COMMAND_LINE, harness.now)


def test_an_administrator_takes_over_an_address_that_a_stranger_registered(door: Door) -> None:
    registered = door.register(password=STRANGER)
    harness = door.harness
    kept = asyncio.run(door.passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    admin = harness.db.call(accounts.create_admin, EMAIL, kept, COMMAND_LINE, harness.now)
    assert door.sign_in().user == admin
    assert admin.role == "admin"
    with pytest.raises(InvalidCredentials):
        door.sign_in(password=STRANGER)
    with pytest.raises(TokenInvalid):
        door.verify(registered, STRANGER)
    assert harness.count("users") == 1
    assert harness.count("links") == harness.count("outbox") == harness.count("registrations") == 0


def test_many_registrations_of_a_network_barely_delay_its_sign_ins(
    harness: Harness, passwords: Passwords
) -> None:
    harness.meet("bob@school.example")
    order: list[str] = []

    async def register(number: int) -> None:
        email = f"new{number}@school.example"
        await registration.register(
            harness.db,
            passwords,
            harness.settings,
            harness.link_builder,
            email,
            PASSWORD,
            "192.0.2.1",
            harness.now,
        )
        order.append("registration")

    async def sign_in() -> None:
        await asyncio.sleep(0.01)
        with pytest.raises(InvalidCredentials):
            await accounts.sign_in(
                harness.db,
                passwords,
                harness.settings,
                "bob@school.example",
                "some other words",
                "192.0.2.1",
                harness.now,
            )
        order.append("sign-in")

    async def run() -> None:
        await asyncio.gather(*(register(number) for number in range(24)), sign_in())

    asyncio.run(run())
    assert order.index("sign-in") < 10
