"""A new password by a one-time link."""

from __future__ import annotations

from datetime import datetime

from lintbox.domain import Action, Invalid, Purpose, User
from lintbox.services import accounts, audit, letters, limits, links
from lintbox.services.audit import Actor
from lintbox.services.letters import Mailroom
from lintbox.services.passwords import Passwords, judge_password
from lintbox.settings import Settings
from lintbox.storage import links as kept_links
from lintbox.storage import sessions, users
from lintbox.storage.database import Database


def ask(settings: Settings, room: Mailroom, email: str, now: datetime) -> None:
    """Write a link to an account that can use one; nothing tells whether there is one.

    Raises:
        TooMany
    """
    email = accounts.tidy(email)
    limits.spend(settings, "letter", email.casefold(), now)
    account = users.find(email)
    if account and account.verified and not account.disabled:
        letters.queue_reset(room, account.user, now)


async def set_password(
    db: Database, passwords: Passwords, token: str, password: str, network: str, now: datetime
) -> str:
    """Set the password of the link's user, end every session, and return the address.

    A password that cannot be taken leaves the link as it is.

    Raises:
        TokenInvalid, Invalid, Busy
    """
    user = await db.read(_find, token, now)
    if wrong := judge_password(password, user.email):
        raise Invalid({"password": wrong})
    password_hash = await passwords.hash(password)
    return await db.run(_set_password, token, password_hash, network, now)


def _find(token: str, now: datetime) -> User:
    return users.get(links.find_user(token, Purpose.RESET, now))


def _set_password(token: str, password_hash: str, network: str, now: datetime) -> str:
    user = users.get(links.take(token, Purpose.RESET, now))
    users.set_password(user.id, password_hash)
    users.confirm(user.id, now)  # who has the link reads mail at the address
    kept_links.remove_of_user(user.id)
    ended = sessions.remove_of_user(user.id)
    actor = Actor(user.id, user.email, network)
    audit.note(actor, Action.PASSWORD_SET, now, what=audit.tell_sessions(ended))
    return user.email
