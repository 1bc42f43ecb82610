"""Registration: an account belongs to the person who reads the mailbox.

Anyone can register any address, so each pending registration stores its own password. The link in the
email together with one of these passwords confirms the address and voids the others.
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
    normalize_email_key,
)
from lintbox.services import accounts, emails, one_time_links, rate_limits, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords
from lintbox.services.rate_limits import Subject
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage import attempts, registrations, users
from lintbox.storage.database import Database

# more than one network can add within an hour; the network with the most rows loses its oldest ones first
MAX_PENDING = 400


class Registered(NamedTuple):
    """``token`` is for the local mailbox on the user's own machine; a known address gets a decoy."""

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
    """Create an unconfirmed account; a known address gets an email that says so.

    Known, unknown and limited addresses take the same steps: one hash, one transaction.

    Raises:
        Invalid, RegistrationClosed, TooMany, Busy
    """
    address = accounts.validate_registration(settings, email, password)
    await db.run(_check_network, settings, network, now)
    # scheduled separately from the network's sign-ins: any number of addresses can be registered
    requester = Requester(f"{network} registers", normalize_email_key(address))
    password_hash = await passwords.hash(password, requester, _derive_salt(link_builder.key, address))
    return await db.run_to_end(_register, settings, link_builder, address, password_hash, network, now)


def _derive_salt(key: bytes, email: str) -> bytes:
    """Return one salt for all registrations of an address, so that one hash compares a password with all."""
    return hmac.digest(key, f"registration {normalize_email_key(email)}".encode(), "sha256")[:16]


def _check_network(settings: Settings, network: str, now: datetime) -> None:
    rate_limits.check(settings, "register-network", network, now)
    rate_limits.check(settings, "register-wide", rate_limits.widen(network)[1], now)


def _register(
    settings: Settings, link_builder: LinkBuilder, email: str, password_hash: str, network: str, now: datetime
) -> Registered:
    rate_limits.spend(settings, "register-network", network, now)
    rate_limits.spend(settings, "register-wide", rate_limits.widen(network)[1], now)
    account = users.find_account(email)
    if account and account.verified:
        emailed = rate_limits.try_email(settings, EmailKind.ACCOUNT_EXISTS, account.user.email, network, now)
        if emailed:
            emails.queue_account_exists(link_builder, account.user, now)
        return Registered(email, one_time_links.make_decoy(), emailed)
    user = account.user if account else users.add(email, "", Role.USER, None, now)
    registrations.add(user.id, password_hash, rate_limits.widen(network)[1], now)
    registrations.trim(user.id, MAX_PENDING)
    if rate_limits.try_email(settings, EmailKind.VERIFICATION, user.email, network, now):
        return Registered(email, emails.queue_verification(link_builder, user, now).token, True)
    # the link in an earlier email works with this password, too
    token = one_time_links.find_token_of_user(user.id, Purpose.VERIFICATION, link_builder.key, now)
    return Registered(email, token or one_time_links.make_decoy(), False)


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
        InvalidCredentials: no registration has this password; the link stays valid.
    """
    account = await db.read(_get_unconfirmed, settings, token, now)
    requester = Requester(network, account.user.id)
    match = await passwords.find_match(account.password_hashes, password, requester)
    signed_in = await db.run(_confirm, settings, token, match, network, now)
    if signed_in is None:
        raise InvalidCredentials(
            "This is not the password that was chosen with this address. The link still works: "
            "try again, or register again with a new password."
        )
    return signed_in


def _get_unconfirmed(settings: Settings, token: str, now: datetime) -> Account:
    account = users.get_account(one_time_links.get_user_id(token, Purpose.VERIFICATION, now))
    if account.verified:
        raise TokenInvalid("This link cannot be used any more. Sign in.")
    # only readers of the mailbox get this far, so strangers cannot exhaust this limit
    rate_limits.check_delay(settings, Subject("verify", account.user.id), now)
    return account


def _confirm(
    settings: Settings, token: str, match: str | None, network: str, now: datetime
) -> SignedIn | None:
    """Return None where no pending password matches, and count the failure."""
    account = _get_unconfirmed(settings, token, now)
    user = account.user
    if match is None or match not in account.password_hashes:
        attempts.add("verify", user.id, now)
        return None
    if account.disabled:
        raise AccountDisabled("This account is disabled. Ask the administrator of this server.")
    users.take_over(user.id, match, now)
    actor = Actor(user.id, user.email, network)
    audit.record(actor, Action.SIGNED_IN, now)
    return SignedIn(user, sessions.begin(user.id, now))


def resend(settings: Settings, link_builder: LinkBuilder, email: str, network: str, now: datetime) -> bool:
    """Send a new link to an unconfirmed account; return whether an email was written.

    The response must not depend on it.
    """
    account = find_addressee(settings, email, network, now)
    if account is None or account.verified or account.disabled:
        return False
    if not rate_limits.try_email(settings, EmailKind.VERIFICATION, account.user.email, network, now):
        return False
    emails.queue_verification(link_builder, account.user, now)
    return True


def find_addressee(settings: Settings, email: str, network: str, now: datetime) -> Account | None:
    """Count a request for an email; return the account unless the network's limit is reached."""
    if not rate_limits.try_spend(settings, [Subject("ask-network", network)], now):
        return None
    return users.find_account(accounts.normalize_email(email))
