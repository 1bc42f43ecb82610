"""The cleanup: what nothing is bound to and nobody waits for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.services import limits
from lintbox.services.audit import KEPT as AUDIT_KEPT
from lintbox.services.sessions import ABSOLUTE, IDLE
from lintbox.storage import attempts, audit, contents, facts, links, reports, sessions


class Swept(NamedTuple):
    contents: int
    bytes: int
    reports: int
    links: int
    sessions: int
    attempts: int

    def __str__(self) -> str:
        return (
            f"removed {self.contents} contents ({self.bytes:,} bytes), {self.reports} reports, "
            f"{self.links} expired links, {self.sessions} ended sessions"
        )


def sweep(grace: timedelta, now: datetime) -> Swept:
    """Remove contents that no file is bound to and that are older than the grace, and what has expired."""
    removed, size = contents.remove_unbound(now - grace)
    audit.remove_older(now - AUDIT_KEPT)
    swept = Swept(
        removed,
        size,
        reports.remove_unused(),
        links.remove_expired(now),
        sessions.remove_expired(begun_before=now - ABSOLUTE, seen_before=now - IDLE),
        attempts.remove_older(now - limits.LONGEST),
    )
    facts.write("sweep", swept._asdict(), now)
    return swept
