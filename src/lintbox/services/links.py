"""One-time links.

A token is 32 bytes, HMAC-SHA-256 over 32 random ones with the key of the data directory.  So the
email that carries it can be written when it is sent, and the database never holds the token.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Purpose, TokenInvalid, mend_token
from lintbox.storage import links

LIFE = {Purpose.VERIFICATION: timedelta(hours=8), Purpose.RESET: timedelta(hours=1)}


class Link(NamedTuple):
    id: str
    token: str


def make(user_id: str, purpose: Purpose, key: bytes, now: datetime) -> Link:
    """Make a link; the user's earlier ones of that purpose are void from now on."""
    nonce = secrets.token_bytes(32)
    token = _derive(key, nonce)
    return Link(links.add(user_id, purpose, nonce, token, now + LIFE[purpose]), token)


def make_decoy() -> str:
    """Return what looks like a token and opens nothing."""
    return _derive(secrets.token_bytes(32), b"")


def read_token(link_id: str, key: bytes, now: datetime) -> str | None:
    """Return the token of a link that can still be used."""
    nonce = links.find_nonce(link_id, now)
    return _derive(key, nonce) if nonce else None


def is_used_up(link_id: str) -> bool:
    """Tell whether the link was used or replaced; an expired one was not, until the cleanup takes it."""
    return not links.exists(link_id)


def find_token(user_id: str, purpose: Purpose, key: bytes, now: datetime) -> str | None:
    """Return the token of the user's link that can still be used."""
    link_id = links.find_id(user_id, purpose, now)
    return link_id and read_token(link_id, key, now)


def find_user(token: str, purpose: Purpose, now: datetime) -> str:
    """Return the id of the link's user, and leave the link.

    Raises:
        TokenInvalid: unknown, used, void or expired: one answer.
    """
    if user_id := links.find_user(mend_token(token), purpose, now):
        return user_id
    raise TokenInvalid("This link cannot be used any more. Ask for a new one.")


def take(token: str, purpose: Purpose, now: datetime) -> str:
    """Burn the link and return its user's id.

    Raises:
        TokenInvalid
    """
    user_id = find_user(token, purpose, now)
    links.remove(mend_token(token))
    return user_id


def _derive(key: bytes, nonce: bytes) -> str:
    return urlsafe_b64encode(hmac.digest(key, nonce, "sha256")).rstrip(b"=").decode()
