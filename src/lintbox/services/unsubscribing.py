"""Ends and resumes emails about results, by the signed link in each of them, without signing in.

The token is no session: it names a user, and the file of the email if there is one, and permits nothing but
the choice of these emails. It never expires, because an old email must be able to end new ones.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import ResultMail, TokenInvalid
from lintbox.services import preferences, rate_limits
from lintbox.settings import Settings
from lintbox.storage import files, users

_TOKEN = re.compile(r"([0-9a-f]{16})-([0-9a-f]{16})?-([0-9a-f]{32})", re.ASCII)
_PURPOSE = b"unsubscribe"


class FileChoice(NamedTuple):
    id: str
    name: str
    result_mail: ResultMail | None


class Subscription(NamedTuple):
    """``file`` is None if the email is about several files, or the file is deleted."""

    email: str
    result_mail: ResultMail
    file: FileChoice | None


class _Named(NamedTuple):
    user_id: str
    file_number: int | None


def make_token(key: bytes, user_id: str, file_id: str = "") -> str:
    return f"{user_id}-{file_id}-{_sign(key, user_id, file_id)}"


def show(settings: Settings, key: bytes, token: str) -> Subscription:
    """Raises: TokenInvalid."""
    return _describe(settings, _read(key, token))


def choose(
    settings: Settings, key: bytes, token: str, result_mail: ResultMail, network: str, now: datetime
) -> Subscription:
    """Set when the user wants emails; "never" holds for files with a choice of their own, too.

    Raises:
        TokenInvalid
        TooMany: from this network.
    """
    count_attempt(settings, network, now)
    named = _read(key, token)
    users.set_result_mail(named.user_id, result_mail)
    if result_mail == ResultMail.NEVER:
        files.forget_result_mail(named.user_id)
    return _describe(settings, named)


def choose_for_file(
    settings: Settings, key: bytes, token: str, result_mail: ResultMail | None, network: str, now: datetime
) -> Subscription:
    """Set when the user wants emails about the file of the link; None for the choice for all files.

    Raises:
        TokenInvalid: also if the file was deleted.
        TooMany: from this network.
    """
    count_attempt(settings, network, now)
    named = _read(key, token)
    if named.file_number is None:
        raise _invalid()
    files.set_result_mail(named.file_number, result_mail)
    return _describe(settings, named)


def count_attempt(settings: Settings, network: str, now: datetime) -> None:
    """Raises: TooMany: from this network."""
    rate_limits.spend(settings, "unsubscribe-network", network, now)


def _read(key: bytes, token: str) -> _Named:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _invalid()
    user_id, file_id, signature = match[1], match[2] or "", match[3]
    if not hmac.compare_digest(signature, _sign(key, user_id, file_id)) or not users.find_by_id(user_id):
        raise _invalid()
    return _Named(user_id, files.find_number(user_id, file_id) if file_id else None)


def _describe(settings: Settings, named: _Named) -> Subscription:
    file = files.get_many([named.file_number])[0] if named.file_number else None
    return Subscription(
        users.get(named.user_id).email,
        preferences.get_result_mail(settings, named.user_id),
        FileChoice(file.id, file.name, file.result_mail) if file else None,
    )


def _sign(key: bytes, user_id: str, file_id: str) -> str:
    # one-time links sign 32 random bytes with the same key, which never begin like this by chance
    return hmac.digest(key, b"\0".join((_PURPOSE, user_id.encode(), file_id.encode())), "sha256").hex()[:32]


def _invalid() -> TokenInvalid:
    return TokenInvalid(
        "This link is not complete, or its account was deleted. Copy it from the email again."
    )
