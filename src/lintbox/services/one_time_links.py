"""One-time links.

A token is the HMAC-SHA-256 of a random nonce with the key of the data directory, so it can be derived when
its email is sent, and the database never holds it.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Purpose, TokenInvalid, digest_token, normalize_token
from lintbox.storage import one_time_links

LIFETIMES = {Purpose.VERIFICATION: timedelta(hours=8), Purpose.RESET: timedelta(hours=1)}


class Link(NamedTuple):
    id: str
    token: str


def create(user_id: str, purpose: Purpose, key: bytes, now: datetime) -> Link:
    """Create a link, and void the user's earlier ones of this purpose."""
    nonce = secrets.token_bytes(32)
    token = derive_token(key, nonce)
    return Link(
        one_time_links.add(user_id, purpose, nonce, digest_token(token), now + LIFETIMES[purpose]), token
    )


def make_decoy() -> str:
    """Return a random string that looks like a token."""
    return derive_token(secrets.token_bytes(32), b"")


def find_token(link_id: str, key: bytes, now: datetime) -> str | None:
    """Return the token of a valid link."""
    nonce = one_time_links.find_nonce(link_id, now)
    return derive_token(key, nonce) if nonce else None


def is_used_up(link_id: str) -> bool:
    """Return whether the link was used or replaced; an expired one only counts after the cleanup."""
    return not one_time_links.exists(link_id)


def find_token_of_user(user_id: str, purpose: Purpose, key: bytes, now: datetime) -> str | None:
    """Return the token of the user's valid link."""
    link_id = one_time_links.find_id(user_id, purpose, now)
    return link_id and find_token(link_id, key, now)


def get_user_id(token: str, purpose: Purpose, now: datetime) -> str:
    """Return the id of the link's user; the link stays valid.

    Raises:
        TokenInvalid: unknown, used, void or expired; the message is the same.
    """
    if user_id := one_time_links.find_user_id(digest_token(normalize_token(token)), purpose, now):
        return user_id
    raise TokenInvalid("This link cannot be used any more. Ask for a new one.")


def use(token: str, purpose: Purpose, now: datetime) -> str:
    """Delete the link, and return its user's id.

    Raises:
        TokenInvalid
    """
    user_id = get_user_id(token, purpose, now)
    one_time_links.remove(digest_token(normalize_token(token)))
    return user_id


def derive_token(key: bytes, nonce: bytes) -> str:
    return urlsafe_b64encode(hmac.digest(key, nonce, "sha256")).rstrip(b"=").decode()
