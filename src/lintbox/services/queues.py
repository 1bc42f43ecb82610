"""What waits, for those who watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lintbox.domain import CheckState, EmailState
from lintbox.storage import checks, emails


@dataclass(frozen=True, slots=True)
class Queue:
    """``counts`` has every state that is not the end; ``oldest_seconds`` is 0 when nothing waits."""

    counts: Mapping[str, int]
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Queues:
    """``emails_tried`` counts those that wait for another try."""

    checks: Queue
    emails: Queue
    emails_tried: int


def measure(now: datetime) -> Queues:
    mail = emails.measure_unsent()
    return Queues(
        checks=Queue(
            {state.value: checks.count_in(state) for state in (CheckState.QUEUED, CheckState.RUNNING)},
            _age(checks.find_oldest_queued(), now),
        ),
        emails=Queue(
            {state.value: mail.counts.get(state, 0) for state in EmailState if state != EmailState.SENT},
            _age(mail.oldest_queued, now),
        ),
        emails_tried=mail.tried,
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
