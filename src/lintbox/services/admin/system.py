"""How the server is doing, for those who look after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lintbox.domain import CheckState, EmailState
from lintbox.services import backups, cleanup
from lintbox.services.admin.emails import LastDay, measure_last_day
from lintbox.storage import checks, emails, emails_overview, hourly_counts, schema, server_state
from lintbox.storage.hourly_counts import Hour
from lintbox.storage.server_state import StateEntry

_HOURS = 24


class Figures(NamedTuple):
    """``sweep`` and ``backup`` are the last ones, with what is known of them.

    Of the emails that are queued, those are delayed that were not taken when they were tried.
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
    sweep: StateEntry | None
    backup: StateEntry | None
    backup_trouble: StateEntry | None


def measure(now: datetime) -> Figures:
    unsent = emails.measure_unsent().counts
    waiting = (EmailState.QUEUED, EmailState.SENDING)
    return Figures(
        queued=checks.count_in(CheckState.QUEUED),
        running=checks.count_in(CheckState.RUNNING),
        oldest_at=checks.find_oldest_queued(),
        checks_last_hour=hourly_counts.count_since(now - timedelta(hours=1)),
        emails_queued=sum(unsent.get(state, 0) for state in waiting),
        emails_delayed=emails_overview.count_delayed(),
        emails_failed=unsent.get(EmailState.FAILED, 0),
        last_day=measure_last_day(now),
        schema=schema.KNOWN,
        sweep=server_state.read(cleanup.FACT),
        backup=server_state.read(backups.LAST),
        backup_trouble=server_state.read(backups.TROUBLE),
    )


def list_hours(now: datetime) -> list[Hour]:
    """Return the last day, hour by hour, oldest first; the last is not over yet."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    begins = [this_hour - timedelta(hours=ago) for ago in reversed(range(_HOURS))]
    known = {hour.at: hour for hour in hourly_counts.list_since(begins[0])}
    return [known.get(at, Hour(at, 0, 0, None)) for at in begins]


def find_next_sweep(started_at: datetime, interval: timedelta, now: datetime) -> datetime:
    """The cleanup of the server comes an interval after the start, and after each one."""
    return started_at + interval * ((now - started_at) // interval + 1)
