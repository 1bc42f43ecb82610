"""Creates the first administrator with a one-time link, which is valid only while there is none."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from lintbox.domain import TokenInvalid, digest_token, normalize_token
from lintbox.services import accounts, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.admin.audit import SETUP_LINK, Actor
from lintbox.services.passwords import Passwords
from lintbox.services.round_robin import Requester
from lintbox.storage import server_state, users
from lintbox.storage.database import Database

LIFETIME = timedelta(minutes=30)
_STATE = "setup"


def create_token(now: datetime) -> str | None:
    """Replace the link and return its token; None where there is an administrator."""
    if users.count_admins():
        server_state.remove(_STATE)
        return None
    token = secrets.token_urlsafe(32)
    server_state.write(_STATE, {"sha256": digest_token(token)}, now)
    return token


def validate_token(token: str, now: datetime) -> datetime:
    """Return when the link expires.

    Raises:
        TokenInvalid: unknown, used, expired, or there is an administrator; the message is the same.
    """
    state = server_state.read(_STATE)
    is_open = state and now < state.at + LIFETIME and not users.count_admins()
    if (
        state
        and is_open
        and hmac.compare_digest(str(state.value["sha256"]), digest_token(normalize_token(token)))
    ):
        return state.at + LIFETIME
    raise TokenInvalid("This link does not work any more. Start Lintbox again: it prints a new one.")


async def create_admin(
    db: Database, passwords: Passwords, token: str, email: str, password: str, network: str, now: datetime
) -> SignedIn:
    """Create the administrator and a session; the link stays valid after invalid input.

    Raises:
        TokenInvalid, Invalid, TooMany, Busy
    """
    await db.read(validate_token, token, now)
    address = accounts.validate_credentials(email, password, accounts.parse_email)
    password_hash = await passwords.hash(password, Requester(network, "setup"))
    return await db.run(_create_admin, token, address, password_hash, network, now)


def _create_admin(token: str, email: str, password_hash: str, network: str, now: datetime) -> SignedIn:
    validate_token(token, now)
    user = accounts.create_admin(email, password_hash, Actor(None, SETUP_LINK, network), now)
    server_state.remove(_STATE)
    return SignedIn(user, sessions.begin(user.id, now))
