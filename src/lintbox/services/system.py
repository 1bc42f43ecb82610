"""How the server is doing, for those who look after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lintbox.domain import CheckState, LetterState
from lintbox.services import backups, cleanup
from lintbox.services.outbox import LastDay, measure_last_day
from lintbox.storage import checks, facts, hours, letters, outbox, schema
from lintbox.storage.facts import Fact
from lintbox.storage.hours import Hour

_HOURS = 24


class Figures(NamedTuple):
    """``sweep`` and ``backup`` are the last ones, with what is known of them.

    Of the letters that are queued, those are delayed that were not taken when they were tried.
    """

    queued: int
    running: int
    oldest_at: datetime | None
    checks_last_hour: int
    letters_queued: int
    letters_delayed: int
    letters_failed: int
    last_day: LastDay
    schema: int
    sweep: Fact | None
    backup: Fact | None
    backup_trouble: Fact | None


def measure(now: datetime) -> Figures:
    unsent = letters.measure_unsent().counts
    waiting = (LetterState.QUEUED, LetterState.SENDING)
    return Figures(
        queued=checks.count_in(CheckState.QUEUED),
        running=checks.count_in(CheckState.RUNNING),
        oldest_at=checks.find_oldest_queued(),
        checks_last_hour=hours.count_since(now - timedelta(hours=1)),
        letters_queued=sum(unsent.get(state, 0) for state in waiting),
        letters_delayed=outbox.count_delayed(),
        letters_failed=unsent.get(LetterState.FAILED, 0),
        last_day=measure_last_day(now),
        schema=schema.KNOWN,
        sweep=facts.read(cleanup.FACT),
        backup=facts.read(backups.LAST),
        backup_trouble=facts.read(backups.TROUBLE),
    )


def list_hours(now: datetime) -> list[Hour]:
    """Return the last day, hour by hour, oldest first; the last is not over yet."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    begins = [this_hour - timedelta(hours=ago) for ago in reversed(range(_HOURS))]
    known = {hour.at: hour for hour in hours.list_since(begins[0])}
    return [known.get(at, Hour(at, 0, 0, None)) for at in begins]


def find_next_sweep(started_at: datetime, interval: timedelta, now: datetime) -> datetime:
    """The cleanup of the server comes an interval after the start, and after each one."""
    return started_at + interval * ((now - started_at) // interval + 1)
