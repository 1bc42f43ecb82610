"""Read-only links to the result of a file: anybody who has one sees what it is now, until the link ends."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import (
    Action,
    Check,
    File,
    NotFound,
    ProblemCode,
    Rejected,
    SharingOff,
    digest_token,
    normalize_token,
)
from lintbox.services import rate_limits
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.one_time_links import derive_token
from lintbox.services.ownership import get_file_number
from lintbox.settings import Settings
from lintbox.storage import checks, contents, files, shares

MOST_DAYS = 365
SHARES_OF_FILE = 20
SHARES_OF_USER = 500


class Share(NamedTuple):
    """``url`` is None if the server's key has changed: the link works, but it cannot be shown again."""

    id: str
    url: str | None
    created_at: datetime
    expires_at: datetime


class Shared(NamedTuple):
    """``check`` is the newest one that has ended, with its findings; the newest if none has."""

    file: File
    check: Check
    expires_at: datetime


def validate(settings: Settings, user_id: str, file_id: str) -> int:
    """Return the number of a file that the user may share.

    Raises:
        NotFound
        SharingOff
    """
    number = get_file_number(user_id, file_id)
    if settings.sharing == "off":
        raise SharingOff("The administrator of this server has switched sharing off.")
    return number


def create(
    settings: Settings, link_builder: LinkBuilder, actor: Actor, file_id: str, days: int, now: datetime
) -> Share:
    """Create a link to a file of the actor.

    Raises:
        NotFound, SharingOff, TooMany
        Rejected: the file or the user has the maximum of links.
    """
    user_id = str(actor.id)
    number = validate(settings, user_id, file_id)
    _require_room(user_id, number, now)
    rate_limits.spend(settings, "share-user", user_id, now)
    nonce = secrets.token_bytes(32)
    token = derive_token(link_builder.key, nonce)
    expires_at = now + timedelta(days=days)
    share_id = shares.add(number, nonce, digest_token(token), now, expires_at)
    (file,) = files.get_many([number])
    audit.record(actor, Action.SHARED_FILE, now, what=file.name)
    return Share(share_id, _write_url(link_builder, token), now, expires_at)


def list_of_file(link_builder: LinkBuilder, user_id: str, file_id: str, now: datetime) -> list[Share]:
    """Return the links that have not ended; those that end first come first.

    Raises:
        NotFound
    """
    listed = shares.list_of_file(get_file_number(user_id, file_id), now)
    return [_with_url(link_builder, share) for share in listed]


def end(actor: Actor, share_id: str, now: datetime) -> None:
    """Raises: NotFound."""
    name = shares.remove(str(actor.id), share_id)
    if name is None:
        raise NotFound("There is no such link. It may have ended.")
    audit.record(actor, Action.ENDED_SHARE, now, what=name)


def get(settings: Settings, token: str, now: datetime) -> Shared:
    """Return what the link shows.

    Raises:
        NotFound: unknown, expired, ended, of a disabled user, or sharing is off; the message is the same.
    """
    number, expires_at = _get_file(settings, token, now)
    file = files.get(number)
    newest = file.checks[0]
    check = next((check for check in file.checks if check.report), newest)
    return Shared(file, check if check is newest else checks.add_findings(check), expires_at)


def read_content(settings: Settings, token: str, now: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes.

    Raises:
        NotFound: as for ``get``.
    """
    (file,) = files.get_many([_get_file(settings, token, now)[0]])
    return file.name, contents.read(file.sha256)


def record_miss(settings: Settings, network: str, now: datetime) -> None:
    """Count a request for a link that does not exist; it never keeps anybody from one that does.

    Raises:
        TooMany
    """
    rate_limits.spend(settings, "shared", network, now)


def _get_file(settings: Settings, token: str, now: datetime) -> shares.SharedFile:
    found = shares.find_file(digest_token(normalize_token(token)), now)
    if found is None or settings.sharing == "off":
        raise NotFound("There is nothing at this link, or no longer. Ask for a new one.")
    return found


def _require_room(user_id: str, file_number: int, now: datetime) -> None:
    if len(shares.list_of_file(file_number, now)) >= SHARES_OF_FILE:
        raise Rejected(
            ProblemCode.QUOTA, f"This file has {SHARES_OF_FILE} links, which are the most. End one first."
        )
    if shares.count_of_user(user_id, now) >= SHARES_OF_USER:
        raise Rejected(
            ProblemCode.QUOTA, f"You have {SHARES_OF_USER} links, which are the most. End some first."
        )


def _with_url(link_builder: LinkBuilder, share: shares.StoredShare) -> Share:
    token = derive_token(link_builder.key, share.nonce)
    is_known = digest_token(token) == share.token_sha256
    url = _write_url(link_builder, token) if is_known else None
    return Share(share.id, url, share.created_at, share.expires_at)


def _write_url(link_builder: LinkBuilder, token: str) -> str:
    return f"{link_builder.base_url}/shared/{token}"
