"""The cleanup: deletes unreferenced, void and expired rows.

The command, the settings and the API name it ``sweep``, which they keep for their users.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
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
    users,
)
from lintbox.storage.database import Database

LAST_CLEANUP = "sweep"
# a check that could not be compared keeps the earlier findings for the next one, with their source lines
_BASE_RETENTION = timedelta(days=7)
# longer than an email with a link is tried
_UNCONFIRMED_RETENTION = timedelta(days=7)
# each may have megabytes
_REPORTS_AT_ONCE = 50


class OldEmails(NamedTuple):
    """Counts of removed emails; ``unsent`` were never delivered, ``files`` were in the local mailbox."""

    emails: int = 0
    unsent: int = 0
    files: int = 0


class Batch(NamedTuple):
    """The most rows, and the most bytes of contents, that one transaction deletes."""

    rows: int = 500
    bytes: int = 32 * 1024**2


_BATCH = Batch()


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
    users: int = 0

    def __str__(self) -> str:
        return (
            f"removed {self.contents} contents ({self.bytes:,} bytes), {self.reports} reports, "
            f"{self.links} expired links, {self.sessions} ended sessions, "
            f"{self.emails} emails ({self.emails_unsent} of them never sent), "
            f"{self.email_files} files of the local mailbox, {self.users} accounts that were never confirmed"
        )


async def clean_up(
    db: Database, settings: Settings, now: datetime, actor: Actor | None = None, *, batch: Batch = _BATCH
) -> Deleted:
    """Delete what is old or unreferenced: what may be much in batches, so that other units run in between.

    ``actor`` is the administrator, if any.
    """
    old = await _remove_old_emails(db, settings, now, batch.rows)
    unconfirmed = await _remove_unconfirmed(db, now, batch.rows)
    await _remove_versions_beyond(db, settings, batch.rows)
    sizes = await _remove_contents(db, now - timedelta(seconds=settings.sweep_grace), batch)
    await db.run(comparisons.remove_bases, now - _BASE_RETENTION)
    unused = await _remove_reports(db)
    deleted = Deleted(
        contents=len(sizes),
        bytes=sum(sizes),
        reports=unused,
        links=0,
        sessions=0,
        attempts=0,
        emails=old.emails,
        emails_unsent=old.unsent,
        email_files=old.files,
        users=unconfirmed,
    )
    return await db.run(_finish, deleted, actor, now)


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


async def _remove_unconfirmed(db: Database, now: datetime, at_once: int) -> int:
    count = 0
    while removed := await db.run(_remove_some_unconfirmed, now, at_once):
        count += removed
    return count


def _remove_some_unconfirmed(now: datetime, at_once: int) -> int:
    removed = users.remove_unconfirmed(now - _UNCONFIRMED_RETENTION, now, at_once)
    for user_id in removed:
        audit_log.remove_address(user_id)
    return len(removed)


async def _remove_contents(db: Database, bound_before: datetime, batch: Batch) -> list[int]:
    """Delete unreferenced contents; return the bytes of each."""
    unbound = await db.read(contents.list_unbound, bound_before)
    removed: list[int] = []
    for sha256s in _split(unbound, batch):
        removed += await db.run(contents.remove_unbound, sha256s, bound_before)
    return removed


def _split(unbound: Iterable[tuple[str, int]], batch: Batch) -> Iterator[list[str]]:
    """Yield the SHA-256s of contents that are deleted together: at least one."""
    chosen: list[str] = []
    total = 0
    for sha256, size in unbound:
        if chosen and (len(chosen) == batch.rows or total + size > batch.bytes):
            yield chosen
            chosen, total = [], 0
        chosen.append(sha256)
        total += size
    if chosen:
        yield chosen


async def _remove_reports(db: Database) -> int:
    unused = await db.read(reports.list_unused)
    starts = range(0, len(unused), _REPORTS_AT_ONCE)
    return sum([await db.run(reports.remove_unused, unused[at : at + _REPORTS_AT_ONCE]) for at in starts])


def _finish(deleted: Deleted, actor: Actor | None, now: datetime) -> Deleted:
    """Delete expired rows, and record what was deleted in all."""
    audit_log.remove_older(now - audit.RETENTION)
    email_retention.end_expired(emails.LINK_EXPIRED, now)
    links = one_time_links.remove_expired(now) + shares.remove_expired(now)
    deleted = deleted._replace(
        links=links,
        sessions=sessions.remove_expired(begun_before=now - ABSOLUTE, seen_before=now - IDLE),
        attempts=attempts.remove_older(now - rate_limits.MAX_WINDOW),
        emails=deleted.emails + email_retention.remove_void(),
    )
    server_state.write(LAST_CLEANUP, deleted._asdict(), now)
    if actor:
        audit.record(actor, Action.SWEPT, now, what=str(deleted))
    return deleted
