"""Sessions: idle 7 days at most, 30 days in all (longer than ASVS 7.3 proposes, as a documented choice)."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from lintbox.domain import NotSignedIn, NotStored, User, digest_token
from lintbox.storage import sessions, users
from lintbox.storage.database import Database

IDLE = timedelta(days=7)
ABSOLUTE = timedelta(days=30)
_TOUCH_INTERVAL = timedelta(minutes=10)


def begin(user_id: str, now: datetime) -> str:
    """Return the token of a new session."""
    token = secrets.token_urlsafe(32)
    sessions.add(user_id, digest_token(token), now)
    users.set_seen(user_id, now)
    return token


def end(token: str) -> str | None:
    """Return the id of the session's user; None if there is no such session."""
    return sessions.remove(digest_token(token))


def to_id(token: str) -> str:
    """Return the id that identifies the session to its user and to administrators."""
    return sessions.to_id(digest_token(token))


async def get_user(db: Database, token: str | None, now: datetime) -> User:
    """Return the session's user, and record that it was used.

    Raises:
        NotSignedIn: unknown or expired session.
    """
    if not token:
        raise NotSignedIn("Sign in first.")
    found = await db.read_inline(
        sessions.find, digest_token(token), begun_after=now - ABSOLUTE, seen_after=now - IDLE
    )
    if not found:
        raise NotSignedIn("Sign in first.")
    user, seen_at = found
    if now - seen_at > _TOUCH_INTERVAL:
        with suppress(NotStored):  # a session can be used while the database cannot be written
            await db.run_nosync(_touch, token, user.id, now)
    return user


def _touch(token: str, user_id: str, now: datetime) -> None:
    sessions.touch(digest_token(token), now)
    users.set_seen(user_id, now)
