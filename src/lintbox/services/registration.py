"""Registration: an account belongs to the person who reads the mailbox.

Anybody can type an address, so each pending registration keeps a password of its own. The link in the
email together with one of these passwords confirms the address; the other passwords are then void.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import (
    Account,
    AccountDisabled,
    Action,
    EmailKind,
    InvalidCredentials,
    Purpose,
    Role,
    TokenInvalid,
)
from lintbox.services import accounts, email_limits, emails, links, rate_limits, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords
from lintbox.services.rate_limits import Subject
from lintbox.services.round_robin import Asker
from lintbox.settings import Settings
from lintbox.storage import attempts, registrations, users
from lintbox.storage.database import Database

# more than one network can add within an hour; a second one loses its own rows first
PENDING = 400


class Registered(NamedTuple):
    """``token`` is for the local mailbox on one's own machine only; a known address gets a decoy."""

    email: str
    token: str
    emailed: bool


async def register(
    db: Database,
    passwords: Passwords,
    settings: Settings,
    link_builder: LinkBuilder,
    email: str,
    password: str,
    network: str,
    now: datetime,
) -> Registered:
    """Make an account that waits for its link; a known address gets an email that says so.

    Known, unknown and limited addresses take the same way: one hash, one transaction.

    Raises:
        Invalid, RegistrationClosed, TooMany, Busy
    """
    address = accounts.judge_registration(settings, email, password)
    await db.run(_check_network, settings, network, now)
    # with a turn beside the network's sign-ins: any number of addresses can be registered
    asker = Asker(f"{network} registers", address.casefold())
    password_hash = await passwords.hash(password, asker, _derive_salt(link_builder.key, address))
    return await db.run(_register, settings, link_builder, address, password_hash, network, now)


def _derive_salt(key: bytes, email: str) -> bytes:
    """Return one salt for all registrations of an address: a password is compared with them at once."""
    return hmac.digest(key, f"registration {email.casefold()}".encode(), "sha256")[:16]


def _check_network(settings: Settings, network: str, now: datetime) -> None:
    rate_limits.check(settings, "register-network", network, now)
    rate_limits.check(settings, "register-wide", rate_limits.widen(network)[1], now)


def _register(
    settings: Settings, link_builder: LinkBuilder, email: str, password_hash: str, network: str, now: datetime
) -> Registered:
    rate_limits.spend(settings, "register-network", network, now)
    rate_limits.spend(settings, "register-wide", rate_limits.widen(network)[1], now)
    account = users.find(email)
    if account and account.verified:
        emailed = email_limits.allow(settings, EmailKind.ACCOUNT_EXISTS, account.user.email, network, now)
        if emailed:
            emails.queue_account_exists(link_builder, account.user, now)
        return Registered(email, links.make_decoy(), emailed)
    user = account.user if account else users.add(email, "", Role.USER, None, now)
    registrations.add(user.id, password_hash, rate_limits.widen(network)[1], now)
    registrations.trim(user.id, PENDING)
    if email_limits.allow(settings, EmailKind.VERIFICATION, user.email, network, now):
        return Registered(email, emails.queue_verification(link_builder, user, now).token, True)
    # an earlier email's link works with this password, too
    token = links.find_token(user.id, Purpose.VERIFICATION, link_builder.key, now)
    return Registered(email, token or links.make_decoy(), False)


async def confirm(
    db: Database,
    passwords: Passwords,
    settings: Settings,
    token: str,
    password: str,
    network: str,
    now: datetime,
) -> SignedIn:
    """Activate the link's account with this password, and begin a session.

    Raises:
        TokenInvalid, AccountDisabled, TooMany, Busy
        InvalidCredentials: nobody registered the address with this password; the link stays as it is.
    """
    account = await db.read(_find_waiting, settings, token, now)
    asker = Asker(network, account.user.id)
    match = await passwords.find_match(account.password_hashes, password, asker)
    signed_in = await db.run(_confirm, settings, token, match, network, now)
    if signed_in is None:
        raise InvalidCredentials(
            "This is not the password that was chosen with this address. The link still works: "
            "try again, or register again with a new password."
        )
    return signed_in


def _find_waiting(settings: Settings, token: str, now: datetime) -> Account:
    account = users.get_account(links.find_user(token, Purpose.VERIFICATION, now))
    if account.verified:
        raise TokenInvalid("This link cannot be used any more. Sign in.")
    # only readers of the mailbox come so far, so nobody else can use this limit up
    rate_limits.check_delay(settings, Subject("verify", account.user.id), now)
    return account


def _confirm(
    settings: Settings, token: str, match: str | None, network: str, now: datetime
) -> SignedIn | None:
    """Return None where the password is none of those that are pending, and count it."""
    account = _find_waiting(settings, token, now)
    user = account.user
    if match is None or match not in account.password_hashes:
        attempts.add("verify", user.id, now)
        return None
    if account.disabled:
        raise AccountDisabled("This account is disabled. Ask whoever looks after this server.")
    users.take_over(user.id, match, now)
    actor = Actor(user.id, user.email, network)
    audit.note(actor, Action.SIGNED_IN, now)
    return SignedIn(user, sessions.begin(user.id, now))


def resend(settings: Settings, link_builder: LinkBuilder, email: str, network: str, now: datetime) -> bool:
    """Write a new link to an account that waits for one; tell whether an email was written.

    The answer to the one who asks must not depend on it.
    """
    account = find_addressee(settings, email, network, now)
    if account is None or account.verified or account.disabled:
        return False
    if not email_limits.allow(settings, EmailKind.VERIFICATION, account.user.email, network, now):
        return False
    emails.queue_verification(link_builder, account.user, now)
    return True


def find_addressee(settings: Settings, email: str, network: str, now: datetime) -> Account | None:
    """Count one who asks for an email, and return the account unless this network asks too often."""
    if not rate_limits.try_spend(settings, [Subject("ask-network", network)], now):
        return None
    return users.find(accounts.normalize(email))
