"""Registration: which emails are sent, and which password the account gets."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import (
    AccountDisabled,
    EmailKind,
    EmailNotVerified,
    InvalidCredentials,
    Role,
    TokenInvalid,
    TooMany,
)
from lintbox.services import accounts, rate_limits, registration
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from lintbox.storage import registrations
from lintbox.storage import users as user_rows
from tests.rules.harness import Harness
from tests.rules.visitor import EMAIL, PASSWORD, STRANGER, Visitor


def test_a_new_address_gets_an_email_with_a_link(visitor: Visitor) -> None:
    registered = visitor.register()
    found = visitor.harness.find_email()
    assert found
    email, token = found
    assert (email.kind, email.recipient, token) == (EmailKind.VERIFICATION, EMAIL, registered.token)


def test_the_link_activates_the_account(visitor: Visitor) -> None:
    assert visitor.verify(visitor.register()) == EMAIL
    assert visitor.sign_in().user.email == EMAIL


def test_the_newest_link_of_an_unconfirmed_account_voids_the_older(visitor: Visitor) -> None:
    older = visitor.register()
    newer = visitor.register()
    with pytest.raises(TokenInvalid):
        visitor.verify(older)
    assert visitor.verify(newer) == EMAIL


@pytest.mark.parametrize("order", [(STRANGER, PASSWORD), (PASSWORD, STRANGER)], ids=["first", "last"])
def test_only_the_password_of_the_mailbox_reader_is_kept(visitor: Visitor, order: tuple[str, str]) -> None:
    *_, newest = [visitor.register(password=password) for password in order]
    assert visitor.verify(newest) == EMAIL
    assert visitor.sign_in()
    with pytest.raises(InvalidCredentials):
        visitor.sign_in(password=STRANGER)
    assert visitor.harness.count("registrations") == 0


def test_a_wrong_password_leaves_the_link_valid(visitor: Visitor) -> None:
    registered = visitor.register()
    with pytest.raises(InvalidCredentials):
        visitor.verify(registered, "none of these words")
    assert visitor.verify(registered) == EMAIL


def test_wrong_passwords_for_a_link_cause_a_limited_delay(visitor: Visitor) -> None:
    registered = visitor.register()
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            visitor.verify(registered, "none of these words")
    with pytest.raises(TooMany) as caught:
        visitor.verify(registered)
    assert visitor.at(seconds=caught.value.retry_after).verify(registered) == EMAIL


def test_a_link_of_a_disabled_account_is_refused(visitor: Visitor) -> None:
    registered = visitor.register()
    user_id = visitor.harness.db.call(users.get_id, EMAIL)
    visitor.harness.db.call(users.disable, COMMAND_LINE, user_id, visitor.harness.now)
    with pytest.raises(AccountDisabled):
        visitor.verify(registered)
    with pytest.raises(AccountDisabled):
        visitor.sign_in()


def test_any_pending_password_shows_that_the_address_is_unconfirmed(visitor: Visitor) -> None:
    visitor.register(password=STRANGER)
    visitor.register()
    for password in (STRANGER, PASSWORD):
        with pytest.raises(EmailNotVerified):
            visitor.sign_in(password=password)
    with pytest.raises(InvalidCredentials):
        visitor.sign_in(password="none of these words")


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


def test_a_repeated_password_is_stored_once(visitor: Visitor) -> None:
    visitor.register()
    visitor.register()
    assert visitor.harness.count("registrations") == 1


def test_registering_twice_creates_one_account(visitor: Visitor) -> None:
    visitor.register()
    visitor.register()
    assert visitor.harness.count("users") == 1


def test_a_confirmed_address_gets_an_email_that_says_so(visitor: Visitor) -> None:
    visitor.verify(visitor.register())
    visitor.register()
    found = visitor.harness.find_email()
    assert found
    email, token = found
    assert (email.kind, email.recipient) == (EmailKind.ACCOUNT_EXISTS, EMAIL)
    assert email.link is None
    assert token is None


def test_registering_a_confirmed_address_creates_no_link(visitor: Visitor) -> None:
    visitor.verify(visitor.register())
    decoy = visitor.register()
    assert visitor.harness.count("links") == 0
    with pytest.raises(TokenInvalid):
        visitor.verify(decoy)


def test_registering_a_confirmed_address_keeps_its_password(visitor: Visitor) -> None:
    visitor.verify(visitor.register())
    visitor.register(password="another user tries it")
    assert visitor.sign_in()


def test_the_response_is_the_same_for_known_and_unknown_addresses(visitor: Visitor) -> None:
    first = visitor.register()
    visitor.verify(first)
    assert visitor.register().email == first.email == EMAIL


def test_addresses_are_compared_without_regard_to_case(visitor: Visitor) -> None:
    visitor.verify(visitor.register("Ada@School.Example"))
    visitor.register("ada@SCHOOL.example")
    assert visitor.harness.count("users") == 1
    assert visitor.sign_in("ADA@school.EXAMPLE")


def test_an_unconfirmed_account_gets_a_new_link(visitor: Visitor) -> None:
    older = visitor.register()
    visitor.harness.claim_email()
    assert visitor.resend(EMAIL.upper())
    found = visitor.harness.find_email()
    assert found
    assert found[1] not in (None, older.token)


@pytest.mark.parametrize("email", ["nobody@school.example", EMAIL])
def test_other_accounts_get_no_new_link(visitor: Visitor, email: str) -> None:
    visitor.verify(visitor.register())
    emails = visitor.harness.count("outbox")
    assert not visitor.resend(email)
    assert visitor.harness.count("outbox") == emails


def test_a_new_password_is_sent_to_every_spelling_of_the_address(visitor: Visitor) -> None:
    visitor.verify(visitor.register("ada@bücher.example"))
    assert visitor.request_reset(" ADA@xn--bcher-kva.example")
    assert visitor.harness.claim_email().kind == "password-reset"


def test_many_registrations_of_a_network_barely_delay_its_sign_ins(
    harness: Harness, passwords: Passwords
) -> None:
    harness.add_user("bob@school.example")
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
