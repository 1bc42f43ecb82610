"""Diagnoses of the database: SQLite, schema, integrity, stuck checks, failed emails, backups."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

from lintbox.domain import end_sentence
from lintbox.platform.logs import redact_addresses
from lintbox.services import backups
from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.settings import Settings
from lintbox.storage import inspection
from lintbox.storage.lost_database import find_loss
from lintbox.storage.migrations import MIGRATIONS

# sqlite.org/wal.html#walresetbug
_FIXED_SQLITE = (3, 51, 3)
_STUCK_AFTER = timedelta(minutes=5)
_MAX_BACKUP_AGE = timedelta(days=2)
_REASONS_SHOWN = 3


def diagnose_sqlite(_: Installation) -> Verdict:
    if sqlite3.sqlite_version_info >= _FIXED_SQLITE:
        return fine(f"SQLite {sqlite3.sqlite_version} is new enough.")
    return warning(
        f"SQLite {sqlite3.sqlite_version} has a rare fault in its log, fixed in 3.51.3. "
        "Lintbox keeps out of its way: no program but Lintbox may write to the database."
    )


def diagnose_schema(installation: Installation) -> Verdict:
    if loss := find_loss(installation.folder):
        return fault(end_sentence(loss[0].upper() + loss[1:]))
    if not installation.has_database:
        return fine("There is no database yet.")
    found, known = inspection.read_schema(installation.database), len(MIGRATIONS)
    if found > known:
        return fault(f"The schema is {found}, this Lintbox knows {known}. Use the later Lintbox.")
    if found < known:
        return warning(f"The schema is {found}; the next start makes it {known}, after a backup.")
    return fine("The tables are those of this Lintbox.")


def diagnose_integrity(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("There is no database yet.")
    if damage := inspection.find_damage(installation.database):
        return fault(
            f"The database is damaged: {end_sentence(damage)} Stop the server, and restore a backup."
        )
    return fine("The database is intact.")


def diagnose_foreign_keys(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("There is no database yet.")
    if orphans := inspection.count_orphans(installation.database):
        counts = ", ".join(f"{count} in {table}" for table, count in orphans.items())
        return fault(f"Rows refer to missing rows: {counts}. Restore an earlier backup.")
    return fine("All references between rows are valid.")


def diagnose_leases(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("No check is stuck.")
    stuck = inspection.count_stuck(installation.database, installation.now - _STUCK_AFTER)
    return fault(f"{stuck} checks are stuck.") if stuck else fine("No check is stuck.")


def requeue_stuck(installation: Installation) -> None:
    inspection.requeue_stuck(installation.database, installation.now - _STUCK_AFTER)


def diagnose_emails(installation: Installation) -> Verdict:
    failed = inspection.list_failed_emails(installation.database) if installation.has_database else []
    if not failed:
        return fine("Every email was taken, or is being tried.")
    total = sum(reason.emails for reason in failed)
    reasons = "; ".join(redact_addresses(reason.detail) for reason in failed[:_REASONS_SHOWN])
    return warning(f"{total} emails could not be delivered (lintbox mail list): {reasons}")


def diagnose_backups(installation: Installation) -> Verdict:
    state = inspection.read_server_state(installation.database) if installation.has_database else {}
    failure = json.loads(state[backups.LAST_FAILURE][0])["detail"] if backups.LAST_FAILURE in state else None
    last = state[backups.LAST_BACKUP][1] if backups.LAST_BACKUP in state else None
    return diagnose_last_backup(installation.settings, last, failure, now=installation.now)


def diagnose_last_backup(
    settings: Settings,
    last: datetime | None,
    failure: str | None,
    *,
    now: datetime,
    running_since: datetime | None = None,
) -> Verdict:
    """Diagnose the newest backup; a server that has just started gets time to make one."""
    if failure:
        return fault(f"The last backup failed. {end_sentence(failure[:1].upper() + failure[1:])}")
    if not settings.backups_kept:
        return fine("There are no daily backups, as LINTBOX_BACKUPS_KEPT=0 says; make them yourself.")
    if last is None:
        return fine("The first backup is made soon after the first start.")
    if now - max(last, running_since or last) > _MAX_BACKUP_AGE:
        return warning(f"The last backup is of {last:%Y-%m-%d}. A server that runs makes one every day.")
    return fine(f"The last backup, of {last:%Y-%m-%d %H:%M} UTC, could be restored.")
