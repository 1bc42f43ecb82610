"""Counts of finished checks by hour."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lintbox.storage.models import Checks, connection, to_milliseconds

_COUNT_BY_HOUR = """
SELECT hour, count(*), sum(state = 'error'), max(duration_ms) FILTER (WHERE rank = (hourly + 1) / 2)
FROM (
    SELECT finished_at / 3600000 * 3600000 AS hour, state, duration_ms,
        row_number() OVER (PARTITION BY finished_at / 3600000 ORDER BY duration_ms) AS rank,
        count(*) OVER (PARTITION BY finished_at / 3600000) AS hourly
    FROM checks WHERE finished_at >= ?
) GROUP BY hour ORDER BY hour
"""


class Hour(NamedTuple):
    """The finished checks of the hour that begins at ``at``."""

    at: datetime
    checks: int
    errors: int
    median_ms: int | None


def list_since(since: datetime) -> list[Hour]:
    """Return the hours with finished checks, oldest first."""
    rows = connection.execute_sql(_COUNT_BY_HOUR, (to_milliseconds(since),)).fetchall()
    return [Hour(Checks.finished_at.python_value(at), *counts) for at, *counts in rows]


def count_since(since: datetime) -> int:
    return int(Checks.select().where(Checks.finished_at > since).count())
