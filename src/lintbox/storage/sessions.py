from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from peewee import fn

from lintbox.domain import Role, User
from lintbox.storage.models import Sessions, connection, get_moment, to_milliseconds

# in plain SQL: every request asks this
_FIND = """
SELECT users.id, email, role, users.created_at, sessions.seen_at
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE token_sha256 = ? AND sessions.created_at > ? AND sessions.seen_at > ? AND disabled_at IS NULL
"""


# of the hash at rest: it names a session and opens none
_ID_LENGTH = 16


class Session(NamedTuple):
    id: str
    created_at: datetime
    seen_at: datetime


def add(user_id: str, token: str, now: datetime) -> None:
    Sessions.create(token_sha256=_digest(token), user=user_id, created_at=now, seen_at=now)


def find(token: str, *, begun_after: datetime, seen_after: datetime) -> tuple[User, datetime] | None:
    """Return the session's user and when it was last seen."""
    bounds = (to_milliseconds(begun_after), to_milliseconds(seen_after))
    row = connection.execute_sql(_FIND, (_digest(token), *bounds)).fetchone()
    if row is None:
        return None
    user_id, email, role, created_at, seen_at = row
    return User(user_id, email, Role(role), get_moment(created_at)), get_moment(seen_at)


def touch(token: str, now: datetime) -> None:
    Sessions.update(seen_at=now).where(Sessions.token_sha256 == _digest(token)).execute()


def remove(token: str) -> None:
    Sessions.delete().where(Sessions.token_sha256 == _digest(token)).execute()


def remove_of_user(user_id: str) -> int:
    return int(Sessions.delete().where(Sessions.user == user_id).execute())


def list_of_user(user_id: str, *, begun_after: datetime, seen_after: datetime) -> list[Session]:
    """Return the open ones, the last seen first."""
    query = Sessions.select().where(
        Sessions.user == user_id, Sessions.created_at > begun_after, Sessions.seen_at > seen_after
    )
    rows = query.order_by(Sessions.seen_at.desc(), Sessions.token_sha256)
    return [Session(row.token_sha256[:_ID_LENGTH], row.created_at, row.seen_at) for row in rows]


def remove_one(user_id: str, session_id: str) -> bool:
    """Tell whether there was one."""
    its = fn.substr(Sessions.token_sha256, 1, _ID_LENGTH) == session_id
    return bool(Sessions.delete().where(Sessions.user == user_id, its).execute())


def find_id(token: str) -> str:
    return _digest(token)[:_ID_LENGTH]


def remove_expired(*, begun_before: datetime, seen_before: datetime) -> int:
    gone = (Sessions.created_at <= begun_before) | (Sessions.seen_at <= seen_before)
    return int(Sessions.delete().where(gone).execute())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
