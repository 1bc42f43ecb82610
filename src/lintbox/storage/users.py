"""Users and their accounts."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from peewee import fn

from lintbox.domain import Account, ResultMail, Role, User, fold, normalize_email_key
from lintbox.storage import emails, one_time_links, registrations
from lintbox.storage.models import Users, connection, to_milliseconds

_REMOVE_UNCONFIRMED = """
DELETE FROM users WHERE id IN (
    SELECT id FROM users
    WHERE verified_at IS NULL AND disabled_at IS NULL AND role <> 'admin' AND created_at < ?
    AND NOT EXISTS (SELECT 1 FROM links WHERE links.user_id = users.id AND expires_at > ?)
    LIMIT ?
) RETURNING id
"""


def add(email: str, password_hash: str, role: Role, verified_at: datetime | None, now: datetime) -> User:
    row = Users.create(
        id=secrets.token_hex(8),
        email=email,
        email_key=normalize_email_key(email),
        password_hash=password_hash,
        role=role,
        verified_at=verified_at,
        created_at=now,
    )
    return to_user(row)


def find_account(email: str) -> Account | None:
    row = Users.get_or_none(Users.email_key == normalize_email_key(email))
    return row and _to_account(row)


def get_account(user_id: str) -> Account:
    return _to_account(Users.get_by_id(user_id))


def find_by_id(user_id: str) -> User | None:
    row = Users.get_or_none(Users.id == user_id)
    return row and to_user(row)


def get(user_id: str) -> User:
    return to_user(Users.get_by_id(user_id))


def set_password(user_id: str, password_hash: str) -> None:
    Users.update(password_hash=password_hash).where(Users.id == user_id).execute()


def take_over(user_id: str, password_hash: str, now: datetime) -> None:
    """Confirm an account with this password; delete other passwords, links and their emails."""
    set_password(user_id, password_hash)
    confirm(user_id, now)
    one_time_links.remove_of_user(user_id)
    emails.remove_void(user_id)


def confirm(user_id: str, now: datetime) -> None:
    """Activate the account, and delete the pending registrations for its address."""
    Users.update(verified_at=now).where(Users.id == user_id, Users.verified_at.is_null()).execute()
    registrations.remove_of_user(user_id)


def set_profile(user_id: str, profile_id: str | None) -> None:
    Users.update(profile_id=profile_id).where(Users.id == user_id).execute()


def find_profile(user_id: str) -> str | None:
    return Users.get_by_id(user_id).profile_id


def set_seen(user_id: str, now: datetime) -> None:
    Users.update(seen_at=now).where(Users.id == user_id).execute()


def disable(user_id: str, by: str, now: datetime) -> bool:
    """Return whether the account was enabled."""
    enabled = Users.disabled_at.is_null()
    changed = Users.update(disabled_at=now, disabled_by=by).where(Users.id == user_id, enabled)
    return bool(changed.execute())


def enable(user_id: str) -> bool:
    """Return whether the account was disabled."""
    disabled = Users.disabled_at.is_null(False)
    changed = Users.update(disabled_at=None, disabled_by=None).where(Users.id == user_id, disabled)
    return bool(changed.execute())


def get_preferences(user_id: str) -> tuple[ResultMail | None, str | None]:
    """Return when the user wants emails about results, and their name; None where they chose nothing."""
    row = Users.get_by_id(user_id)
    return ResultMail(row.result_mail) if row.result_mail else None, row.display_name


def set_result_mail(user_id: str, result_mail: ResultMail) -> None:
    Users.update(result_mail=result_mail).where(Users.id == user_id).execute()


def set_display_name(user_id: str, display_name: str | None) -> None:
    Users.update(display_name=display_name).where(Users.id == user_id).execute()


def set_role(user_id: str, role: Role) -> None:
    Users.update(role=role).where(Users.id == user_id).execute()


def count_admins() -> int:
    """Count the administrators who can sign in."""
    return int(_select_admins().count())


def is_admin(user_id: str) -> bool:
    """Return whether the user is an administrator who can sign in."""
    return bool(_select_admins().where(Users.id == user_id).exists())


def _select_admins() -> Any:
    active = Users.disabled_at.is_null() & Users.verified_at.is_null(False)
    return Users.select().where(Users.role == Role.ADMIN, active)


def forget_disabled_by(name: str) -> None:
    """Remove the name of an administrator from the accounts that this administrator disabled."""
    Users.update(disabled_by=None).where(Users.disabled_by == name).execute()


def remove_unconfirmed(created_before: datetime, now: datetime, limit: int) -> list[str]:
    """Delete at most this many accounts that were never confirmed, and return their ids.

    Neither those of administrators, nor disabled ones, which would be free to register again, nor those with
    a link that is still valid.
    """
    values = (to_milliseconds(created_before), to_milliseconds(now), limit)
    return [user_id for (user_id,) in connection.execute_sql(_REMOVE_UNCONFIRMED, values).fetchall()]


def remove(user_id: str) -> None:
    """Delete the user with all dependent rows; the cleanup removes the contents."""
    Users.delete().where(Users.id == user_id).execute()


def _to_account(row: Users) -> Account:
    verified = row.verified_at is not None
    hashes = [str(row.password_hash)] if verified else registrations.list_hashes(str(row.id))
    return Account(to_user(row), tuple(hashes), verified, row.disabled_at is not None)


def select_named(text: str) -> Any:
    """Select the ids of the users whose address or display name contains the text."""
    name = fn.FOLDED(fn.COALESCE(Users.display_name, ""))
    addressed = fn.INSTR(Users.email_key, normalize_email_key(text)) > 0
    return Users.select(Users.id).where(addressed | (fn.INSTR(name, fold(text)) > 0))


def to_user(row: Users) -> User:
    return User(str(row.id), str(row.email), Role(str(row.role)), row.created_at, row.display_name)
