"""Password resets with a one-time link."""

from __future__ import annotations

from datetime import datetime

from lintbox.domain import Action, EmailKind, Invalid, Purpose, User
from lintbox.services import emails, one_time_links, rate_limits, registration
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords, validate_password
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage import sessions, users
from lintbox.storage.database import Database


def request(settings: Settings, link_builder: LinkBuilder, email: str, network: str, now: datetime) -> bool:
    """Send a link to an active account; return whether an email was written.

    The response must not depend on it.
    """
    account = registration.find_addressee(settings, email, network, now)
    if account is None or not account.verified or account.disabled:
        return False
    if not rate_limits.try_email(settings, EmailKind.RESET, account.user.email, network, now):
        return False
    emails.queue_reset(link_builder, account.user, now)
    return True


async def set_password(
    db: Database, passwords: Passwords, token: str, password: str, network: str, now: datetime
) -> User:
    """Set the password of the link's user, end every session, and return the user.

    The link stays valid after an invalid password.

    Raises:
        TokenInvalid, Invalid, TooMany, Busy
    """
    user = await db.read(_get_user, token, now)
    if fault := validate_password(password, user.email):
        raise Invalid({"password": fault})
    password_hash = await passwords.hash(password, Requester(network, user.id))
    return await db.run_to_end(_set_password, token, password_hash, network, now)


def _get_user(token: str, now: datetime) -> User:
    return users.get(one_time_links.get_user_id(token, Purpose.RESET, now))


def _set_password(token: str, password_hash: str, network: str, now: datetime) -> User:
    user = users.get(one_time_links.use(token, Purpose.RESET, now))
    users.take_over(user.id, password_hash, now)  # the link proves the mailbox
    ended = sessions.remove_of_user(user.id)
    actor = Actor(user.id, user.email, network)
    audit.record(actor, Action.PASSWORD_SET, now, what=audit.describe_ended_sessions(ended))
    return user
