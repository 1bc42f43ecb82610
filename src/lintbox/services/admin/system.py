"""Figures of the running server, for administrators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lintbox.domain import UNSENT_YET, CheckState, EmailState
from lintbox.services import backups, cleanup
from lintbox.services.admin.emails import LastDay, measure_last_day
from lintbox.storage import check_queue, emails, emails_overview, hourly_counts, server_state
from lintbox.storage.hourly_counts import Hour
from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.server_state import StateEntry

_HOURS = 24


class Figures(NamedTuple):
    """``cleanup``, ``backup`` and ``backup_failure`` describe the last one each.

    ``emails_delayed`` counts the queued emails that have had an attempt.
    """

    queued: int
    running: int
    oldest_at: datetime | None
    checks_last_hour: int
    emails_queued: int
    emails_delayed: int
    emails_failed: int
    last_day: LastDay
    schema: int
    last_cleanup: StateEntry | None
    backup: StateEntry | None
    backup_failure: StateEntry | None


def measure(now: datetime) -> Figures:
    unsent = emails.measure_unsent().counts
    return Figures(
        queued=check_queue.count(CheckState.QUEUED),
        running=check_queue.count(CheckState.RUNNING),
        oldest_at=check_queue.find_oldest_queued(),
        checks_last_hour=hourly_counts.count_since(now - timedelta(hours=1)),
        emails_queued=sum(unsent.get(state, 0) for state in UNSENT_YET),
        emails_delayed=emails_overview.count_delayed(),
        emails_failed=unsent.get(EmailState.FAILED, 0),
        last_day=measure_last_day(now),
        schema=len(MIGRATIONS),
        last_cleanup=server_state.read(cleanup.LAST_CLEANUP),
        backup=server_state.read(backups.LAST_BACKUP),
        backup_failure=server_state.read(backups.LAST_FAILURE),
    )


def list_hours(now: datetime) -> list[Hour]:
    """Return the last 24 hours, oldest first, including the current one."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [this_hour - timedelta(hours=ago) for ago in reversed(range(_HOURS))]
    known = {hour.at: hour for hour in hourly_counts.list_since(starts[0])}
    return [known.get(at, Hour(at, 0, 0, None)) for at in starts]


def get_next_cleanup(started_at: datetime, interval: timedelta, now: datetime) -> datetime:
    """Return the next multiple of the interval after the server's start."""
    return started_at + interval * ((now - started_at) // interval + 1)
