"""What was finished, hour by hour."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lintbox.storage.models import Checks, connection, to_milliseconds

_HOURS = """
SELECT hour, count(*), sum(state = 'error'), max(duration_ms) FILTER (WHERE place = (among + 1) / 2)
FROM (
    SELECT finished_at / 3600000 * 3600000 AS hour, state, duration_ms,
        row_number() OVER (PARTITION BY finished_at / 3600000 ORDER BY duration_ms) AS place,
        count(*) OVER (PARTITION BY finished_at / 3600000) AS among
    FROM checks WHERE finished_at >= ?
) GROUP BY hour ORDER BY hour
"""


class Hour(NamedTuple):
    """What was finished in the hour that begins then."""

    at: datetime
    checks: int
    errors: int
    median_ms: int | None


def list_since(since: datetime) -> list[Hour]:
    """Return the hours in which something was finished, oldest first."""
    rows = connection.execute_sql(_HOURS, (to_milliseconds(since),)).fetchall()
    return [Hour(Checks.finished_at.python_value(at), *counts) for at, *counts in rows]


def count_since(since: datetime) -> int:
    return int(Checks.select().where(Checks.finished_at > since).count())
