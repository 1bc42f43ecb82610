"""The schema of the open database, and whether it takes a change."""

from __future__ import annotations

from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.models import connection

KNOWN = len(MIGRATIONS)


def probe() -> int:
    """Write the version over itself, a true change of a page that changes nothing; return it."""
    version = int(connection.execute_sql("PRAGMA user_version").fetchone()[0])
    connection.execute_sql(f"PRAGMA user_version = {version}")
    return version
