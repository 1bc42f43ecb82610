"""The database, and what has come to a stand in it."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

from lintbox.platform.logs import redact_addresses
from lintbox.services import backups
from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.settings import Settings
from lintbox.storage import inspection, schema
from lintbox.storage.loss import find_loss

# sqlite.org/wal.html#walresetbug
_SOUND_SQLITE = (3, 51, 3)
_STUCK_AFTER = timedelta(minutes=5)
_BACKUP_WITHIN = timedelta(days=2)
_REASONS_SHOWN = 3


def judge_sqlite(_: Installation) -> Verdict:
    if sqlite3.sqlite_version_info >= _SOUND_SQLITE:
        return fine(f"SQLite {sqlite3.sqlite_version} is new enough.")
    return warning(
        f"SQLite {sqlite3.sqlite_version} has a rare fault in its log, mended in 3.51.3. "
        "Lintbox keeps out of its way: no program but Lintbox may write to the database."
    )


def judge_schema(installation: Installation) -> Verdict:
    if loss := find_loss(installation.folder):
        return fault(f"{loss[0].upper()}{loss[1:]}.")
    if not installation.has_database:
        return fine("There is no database yet.")
    found = inspection.read_schema(installation.database)
    if found > schema.KNOWN:
        return fault(f"The schema is {found}, this Lintbox knows {schema.KNOWN}. Use the later Lintbox.")
    if found < schema.KNOWN:
        return warning(f"The schema is {found}; the next start makes it {schema.KNOWN}, after a backup.")
    return fine("The tables are those of this Lintbox.")


def judge_integrity(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("There is no database yet.")
    if damage := inspection.find_damage(installation.database):
        return fault(f"The database is damaged: {damage}. Stop the server, and restore a backup.")
    return fine("The database is whole.")


def judge_foreign_keys(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("There is no database yet.")
    if orphans := inspection.count_orphans(installation.database):
        told = ", ".join(f"{count} in {table}" for table, count in orphans.items())
        return fault(f"Rows refer to what is not there: {told}. Restore a backup of before.")
    return fine("Its links are whole too.")


def judge_leases(installation: Installation) -> Verdict:
    if not installation.has_database:
        return fine("No check is stuck.")
    stuck = inspection.count_stuck(installation.database, installation.now - _STUCK_AFTER)
    return fault(f"{stuck} checks are stuck.") if stuck else fine("No check is stuck.")


def give_back(installation: Installation) -> None:
    inspection.give_back_stuck(installation.database, installation.now - _STUCK_AFTER)


def judge_emails(installation: Installation) -> Verdict:
    dead = inspection.list_dead_emails(installation.database) if installation.has_database else []
    if not dead:
        return fine("Every email was taken, or is being tried.")
    total = sum(reason.emails for reason in dead)
    said = "; ".join(redact_addresses(reason.detail) for reason in dead[:_REASONS_SHOWN])
    return warning(f"{total} emails could not be delivered (lintbox mail list): {said}")


def judge_backups(installation: Installation) -> Verdict:
    facts = inspection.read_facts(installation.database) if installation.has_database else {}
    trouble = json.loads(facts[backups.TROUBLE][0])["detail"] if backups.TROUBLE in facts else None
    last = facts[backups.LAST][1] if backups.LAST in facts else None
    return judge_last_backup(installation.settings, last, trouble, now=installation.now)


def judge_last_backup(
    settings: Settings,
    last: datetime | None,
    trouble: str | None,
    *,
    now: datetime,
    running_since: datetime | None = None,
) -> Verdict:
    """Judge the newest backup; a server that has just started gets the time to make one."""
    if trouble:
        return fault(f"The last backup failed. {trouble[:1].upper()}{trouble[1:]}.")
    if not settings.backups_kept:
        return fine("There are no daily backups, as LINTBOX_BACKUPS_KEPT=0 says; make them yourself.")
    if last is None:
        return fine("The first backup is made soon after the first start.")
    if now - max(last, running_since or last) > _BACKUP_WITHIN:
        return warning(f"The last backup is of {last:%Y-%m-%d}. A server that runs makes one every day.")
    return fine(f"The last backup, of {last:%Y-%m-%d %H:%M} UTC, could be restored.")
