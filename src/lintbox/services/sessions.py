"""Sessions: idle 7 days at most, 30 days in all (longer than ASVS 7.3 proposes, as a documented choice)."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from lintbox.domain import NotSignedIn, NotStored, User
from lintbox.storage import sessions, users
from lintbox.storage.database import Database

IDLE = timedelta(days=7)
ABSOLUTE = timedelta(days=30)
_TOUCH_EVERY = timedelta(minutes=10)


def begin(user_id: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    sessions.add(user_id, token, now)
    users.see(user_id, now)
    return token


async def find_user(db: Database, token: str | None, now: datetime) -> User:
    """Return who is signed in.

    Raises:
        NotSignedIn: no such session, or it has ended.
    """
    if not token:
        raise NotSignedIn("Sign in first.")
    found = await db.read_inline(sessions.find, token, begun_after=now - ABSOLUTE, seen_after=now - IDLE)
    if not found:
        raise NotSignedIn("Sign in first.")
    user, seen_at = found
    if now - seen_at > _TOUCH_EVERY:
        with suppress(NotStored):  # who only reads can go on reading
            await db.run_nosync(_touch, token, user.id, now)
    return user


def _touch(token: str, user_id: str, now: datetime) -> None:
    sessions.touch(token, now)
    users.see(user_id, now)


end = sessions.remove
find_id = sessions.find_id
