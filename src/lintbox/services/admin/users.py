"""Users in an administrator's hands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lintbox.domain import (
    Action,
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
from lintbox.storage import audit as rows
from lintbox.storage import sessions, users, users_overview
from lintbox.storage.sessions import Session
from lintbox.storage.users_overview import Belongings, Member, Page, Query


class Whole(NamedTuple):
    """A member with what goes when the account goes; the audit's rows stay."""

    member: Member
    belongings: Belongings
    audit_rows: int


def list_page(
    sort: str, state: UserState | None, text: str, cursor: str | None, limit: int, now: datetime
) -> tuple[Page, str | None]:
    """Return a page and the cursor of the next one.

    Raises:
        Invalid: a cursor that is none of ours, or of another order.
    """
    after = cursors.read(cursor, str if sort == "email" else int, str)
    page = users_overview.list_page(Query(sort, state, text, after, limit), now)
    return page, page.after and cursors.write(page.after)


def get(user_id: str, now: datetime) -> Whole:
    """Raises: NotFound."""
    member = users_overview.get(user_id, now)
    if member is None:
        raise _not_found()
    return Whole(member, users_overview.measure(user_id), rows.count(user_id))


def find_id(email: str) -> str:
    """Return the id of who has the address.

    Raises:
        Invalid: nobody has it.
    """
    account = users.find(email.strip())
    if account is None:
        raise Invalid({"email": f"There is no account for {email}."})
    return account.user.id


def verify(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> str | None:
    """Confirm the address of a user who cannot get mail.

    Where people registered the address with different passwords, none of them counts: returns the
    token of a link that sets one.

    Raises:
        NotFound
    """
    user = _find(user_id)
    account = users.get_account(user_id)
    audit.note(actor, Action.VERIFIED, now, user=user)
    if account.verified:
        return None
    agreed = account.password_hashes if len(account.password_hashes) == 1 else ("",)
    users.take_over(user_id, agreed[0], now)
    return None if agreed[0] else emails.queue_reset(link_builder, user, now).token


def disable(actor: Actor, user_id: str, now: datetime) -> None:
    """End the sessions and let no new one begin; files and results stay.

    Raises:
        NotFound, OwnAccount, LastAdmin
    """
    user = _find_expendable(actor, user_id)
    users.disable(user_id, actor.name, now)
    ended = sessions.remove_of_user(user_id)
    audit.note(actor, Action.DISABLED, now, user=user, what=audit.tell_sessions(ended))


def enable(actor: Actor, user_id: str, now: datetime) -> None:
    """Raises: NotFound."""
    user = _find(user_id)
    users.enable(user_id)
    audit.note(actor, Action.ENABLED, now, user=user)


def delete(actor: Actor, user_id: str, now: datetime) -> None:
    """Remove the account with all that is its own; the audit forgets the address.

    Raises:
        NotFound, OwnAccount, LastAdmin
    """
    user = _find_expendable(actor, user_id)
    audit.note(actor, Action.DELETED, now, user=user)
    rows.forget(user_id)
    users.remove(user_id)


def set_role(actor: Actor, user_id: str, role: Role, now: datetime) -> None:
    """Make an administrator, or an ordinary user again.

    Raises:
        NotFound, OwnAccount, LastAdmin
    """
    user = _find(user_id) if role == Role.ADMIN else _find_expendable(actor, user_id)
    if user.role == role:
        return
    users.set_role(user_id, role)
    audit.note(actor, Action.MADE_ADMIN if role == Role.ADMIN else Action.MADE_USER, now, user=user)


def end_sessions(actor: Actor, user_id: str, now: datetime) -> int:
    """Raises: NotFound."""
    user = _find(user_id)
    ended = sessions.remove_of_user(user_id)
    audit.note(actor, Action.SESSIONS_ENDED, now, user=user, what=audit.tell_sessions(ended))
    return ended


def list_sessions(user_id: str, now: datetime) -> list[Session]:
    """Raises: NotFound."""
    _find(user_id)
    return sessions.list_of_user(user_id, begun_after=now - ABSOLUTE, seen_after=now - IDLE)


def end_session(actor: Actor, user_id: str, session_id: str, now: datetime) -> None:
    """Raises: NotFound."""
    user = _find(user_id)
    if not sessions.remove_one(user_id, session_id):
        raise NotFound("There is no such session. It may have ended.")
    audit.note(actor, Action.SESSION_ENDED, now, user=user)


def send_reset(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> str:
    """Write an email with a link that sets a new password; return the link's token.

    Raises:
        NotFound
    """
    user = _find(user_id)
    audit.note(actor, Action.RESET_SENT, now, user=user)
    return emails.queue_reset(link_builder, user, now).token


def send_link(actor: Actor, link_builder: LinkBuilder, user_id: str, now: datetime) -> None:
    """Write a new email to somebody who has not confirmed the address yet.

    Raises:
        NotFound, NotWaiting
    """
    user = _find(user_id)
    member = users_overview.get(user_id, now)
    if member is None or member.state != UserState.WAITING:
        raise NotWaiting(f"{user.email} does not wait for a link.")
    audit.note(actor, Action.LINK_SENT, now, user=user)
    emails.queue_verification(link_builder, user, now)


def _find(user_id: str) -> User:
    user = users.find_by_id(user_id)
    if user is None:
        raise _not_found()
    return user


def _find_expendable(actor: Actor, user_id: str) -> User:
    """Find somebody without whom the server still has an administrator, and who is not the actor."""
    user = _find(user_id)
    if user.id == actor.id:
        raise OwnAccount("This is your own account. Another administrator can do that.")
    if user.role == Role.ADMIN and users.count_admins() <= 1:
        raise LastAdmin("This is the last administrator. Make another one first.")
    return user


def _not_found() -> NotFound:
    return NotFound("There is no such user. The account may have been deleted.")
