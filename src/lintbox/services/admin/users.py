"""Users, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lintbox.domain import (
    Action,
    Forbidden,
    Invalid,
    LastAdmin,
    NotFound,
    NotWaiting,
    OwnAccount,
    Role,
    User,
    UserState,
)
from lintbox.services import cursors, emails
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.sessions import ABSOLUTE, IDLE
from lintbox.storage import audit_log, sessions, users, users_overview
from lintbox.storage.sessions import Session
from lintbox.storage.users_overview import OwnedRows, Page, Query, UserOverview


class UserDetails(NamedTuple):
    """A user with counts of the rows that are deleted with the account, and of audit entries, which stay."""

    user: UserOverview
    owned: OwnedRows
    audit_rows: int


def list_page(
    sort: str, state: UserState | None, text: str, cursor: str | None, limit: int, now: datetime
) -> tuple[Page, str | None]:
    """Return a page and the cursor of the next one.

    Raises:
        Invalid: an unknown cursor, or one of another sort order.
    """
    after = cursors.decode(cursor, str if sort == "email" else int, str)
    page = users_overview.list_page(Query(sort, state, text, after, limit), now)
    return page, cursors.encode(page.after)


def get(user_id: str, now: datetime) -> UserDetails:
    """Raises: NotFound."""
    user = users_overview.find(user_id, now)
    if user is None:
        raise _not_found()
    return UserDetails(user, users_overview.measure(user_id, now), audit_log.count(user_id))


def get_id(email: str) -> str:
    """Return the id of the user with this address.

    Raises:
        Invalid: no account has it.
    """
    account = users.find_account(email.strip())
    if account is None:
        raise Invalid({"email": f"There is no account for {email}."})
    return account.user.id


def verify(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> str | None:
    """Confirm the address of a user who cannot receive email.

    Where the address was registered with different passwords, all are void: returns the token of a link
    that sets a new one.

    Raises:
        NotFound
    """
    user = _get(user_id)
    account = users.get_account(user_id)
    if account.verified:
        return None
    audit.record(actor, Action.VERIFIED, now, user=user)
    password_hash = account.password_hashes[0] if len(account.password_hashes) == 1 else ""
    users.take_over(user_id, password_hash, now)
    return None if password_hash else emails.queue_reset(link_builder, user, now).token


def disable(actor: Actor, user_id: str, now: datetime) -> None:
    """End the sessions and refuse sign-in; files and results stay.

    Raises:
        Forbidden, NotFound, OwnAccount, LastAdmin
    """
    user = _get_removable(actor, user_id)
    if not users.disable(user_id, actor.name, now):
        return
    ended = sessions.remove_of_user(user_id)
    audit.record(actor, Action.DISABLED, now, user=user, what=audit.describe_ended_sessions(ended))


def enable(actor: Actor, user_id: str, now: datetime) -> None:
    """Raises: NotFound."""
    user = _get(user_id)
    if users.enable(user_id):
        audit.record(actor, Action.ENABLED, now, user=user)


def delete(actor: Actor, user_id: str, now: datetime) -> None:
    """Delete the account with all dependent rows, and its address wherever else it is stored.

    Raises:
        Forbidden, NotFound, OwnAccount, LastAdmin
    """
    user = _get_removable(actor, user_id)
    audit.record(actor, Action.DELETED, now, user=user)
    audit_log.remove_address(user_id)
    users.forget_disabled_by(user.email)
    users.remove(user_id)


def set_role(actor: Actor, user_id: str, role: Role, now: datetime) -> None:
    """Make the user an administrator or an ordinary user.

    Raises:
        Forbidden, NotFound, OwnAccount, LastAdmin
    """
    _require_admin(actor)
    user = _get(user_id) if role == Role.ADMIN else _get_removable(actor, user_id)
    if user.role == role:
        return
    users.set_role(user_id, role)
    audit.record(actor, Action.MADE_ADMIN if role == Role.ADMIN else Action.MADE_USER, now, user=user)


def end_sessions(actor: Actor, user_id: str, now: datetime) -> int:
    """Raises: NotFound."""
    user = _get(user_id)
    ended = sessions.remove_of_user(user_id)
    if ended:
        audit.record(actor, Action.SESSIONS_ENDED, now, user=user, what=audit.describe_ended_sessions(ended))
    return ended


def list_sessions(user_id: str, now: datetime) -> list[Session]:
    """Raises: NotFound."""
    _get(user_id)
    return sessions.list_of_user(user_id, begun_after=now - ABSOLUTE, seen_after=now - IDLE)


def end_session(actor: Actor, user_id: str, session_id: str, now: datetime) -> None:
    """Raises: NotFound."""
    user = _get(user_id)
    if not sessions.remove_one(user_id, session_id):
        raise NotFound("There is no such session. It may have ended.")
    audit.record(actor, Action.SESSION_ENDED, now, user=user)


def send_reset(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> str:
    """Send a link that sets a new password; return its token.

    Raises:
        NotFound
    """
    user = _get(user_id)
    audit.record(actor, Action.RESET_SENT, now, user=user)
    return emails.queue_reset(link_builder, user, now).token


def send_link(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> None:
    """Send a new confirmation link to an unconfirmed account.

    Raises:
        NotFound, NotWaiting
    """
    user = _get(user_id)
    overview = users_overview.find(user_id, now)
    if overview is None or overview.state != UserState.WAITING:
        raise NotWaiting(f"{user.email} does not wait for a link.")
    audit.record(actor, Action.LINK_SENT, now, user=user)
    emails.queue_verification(link_builder, user, now)


def _get(user_id: str) -> User:
    user = users.find_by_id(user_id)
    if user is None:
        raise _not_found()
    return user


def _get_removable(actor: Actor, user_id: str) -> User:
    """Return the user; raises OwnAccount or LastAdmin for the actor or the last administrator."""
    _require_admin(actor)
    user = _get(user_id)
    if user.id == actor.id:
        raise OwnAccount("This is your own account. Another administrator can do that.")
    if users.is_admin(user_id) and users.count_admins() <= 1:
        raise LastAdmin("This is the last administrator. Make another one first.")
    return user


def _require_admin(actor: Actor) -> None:
    """Raises: Forbidden: another administrator shut out the actor before this transaction began."""
    if actor.id and not users.is_admin(actor.id):
        raise Forbidden("Only an administrator may do that.")


def _not_found() -> NotFound:
    return NotFound("There is no such user. The account may have been deleted.")
