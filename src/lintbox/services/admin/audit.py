"""The audit log: who did what, to whom and from where, written in the transaction of the act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Action, User, count_noun
from lintbox.services import cursors
from lintbox.storage import audit_log
from lintbox.storage.audit_log import Page

RETENTION = timedelta(days=365)


class Actor(NamedTuple):
    """Who acts, and from which network; ``id`` and ``network`` are None for the command line."""

    id: str | None
    name: str
    network: str | None


COMMAND_LINE = Actor(None, "command line", None)
SETUP_LINK = "set-up link"


def record(
    actor: Actor, action: Action, now: datetime, *, user: User | None = None, what: str | None = None
) -> None:
    """Add an entry; ``user`` is the affected user, ``what`` is text for readers."""
    audit_log.add(
        action,
        now,
        by_id=actor.id,
        by_name=actor.name,
        network=actor.network,
        user_id=user.id if user else None,
        user_email=user.email if user else None,
        what=what,
    )


def describe_ended_sessions(ended: int) -> str | None:
    """Return the text for ``what``; None where no session ended."""
    return f"{count_noun(ended, 'session')} ended" if ended else None


def list_page(user_id: str | None, cursor: str | None, limit: int) -> tuple[Page, str | None]:
    """Return a page, newest first, and the cursor of the next one.

    Raises:
        Invalid: an unknown cursor.
    """
    page = audit_log.list_page(user_id, cursors.decode(cursor, int, int), limit)
    return page, cursors.encode(page.after)
