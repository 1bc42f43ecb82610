"""A new password by a one-time link."""

from __future__ import annotations

from datetime import datetime

from lintbox.domain import Action, EmailKind, Invalid, Purpose, User
from lintbox.services import email_limits, emails, links, registration
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords, judge_password
from lintbox.services.round_robin import Asker
from lintbox.settings import Settings
from lintbox.storage import sessions, users
from lintbox.storage.database import Database


def ask(settings: Settings, link_builder: LinkBuilder, email: str, network: str, now: datetime) -> bool:
    """Write a link to an account that can use one; tell whether an email was written.

    The answer to the one who asks must not depend on it.
    """
    account = registration.find_addressee(settings, email, network, now)
    if account is None or not account.verified or account.disabled:
        return False
    if not email_limits.allow(settings, EmailKind.RESET, account.user.email, network, now):
        return False
    emails.queue_reset(link_builder, account.user, now)
    return True


async def set_password(
    db: Database, passwords: Passwords, token: str, password: str, network: str, now: datetime
) -> str:
    """Set the password of the link's user, end every session, and return the address.

    A password that cannot be taken leaves the link as it is.

    Raises:
        TokenInvalid, Invalid, TooMany, Busy
    """
    user = await db.read(_find, token, now)
    if wrong := judge_password(password, user.email):
        raise Invalid({"password": wrong})
    password_hash = await passwords.hash(password, Asker(network, user.id))
    return await db.run(_set_password, token, password_hash, network, now)


def _find(token: str, now: datetime) -> User:
    return users.get(links.find_user(token, Purpose.RESET, now))


def _set_password(token: str, password_hash: str, network: str, now: datetime) -> str:
    user = users.get(links.take(token, Purpose.RESET, now))
    users.take_over(user.id, password_hash, now)  # the link proves the mailbox
    ended = sessions.remove_of_user(user.id)
    actor = Actor(user.id, user.email, network)
    audit.note(actor, Action.PASSWORD_SET, now, what=audit.tell_sessions(ended))
    return user.email
