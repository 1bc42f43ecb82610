"""The audit: who did what, to whom, from where; written in the transaction of the act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Action, User
from lintbox.services import cursors
from lintbox.storage import audit
from lintbox.storage.audit import Page

KEPT = timedelta(days=365)


class Actor(NamedTuple):
    """Who acts, and from which network; the command line is nobody's account, and here."""

    id: str | None
    name: str
    network: str | None


COMMAND_LINE = Actor(None, "command line", None)
SETUP_LINK = "set-up link"


def note(
    actor: Actor, action: Action, now: datetime, *, user: User | None = None, what: str | None = None
) -> None:
    """Write a row; ``user`` is whom it was done to, ``what`` a name or a number for people to read."""
    audit.add(
        action,
        now,
        by_id=actor.id,
        by_name=actor.name,
        network=actor.network,
        user_id=user.id if user else None,
        user_email=user.email if user else None,
        what=what,
    )


def tell_sessions(ended: int) -> str | None:
    """Say in a row how many sessions ended with the act; None where there was none."""
    return f"{ended} session{'' if ended == 1 else 's'} ended" if ended else None


def list_page(user_id: str | None, cursor: str | None, limit: int) -> tuple[Page, str | None]:
    """Return a page, newest first, and the cursor of the next one.

    Raises:
        Invalid: a cursor that is none of ours.
    """
    after = cursors.read(cursor, int, int)
    page = audit.list_page(user_id, after and after[1], limit + 1)
    shown = page.entries[:limit]
    more = len(page.entries) > limit
    return Page(shown, page.total), cursors.write((shown[-1].number, shown[-1].number)) if more else None
