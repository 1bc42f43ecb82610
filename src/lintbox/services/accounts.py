"""Accounts: registered, confirmed by a one-time link, signed in to."""

from __future__ import annotations

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
    Purpose,
    RegistrationClosed,
    Role,
    User,
)
from lintbox.hosts import display_host, normalize_host
from lintbox.services import audit, letters, limits, links, sessions
from lintbox.services.audit import Actor
from lintbox.services.letters import Mailroom
from lintbox.services.passwords import Passwords, judge_password
from lintbox.settings import Settings
from lintbox.storage import attempts, users
from lintbox.storage.database import Database


class Registered(NamedTuple):
    """``token`` is for the local mailbox on one's own machine only; a known address gets one of no use."""

    email: str
    token: str


class SignedIn(NamedTuple):
    user: User
    token: str


async def register(
    db: Database,
    passwords: Passwords,
    settings: Settings,
    room: Mailroom,
    email: str,
    password: str,
    network: str,
    now: datetime,
) -> Registered:
    """Make an account that waits for its link; a known address gets a letter that says so.

    Known and unknown take the same way: one hash, one transaction, one letter.

    Raises:
        Invalid, RegistrationClosed, TooMany, Busy
    """
    address = judge_registration(settings, email, password)
    await db.run(limits.check, settings, "register-network", network, now)
    password_hash = await passwords.hash(password)
    return await db.run(_register, settings, room, address, password_hash, network, now)


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


def tidy(email: str) -> str:
    """Write an address as registering wrote it; what is none stays as it is, and is nobody's."""
    try:
        return read_email(email)
    except Invalid:
        return email.strip()


def _register(
    settings: Settings, room: Mailroom, email: str, password_hash: str, network: str, now: datetime
) -> Registered:
    limits.spend(settings, "register-network", network, now)
    limits.spend(settings, "letter", email.casefold(), now)
    account = users.find(email)
    if account and account.verified:
        letters.queue_account_exists(room, account.user, now)
        return Registered(email, links.make_decoy())
    if account:
        # not confirmed, so nobody has it yet: who holds the newest link decides, with this password
        users.set_password(account.user.id, password_hash)
        user = account.user
    else:
        user = users.add(email, password_hash, Role.USER, None, now)
    return Registered(email, letters.queue_verification(room, user, now).token)


def verify(token: str, now: datetime) -> str:
    """Activate the account that the link belongs to, and return its address.

    Raises:
        TokenInvalid
    """
    user_id = links.take(token, Purpose.VERIFICATION, now)
    users.confirm(user_id, now)
    return users.get(user_id).email


def resend(settings: Settings, room: Mailroom, email: str, now: datetime) -> None:
    """Write a new link to an account that waits for one; nothing tells whether there is one.

    Raises:
        TooMany
    """
    email = tidy(email)
    limits.spend(settings, "letter", email.casefold(), now)
    account = users.find(email)
    if account and not account.verified and not account.disabled:
        letters.queue_verification(room, account.user, now)


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
    email = tidy(email)
    account = await db.run(_find_account, settings, email, network, now)
    right = await passwords.verify(account.password_hash if account else None, password)
    begun = await db.run(_begin_session, settings, right, email, network, now)
    if begun is None:
        raise InvalidCredentials("The address or the password is wrong.")
    account, token = begun
    if account.disabled:
        raise AccountDisabled("This account is disabled. Ask whoever looks after this server.")
    if not token:
        raise EmailNotVerified("Confirm your address first: the link is in the letter that we sent you.")
    return SignedIn(account.user, token)


def _find_account(settings: Settings, email: str, network: str, now: datetime) -> Account | None:
    _judge_guesses(settings, email, network, now)
    return users.find(email)


def _judge_guesses(settings: Settings, email: str, network: str, now: datetime) -> str:
    """Return what guesses at this account from this network are counted by.

    Raises:
        TooMany
    """
    subject = f"{email.casefold()} {network}"
    limits.check(settings, "sign-in-network", network, now)
    limits.check(settings, "sign-in", subject, now)
    return subject


def _begin_session(
    settings: Settings, right: bool, email: str, network: str, now: datetime
) -> tuple[Account, str | None] | None:
    """Return the account as it is now, with a session where it may have one.

    Raises:
        TooMany: guesses at the same moment were counted meanwhile, so this one learns nothing.
    """
    subject = _judge_guesses(settings, email, network, now)
    account = users.find(email) if right else None
    if account is None:
        attempts.add("sign-in", subject, now)
        attempts.add("sign-in-network", network, now)
        return None
    attempts.remove("sign-in", subject)
    if account.disabled or not account.verified:
        return account, None
    audit.note(Actor(account.user.id, account.user.email, network), Action.SIGNED_IN, now)
    return account, sessions.begin(account.user.id, now)


def create_admin(email: str, password_hash: str, actor: Actor, now: datetime) -> User:
    """Make an active administrator.

    Raises:
        Invalid: the address has an account.
    """
    if users.find(email):
        raise Invalid({"email": f"{email} has an account already."})
    user = users.add(email, password_hash, Role.ADMIN, now, now)
    audit.note(actor, Action.ADMIN_CREATED, now, user=user)
    return user
