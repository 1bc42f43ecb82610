"""One-time links, by the SHA-256 of their token: the database cannot reveal a link."""

from __future__ import annotations

import secrets
from datetime import datetime

from lintbox.domain import Purpose
from lintbox.storage.models import Links


def add(user_id: str, purpose: Purpose, nonce: bytes, token_sha256: str, expires_at: datetime) -> str:
    """Store a link, delete the user's earlier ones of this purpose, and return the new id."""
    Links.delete().where(Links.user == user_id, Links.purpose == purpose).execute()
    link_id = secrets.token_hex(8)
    Links.create(
        id=link_id,
        user=user_id,
        purpose=purpose,
        nonce=nonce,
        token_sha256=token_sha256,
        expires_at=expires_at,
    )
    return link_id


def find_nonce(link_id: str, now: datetime) -> bytes | None:
    row = Links.get_or_none(Links.id == link_id, Links.expires_at > now)
    return row and bytes(row.nonce)


def exists(link_id: str) -> bool:
    """Return whether the link is stored, expired or not."""
    return Links.get_or_none(Links.id == link_id) is not None


def find_id(user_id: str, purpose: Purpose, now: datetime) -> str | None:
    row = Links.get_or_none(Links.user == user_id, Links.purpose == purpose, Links.expires_at > now)
    return row and str(row.id)


def find_user_id(token_sha256: str, purpose: Purpose, now: datetime) -> str | None:
    """Return the id of the link's user; None for an unknown or expired link."""
    row = Links.get_or_none(
        Links.token_sha256 == token_sha256, Links.purpose == purpose, Links.expires_at > now
    )
    return row and str(row.user_id)


def remove(token_sha256: str) -> None:
    Links.delete().where(Links.token_sha256 == token_sha256).execute()


def remove_of_user(user_id: str) -> None:
    Links.delete().where(Links.user == user_id).execute()


def remove_expired(now: datetime) -> int:
    return int(Links.delete().where(Links.expires_at <= now).execute())
