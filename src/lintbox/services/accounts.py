"""Accounts: validation of addresses and passwords, and sign-in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from lintbox.domain import (
    Account,
    AccountDisabled,
    Action,
    EmailNotVerified,
    Invalid,
    InvalidCredentials,
    RegistrationClosed,
    Role,
    User,
    normalize_email_key,
)
from lintbox.hosts import display_host, normalize_host
from lintbox.services import rate_limits, sessions
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.passwords import Passwords, validate_password
from lintbox.services.rate_limits import Subject
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage import attempts, users
from lintbox.storage.database import Database


class SignedIn(NamedTuple):
    user: User
    token: str


class FailedSignIn(NamedTuple):
    """A wrong password; the answer is delayed for networks with many failures."""

    delay_seconds: float


_FAILURE_DELAY_SECONDS = 1.0


def validate_registration(settings: Settings, email: str, password: str) -> str:
    """Return the normalized address.

    Raises:
        Invalid: with every invalid field.
        RegistrationClosed
    """
    if settings.registration == "closed":
        raise RegistrationClosed("Registration is closed. Ask your administrator for an account.")
    return validate_credentials(email, password, partial(validate_registration_email, settings))


def validate_credentials(email: str, password: str, parse: Callable[[str], str]) -> str:
    """Return the address as ``parse`` normalizes it.

    Raises:
        Invalid: with every invalid field.
    """
    errors: dict[str, str] = {}
    try:
        email = parse(email)
    except Invalid as error:
        errors.update(error.errors)
    if fault := validate_password(password, email):
        errors["password"] = fault
    if errors:
        raise Invalid(errors)
    return email


def validate_registration_email(settings: Settings, email: str) -> str:
    """Raises: Invalid."""
    address = parse_email(email)
    allowed = settings.registration_domains
    if settings.registration == "domains" and normalize_host(address.rpartition("@")[2]) not in allowed:
        raise Invalid(
            {"email": f"Only addresses at {' or '.join(map(display_host, allowed))} can register here."}
        )
    return address


def parse_email(email: str) -> str:
    """Return the normalized address; host names of closed networks are allowed.

    Raises:
        Invalid
    """
    # imported at the first use: its patterns take a tenth of the start-up time
    from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

    # allows names of closed networks, in the way that the library documents
    SPECIAL_USE_DOMAIN_NAMES[:] = ["arpa", "invalid", "onion"]
    try:
        address = validate_email(
            email.strip(), check_deliverability=False, globally_deliverable=False, strict=True
        )
    except EmailNotValidError as error:
        raise Invalid({"email": f"{error} Write it in full, like ada@school.example."}) from None
    if "." not in address.domain and address.domain != "localhost":
        raise Invalid({"email": "The part after @ is not complete. Write it like ada@school.example."})
    return address.normalized


def normalize_email(email: str) -> str:
    """Return the address in its stored form; an invalid one, which no account has, unchanged."""
    try:
        return parse_email(email)
    except Invalid:
        return email.strip()


async def sign_in(
    db: Database,
    passwords: Passwords,
    settings: Settings,
    email: str,
    password: str,
    network: str,
    now: datetime,
) -> SignedIn:
    """Begin a session; takes the same time for known and unknown addresses.

    Raises:
        InvalidCredentials, TooMany, Busy
        AccountDisabled, EmailNotVerified: only when the password was right.
    """
    email = normalize_email(email)
    account = await db.run(_find_account, settings, email, network, now)
    hashes = account.password_hashes if account else ()
    match = await passwords.find_match(hashes, password, Requester(network, normalize_email_key(email)))
    begun = await db.run(_begin_session, settings, match, email, network, now)
    if isinstance(begun, FailedSignIn):
        # only failures are delayed: other users of the network never slow down a correct sign-in
        await asyncio.sleep(begun.delay_seconds)
        raise InvalidCredentials("The address or the password is wrong.")
    account, token = begun
    if account.disabled:
        raise AccountDisabled("This account is disabled. Ask the administrator of this server.")
    if not token:
        raise EmailNotVerified("Confirm your address first: the link is in the email that we sent you.")
    return SignedIn(account.user, token)


def _find_account(settings: Settings, email: str, network: str, now: datetime) -> Account | None:
    _check_failures(settings, email, network, now)
    return users.find_account(email)


def _check_failures(settings: Settings, email: str, network: str, now: datetime) -> list[Subject]:
    """Return the subjects that count failures at this account from this network and its wider network.

    Raises:
        TooMany
    """
    length, wide = rate_limits.widen(network)
    account = normalize_email_key(email)
    subjects = [Subject("sign-in", f"{account} {network}"), Subject(f"sign-in-{length}", f"{account} {wide}")]
    for subject in subjects:
        rate_limits.check_delay(settings, subject, now)
    return subjects


def _begin_session(
    settings: Settings, match: str | None, email: str, network: str, now: datetime
) -> tuple[Account, str | None] | FailedSignIn:
    """Return the current account, with a session token if it is active.

    Raises:
        TooMany: concurrent failures reached the limit, so this attempt must reveal nothing; or too many
            sign-ins with the right password.
    """
    subjects = _check_failures(settings, email, network, now)
    account = users.find_account(email)
    if account is None or match is None or match not in account.password_hashes:
        return _count_failure(settings, subjects, network, now)
    for kind, name in subjects:
        attempts.remove(kind, name)
    rate_limits.spend(settings, "signed-in", f"{account.user.id} {network}", now)
    if account.disabled or not account.verified:
        return account, None
    audit.record(Actor(account.user.id, account.user.email, network), Action.SIGNED_IN, now)
    return account, sessions.begin(account.user.id, now)


def _count_failure(settings: Settings, subjects: list[Subject], network: str, now: datetime) -> FailedSignIn:
    whole_network = Subject("sign-in-network", network)
    delayed = rate_limits.is_over(settings, whole_network, now)
    for kind, name in [*subjects, whole_network]:
        attempts.add(kind, name, now)
    return FailedSignIn(_FAILURE_DELAY_SECONDS if delayed else 0)


def create_admin(email: str, password_hash: str, actor: Actor, now: datetime) -> User:
    """Create an active administrator; a waiting account is taken over, without its passwords and links.

    Raises:
        Invalid: the address has a confirmed account.
    """
    account = users.find_account(email)
    if account and account.verified:
        raise Invalid({"email": f"{email} has an account already."})
    if account:
        users.take_over(account.user.id, password_hash, now)
        users.set_role(account.user.id, Role.ADMIN)
        users.enable(account.user.id)
        user = users.get(account.user.id)
    else:
        user = users.add(email, password_hash, Role.ADMIN, now, now)
    audit.record(actor, Action.ADMIN_CREATED, now, user=user)
    return user
