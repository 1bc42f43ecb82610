"""The cleanup: deletes unreferenced, void and expired rows.

The command, the settings and the API name it ``sweep``, which they keep for their users.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Action
from lintbox.mail import FOLDER, remove_older_files
from lintbox.services import emails, rate_limits, versions
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.sessions import ABSOLUTE, IDLE
from lintbox.settings import Settings
from lintbox.storage import (
    attempts,
    audit_log,
    comparisons,
    contents,
    email_retention,
    one_time_links,
    reports,
    server_state,
    sessions,
    shares,
)
from lintbox.storage.database import Database

LAST_CLEANUP = "sweep"
# a check that could not be compared keeps the earlier findings for the next one, with their source lines
_BASE_RETENTION = timedelta(days=7)
# emails, or files with too many versions, per transaction, so that other units can run in between
_BATCH = 500


class OldEmails(NamedTuple):
    """Counts of removed emails; ``unsent`` were never delivered, ``files`` were in the local mailbox."""

    emails: int = 0
    unsent: int = 0
    files: int = 0


_NONE = OldEmails()


class Deleted(NamedTuple):
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


async def clean_up(
    db: Database, settings: Settings, now: datetime, actor: Actor | None = None, *, at_once: int = _BATCH
) -> Deleted:
    """Delete old emails and versions, ``at_once`` in a transaction, then the rest.

    ``actor`` is the administrator, if any.
    """
    old = await _remove_old_emails(db, settings, now, at_once)
    await _remove_versions_beyond(db, settings, at_once)
    grace = timedelta(seconds=settings.sweep_grace)
    return await db.run(_delete_and_record, actor, grace, now, old)


async def _remove_old_emails(db: Database, settings: Settings, now: datetime, at_once: int) -> OldEmails:
    if not settings.email_retention:
        return OldEmails()
    before = now - timedelta(seconds=settings.email_retention)
    count = unsent = 0
    while (removed := await db.run(email_retention.remove_older, before, at_once)).emails:
        count, unsent = count + removed.emails, unsent + removed.unsent
    files = await asyncio.to_thread(remove_older_files, settings.data_dir / FOLDER, before)
    return OldEmails(count, unsent, files)


async def _remove_versions_beyond(db: Database, settings: Settings, at_once: int) -> None:
    while numbers := await db.read(versions.list_files_beyond, settings, at_once):
        await db.run(versions.remove_beyond, settings, numbers)


def _delete_and_record(actor: Actor | None, grace: timedelta, now: datetime, old: OldEmails) -> Deleted:
    deleted = delete_unused(grace, now, old)
    if actor:
        audit.record(actor, Action.SWEPT, now, what=str(deleted))
    return deleted


def delete_unused(grace: timedelta, now: datetime, old: OldEmails = _NONE) -> Deleted:
    """Delete unreferenced contents older than the grace period, and expired rows."""
    removed, size = contents.remove_unbound(now - grace)
    audit_log.remove_older(now - audit.RETENTION)
    email_retention.end_expired(emails.LINK_EXPIRED, now)
    expired = one_time_links.remove_expired(now) + shares.remove_expired(now)
    void = email_retention.remove_void()
    comparisons.remove_bases(now - _BASE_RETENTION)
    deleted = Deleted(
        removed,
        size,
        reports.remove_unused(),
        expired,
        sessions.remove_expired(begun_before=now - ABSOLUTE, seen_before=now - IDLE),
        attempts.remove_older(now - rate_limits.MAX_WINDOW),
        old.emails + void,
        old.unsent,
        old.files,
    )
    server_state.write(LAST_CLEANUP, deleted._asdict(), now)
    return deleted
