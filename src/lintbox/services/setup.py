"""The first administrator: a one-time link, open only while there is none."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from lintbox.domain import TokenInvalid, mend_token
from lintbox.services import accounts, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.admin.audit import SETUP_LINK, Actor
from lintbox.services.passwords import Passwords
from lintbox.services.round_robin import Asker
from lintbox.storage import server_state, users
from lintbox.storage.database import Database

LIFE = timedelta(minutes=30)
_FACT = "setup"


def make_token(now: datetime) -> str | None:
    """Make a new link's token, which voids the one before; None where there is an administrator."""
    if users.count_admins():
        server_state.remove(_FACT)
        return None
    token = secrets.token_urlsafe(32)
    server_state.write(_FACT, {"sha256": _digest(token)}, now)
    return token


def judge_token(token: str, now: datetime) -> datetime:
    """Return when the link ends.

    Raises:
        TokenInvalid: unknown, used, expired, or there is an administrator: one answer.
    """
    fact = server_state.read(_FACT)
    is_open = fact and now < fact.at + LIFE and not users.count_admins()
    if fact and is_open and hmac.compare_digest(str(fact.value["sha256"]), _digest(mend_token(token))):
        return fact.at + LIFE
    raise TokenInvalid("This link does not work any more. Start Lintbox again: it prints a new one.")


async def make_admin(
    db: Database, passwords: Passwords, token: str, email: str, password: str, network: str, now: datetime
) -> SignedIn:
    """Make the administrator and sign in; what cannot be taken leaves the link as it is.

    Raises:
        TokenInvalid, Invalid, TooMany, Busy
    """
    await db.read(judge_token, token, now)
    address = accounts.judge_credentials(email, password, accounts.read_email)
    password_hash = await passwords.hash(password, Asker(network, "setup"))
    return await db.run(_make_admin, token, address, password_hash, network, now)


def _make_admin(token: str, email: str, password_hash: str, network: str, now: datetime) -> SignedIn:
    judge_token(token, now)
    user = accounts.create_admin(email, password_hash, Actor(None, SETUP_LINK, network), now)
    server_state.remove(_FACT)
    return SignedIn(user, sessions.begin(user.id, now))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
