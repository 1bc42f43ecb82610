"""One-time links: what is kept cannot be turned back into a link."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from lintbox.domain import Purpose
from lintbox.storage.models import Links


def add(user_id: str, purpose: Purpose, nonce: bytes, token: str, expires_at: datetime) -> str:
    """Keep a link, void the user's earlier ones of that purpose, and return the new one's id."""
    Links.delete().where(Links.user == user_id, Links.purpose == purpose).execute()
    link_id = secrets.token_hex(8)
    Links.create(
        id=link_id,
        user=user_id,
        purpose=purpose,
        nonce=nonce,
        token_sha256=_digest(token),
        expires_at=expires_at,
    )
    return link_id


def find_nonce(link_id: str, now: datetime) -> bytes | None:
    row = Links.get_or_none(Links.id == link_id, Links.expires_at > now)
    return row and bytes(row.nonce)


def exists(link_id: str) -> bool:
    """Tell whether the link is there, expired or not."""
    return Links.get_or_none(Links.id == link_id) is not None


def find_id(user_id: str, purpose: Purpose, now: datetime) -> str | None:
    row = Links.get_or_none(Links.user == user_id, Links.purpose == purpose, Links.expires_at > now)
    return row and str(row.id)


def find_user(token: str, purpose: Purpose, now: datetime) -> str | None:
    """Return the id of the link's user; None when there is no such link any more."""
    row = Links.get_or_none(
        Links.token_sha256 == _digest(token), Links.purpose == purpose, Links.expires_at > now
    )
    return row and str(row.user_id)


def remove(token: str) -> None:
    Links.delete().where(Links.token_sha256 == _digest(token)).execute()


def remove_of_user(user_id: str) -> None:
    Links.delete().where(Links.user == user_id).execute()


def remove_expired(now: datetime) -> int:
    return int(Links.delete().where(Links.expires_at <= now).execute())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
