"""The cleanup: what nothing is bound to and nobody waits for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Action
from lintbox.services import audit, limits
from lintbox.services.audit import Actor
from lintbox.services.sessions import ABSOLUTE, IDLE
from lintbox.storage import attempts, contents, facts, links, reports, sessions
from lintbox.storage import audit as rows_of_audit

FACT = "sweep"


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


def sweep_now(actor: Actor, grace: timedelta, now: datetime) -> Swept:
    """Sweep because somebody asked for it."""
    swept = sweep(grace, now)
    audit.note(actor, Action.SWEPT, now, what=str(swept))
    return swept


def sweep(grace: timedelta, now: datetime) -> Swept:
    """Remove contents that no file is bound to and that are older than the grace, and what has expired."""
    removed, size = contents.remove_unbound(now - grace)
    rows_of_audit.remove_older(now - audit.KEPT)
    swept = Swept(
        removed,
        size,
        reports.remove_unused(),
        links.remove_expired(now),
        sessions.remove_expired(begun_before=now - ABSOLUTE, seen_before=now - IDLE),
        attempts.remove_older(now - limits.LONGEST),
    )
    facts.write(FACT, swept._asdict(), now)
    return swept
