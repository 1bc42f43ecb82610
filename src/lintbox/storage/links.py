"""One-time links: what is kept cannot be turned back into a link."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from lintbox.storage.models import Links


def add(user_id: str, nonce: bytes, token: str, expires_at: datetime) -> str:
    """Keep a link, void the user's earlier ones, and return the new one's id."""
    Links.delete().where(Links.user == user_id).execute()
    link_id = secrets.token_hex(8)
    Links.create(id=link_id, user=user_id, nonce=nonce, token_sha256=_digest(token), expires_at=expires_at)
    return link_id


def find_nonce(link_id: str, now: datetime) -> bytes | None:
    row = Links.get_or_none(Links.id == link_id, Links.expires_at > now)
    return row and bytes(row.nonce)


def take(token: str, now: datetime) -> str | None:
    """Burn the link and return its user's id; None when there is no such link any more."""
    row = Links.get_or_none(Links.token_sha256 == _digest(token), Links.expires_at > now)
    if row is None:
        return None
    row.delete_instance()
    return str(row.user_id)


def remove_expired(now: datetime) -> int:
    return int(Links.delete().where(Links.expires_at <= now).execute())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
