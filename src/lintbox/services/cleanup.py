"""The cleanup: what nothing is bound to, nobody waits for, or whose time is over."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Action
from lintbox.mail import FOLDER, remove_older_files
from lintbox.services import emails, rate_limits
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.sessions import ABSOLUTE, IDLE
from lintbox.settings import Settings
from lintbox.storage import attempts, contents, email_retention, links, reports, server_state, sessions
from lintbox.storage import audit as rows_of_audit
from lintbox.storage.database import Database

FACT = "sweep"
# so many emails in a transaction: others write in between
_PIECE = 500


class OldEmails(NamedTuple):
    """``unsent`` of them were given up, and reached nobody; ``files`` are those of the local mailbox."""

    emails: int = 0
    unsent: int = 0
    files: int = 0


_NONE = OldEmails()


class Swept(NamedTuple):
    contents: int
    bytes: int
    reports: int
    links: int
    sessions: int
    attempts: int
    emails: int = 0
    emails_unsent: int = 0
    email_files: int = 0

    def __str__(self) -> str:
        return (
            f"removed {self.contents} contents ({self.bytes:,} bytes), {self.reports} reports, "
            f"{self.links} expired links, {self.sessions} ended sessions, "
            f"{self.emails} emails ({self.emails_unsent} of them never sent), "
            f"{self.email_files} files of the local mailbox"
        )


async def sweep_all(db: Database, settings: Settings, now: datetime, actor: Actor | None = None) -> Swept:
    """Sweep, old emails first, in pieces; ``actor`` is who asked for it."""
    old = await _remove_old_emails(db, settings, now)
    grace = timedelta(seconds=settings.sweep_grace)
    return await db.run(_sweep_and_note, actor, grace, now, old)


async def _remove_old_emails(db: Database, settings: Settings, now: datetime) -> OldEmails:
    if not settings.email_retention:
        return OldEmails()
    before = now - timedelta(seconds=settings.email_retention)
    count = unsent = 0
    while (removed := await db.run(email_retention.remove_older, before, _PIECE)).emails:
        count, unsent = count + removed.emails, unsent + removed.unsent
    files = await asyncio.to_thread(remove_older_files, settings.data_dir / FOLDER, before)
    return OldEmails(count, unsent, files)


def _sweep_and_note(actor: Actor | None, grace: timedelta, now: datetime, old: OldEmails) -> Swept:
    swept = sweep(grace, now, old)
    if actor:
        audit.note(actor, Action.SWEPT, now, what=str(swept))
    return swept


def sweep(grace: timedelta, now: datetime, old: OldEmails = _NONE) -> Swept:
    """Remove contents that no file is bound to and that are older than the grace, and what has expired."""
    removed, size = contents.remove_unbound(now - grace)
    rows_of_audit.remove_older(now - audit.KEPT)
    email_retention.end_expired(emails.LINK_EXPIRED, now)
    expired = links.remove_expired(now)
    void = email_retention.remove_void()
    swept = Swept(
        removed,
        size,
        reports.remove_unused(),
        expired,
        sessions.remove_expired(begun_before=now - ABSOLUTE, seen_before=now - IDLE),
        attempts.remove_older(now - rate_limits.LONGEST),
        old.emails + void,
        old.unsent,
        old.files,
    )
    server_state.write(FACT, swept._asdict(), now)
    return swept
