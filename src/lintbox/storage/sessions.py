from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from lintbox.domain import User
from lintbox.storage.models import Sessions, Users
from lintbox.storage.users import to_user


def add(user_id: str, token: str, now: datetime) -> None:
    Sessions.create(token_sha256=_digest(token), user=user_id, created_at=now, seen_at=now)


def find(token: str, *, begun_after: datetime, seen_after: datetime) -> tuple[User, datetime] | None:
    """Return the session's user and when it was last seen."""
    row = (
        Sessions.select(Sessions, Users)
        .join(Users)
        .where(
            Sessions.token_sha256 == _digest(token),
            Sessions.created_at > begun_after,
            Sessions.seen_at > seen_after,
            Users.disabled_at.is_null(),
        )
        .first()
    )
    return row and (to_user(row.user), row.seen_at)


def touch(token: str, now: datetime) -> None:
    Sessions.update(seen_at=now).where(Sessions.token_sha256 == _digest(token)).execute()


def remove(token: str) -> None:
    Sessions.delete().where(Sessions.token_sha256 == _digest(token)).execute()


def remove_of_user(user_id: str) -> int:
    return int(Sessions.delete().where(Sessions.user == user_id).execute())


def remove_expired(*, begun_before: datetime, seen_before: datetime) -> int:
    gone = (Sessions.created_at <= begun_before) | (Sessions.seen_at <= seen_before)
    return int(Sessions.delete().where(gone).execute())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
