"""Sessions, by the SHA-256 of their token: the database holds no token."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from peewee import fn

from lintbox.domain import Role, User
from lintbox.storage.models import Sessions, connection, to_milliseconds, to_moment

# plain SQL: every request runs this
_REMOVE = "DELETE FROM sessions WHERE token_sha256 = ? RETURNING user_id"
_FIND = """
SELECT users.id, email, role, users.created_at, sessions.seen_at
FROM sessions JOIN users ON users.id = sessions.user_id
WHERE token_sha256 = ? AND sessions.created_at > ? AND sessions.seen_at > ? AND disabled_at IS NULL
"""
# a prefix of the hash: it identifies a session, and nobody can sign in with it
_ID_LENGTH = 16


class Session(NamedTuple):
    id: str
    created_at: datetime
    seen_at: datetime


def add(user_id: str, token_sha256: str, now: datetime) -> None:
    Sessions.create(token_sha256=token_sha256, user=user_id, created_at=now, seen_at=now)


def find(token_sha256: str, *, begun_after: datetime, seen_after: datetime) -> tuple[User, datetime] | None:
    """Return the session's user and when it was last used."""
    bounds = (to_milliseconds(begun_after), to_milliseconds(seen_after))
    row = connection.execute_sql(_FIND, (token_sha256, *bounds)).fetchone()
    if row is None:
        return None
    user_id, email, role, created_at, seen_at = row
    return User(user_id, email, Role(role), to_moment(created_at)), to_moment(seen_at)


def touch(token_sha256: str, now: datetime) -> None:
    Sessions.update(seen_at=now).where(Sessions.token_sha256 == token_sha256).execute()


def remove(token_sha256: str) -> str | None:
    """Return the id of the session's user; None if there is no such session."""
    row = connection.execute_sql(_REMOVE, (token_sha256,)).fetchone()
    return str(row[0]) if row else None


def remove_of_user(user_id: str) -> int:
    return int(Sessions.delete().where(Sessions.user == user_id).execute())


def list_of_user(user_id: str, *, begun_after: datetime, seen_after: datetime) -> list[Session]:
    """Return the open sessions, the last used first."""
    query = Sessions.select().where(
        Sessions.user == user_id, Sessions.created_at > begun_after, Sessions.seen_at > seen_after
    )
    rows = query.order_by(Sessions.seen_at.desc(), Sessions.token_sha256)
    return [Session(to_id(row.token_sha256), row.created_at, row.seen_at) for row in rows]


def remove_one(user_id: str, session_id: str) -> bool:
    """Return whether the user had this session."""
    matches = fn.substr(Sessions.token_sha256, 1, _ID_LENGTH) == session_id
    return bool(Sessions.delete().where(Sessions.user == user_id, matches).execute())


def to_id(token_sha256: str) -> str:
    return token_sha256[:_ID_LENGTH]


def remove_expired(*, begun_before: datetime, seen_before: datetime) -> int:
    expired = (Sessions.created_at <= begun_before) | (Sessions.seen_at <= seen_before)
    return int(Sessions.delete().where(expired).execute())
