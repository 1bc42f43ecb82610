"""Read-only links to the results of files, by the SHA-256 of their token, as one-time links are."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from lintbox.storage.models import Files, Shares, Users


class StoredShare(NamedTuple):
    id: str
    nonce: bytes
    token_sha256: str
    created_at: datetime
    expires_at: datetime


class SharedFile(NamedTuple):
    number: int
    expires_at: datetime


def add(file_number: int, nonce: bytes, token_sha256: str, now: datetime, expires_at: datetime) -> str:
    """Store a link and return its id."""
    share_id = secrets.token_hex(8)
    Shares.insert(
        id=share_id,
        file=file_number,
        nonce=nonce,
        token_sha256=token_sha256,
        created_at=now,
        expires_at=expires_at,
    ).execute()
    return share_id


def list_of_file(file_number: int, now: datetime) -> list[StoredShare]:
    """Return the links that have not expired; those that expire first come first."""
    found = Shares.select().where(Shares.file == file_number, Shares.expires_at > now)
    return [
        StoredShare(row.id, bytes(row.nonce), row.token_sha256, row.created_at, row.expires_at)
        for row in found.order_by(Shares.expires_at, Shares.created_at)
    ]


def count_of_user(user_id: str, now: datetime) -> int:
    owned = Shares.select().join(Files).where(Files.user == user_id, Shares.expires_at > now)
    return int(owned.count())


def find_file(token_sha256: str, now: datetime) -> SharedFile | None:
    """Return the file of a link; None if the link is unknown or expired, or the file's user is disabled."""
    row = (
        Shares.select(Shares.file, Shares.expires_at)
        .join(Files)
        .join(Users)
        .where(Shares.token_sha256 == token_sha256, Shares.expires_at > now, Users.disabled_at.is_null())
        .first()
    )
    return row and SharedFile(row.file_id, row.expires_at)


def remove(user_id: str, share_id: str) -> str | None:
    """Delete a link of the user; return the name of its file, None if there is no such link."""
    row = Shares.select(Files.name).join(Files).where(Files.user == user_id, Shares.id == share_id)
    name = row.tuples().first()
    Shares.delete().where(Shares.id == share_id, name is not None).execute()
    return name and str(name[0])


def remove_expired(now: datetime) -> int:
    return int(Shares.delete().where(Shares.expires_at <= now).execute())
