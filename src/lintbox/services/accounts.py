"""Accounts: which addresses and passwords they take, and signing in."""

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
)
from lintbox.hosts import display_host, normalize_host
from lintbox.services import rate_limits, sessions
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.passwords import Passwords, judge_password
from lintbox.services.rate_limits import Subject
from lintbox.services.round_robin import Asker
from lintbox.settings import Settings
from lintbox.storage import attempts, users
from lintbox.storage.database import Database


class SignedIn(NamedTuple):
    user: User
    token: str


class Refusal(NamedTuple):
    """A wrong guess; its answer is held back where its network guesses a lot."""

    delay_seconds: float


_SLOW_SECONDS = 1.0


def judge_registration(settings: Settings, email: str, password: str) -> str:
    """Return the address as it is written properly.

    Raises:
        Invalid: with every field that is at fault.
        RegistrationClosed: nobody can register.
    """
    if settings.registration == "closed":
        raise RegistrationClosed("Registration is closed. Ask your administrator for an account.")
    return judge_credentials(email, password, partial(judge_email, settings))


def judge_credentials(email: str, password: str, read: Callable[[str], str]) -> str:
    """Return the address as ``read`` writes it.

    Raises:
        Invalid: with every field that is at fault.
    """
    errors: dict[str, str] = {}
    try:
        email = read(email)
    except Invalid as error:
        errors.update(error.errors)
    if wrong := judge_password(password, email):
        errors["password"] = wrong
    if errors:
        raise Invalid(errors)
    return email


def judge_email(settings: Settings, email: str) -> str:
    """Raises: Invalid."""
    address = read_email(email)
    allowed = settings.registration_domains
    if settings.registration == "domains" and normalize_host(address.rpartition("@")[2]) not in allowed:
        raise Invalid(
            {"email": f"Only addresses at {' or '.join(map(display_host, allowed))} can register here."}
        )
    return address


def read_email(email: str) -> str:
    """Return the address as it is written properly; names of closed networks are taken too.

    Raises:
        Invalid
    """
    # at the first address: its patterns are a tenth of the start
    from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

    # a closed network has names of its own; this is how the library says to allow them
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


def normalize(email: str) -> str:
    """Write an address as registering wrote it; what is none stays as it is, and is nobody's."""
    try:
        return read_email(email)
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
    """Begin a session, in the same time for known and unknown addresses.

    Raises:
        InvalidCredentials, TooMany, Busy
        AccountDisabled, EmailNotVerified: only when the password was right.
    """
    email = normalize(email)
    account = await db.run(_find_account, settings, email, network, now)
    hashes = account.password_hashes if account else ()
    match = await passwords.find_match(hashes, password, Asker(network, email.casefold()))
    begun = await db.run(_begin_session, settings, match, email, network, now)
    if isinstance(begun, Refusal):
        # only wrong guesses wait: whoever knows the password is never slowed down by a neighbour
        await asyncio.sleep(begun.delay_seconds)
        raise InvalidCredentials("The address or the password is wrong.")
    account, token = begun
    if account.disabled:
        raise AccountDisabled("This account is disabled. Ask whoever looks after this server.")
    if not token:
        raise EmailNotVerified("Confirm your address first: the link is in the email that we sent you.")
    return SignedIn(account.user, token)


def _find_account(settings: Settings, email: str, network: str, now: datetime) -> Account | None:
    _check_guesses(settings, email, network, now)
    return users.find(email)


def _check_guesses(settings: Settings, email: str, network: str, now: datetime) -> list[Subject]:
    """Return what guesses at this account from this network and its neighbours are counted by.

    Raises:
        TooMany
    """
    length, wide = rate_limits.widen(network)
    account = email.casefold()
    subjects = [Subject("sign-in", f"{account} {network}"), Subject(f"sign-in-{length}", f"{account} {wide}")]
    for subject in subjects:
        rate_limits.check_delay(settings, subject, now)
    return subjects


def _begin_session(
    settings: Settings, match: str | None, email: str, network: str, now: datetime
) -> tuple[Account, str | None] | Refusal:
    """Return the account as it is now, with a session where it may have one.

    Raises:
        TooMany: guesses at the same moment were counted meanwhile, so this one learns nothing;
            or the right password was sent too often.
    """
    subjects = _check_guesses(settings, email, network, now)
    account = users.find(email)
    if account is None or match is None or match not in account.password_hashes:
        return _count_failure(settings, subjects, network, now)
    for kind, name in subjects:
        attempts.remove(kind, name)
    rate_limits.spend(settings, "signed-in", f"{account.user.id} {network}", now)
    if account.disabled or not account.verified:
        return account, None
    audit.note(Actor(account.user.id, account.user.email, network), Action.SIGNED_IN, now)
    return account, sessions.begin(account.user.id, now)


def _count_failure(settings: Settings, subjects: list[Subject], network: str, now: datetime) -> Refusal:
    everybody = Subject("sign-in-network", network)
    slow = rate_limits.is_over(settings, everybody, now)
    for kind, name in [*subjects, everybody]:
        attempts.add(kind, name, now)
    return Refusal(_SLOW_SECONDS if slow else 0)


def create_admin(email: str, password_hash: str, actor: Actor, now: datetime) -> User:
    """Make an active administrator, of a waiting account too: its passwords and links are void.

    Raises:
        Invalid: the address has a confirmed account.
    """
    account = users.find(email)
    if account and account.verified:
        raise Invalid({"email": f"{email} has an account already."})
    if account:
        users.take_over(account.user.id, password_hash, now)
        users.set_role(account.user.id, Role.ADMIN)
        users.enable(account.user.id)
        user = users.get(account.user.id)
    else:
        user = users.add(email, password_hash, Role.ADMIN, now, now)
    audit.note(actor, Action.ADMIN_CREATED, now, user=user)
    return user
