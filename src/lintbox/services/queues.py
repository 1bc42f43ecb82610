"""Queue lengths, for metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lintbox.domain import CheckState, EmailState
from lintbox.storage import check_queue, emails


@dataclass(frozen=True, slots=True)
class Queue:
    """``counts`` maps each unfinished state to its rows; ``oldest_seconds`` is 0 for an empty queue."""

    counts: Mapping[str, int]
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Queues:
    """``emails_tried`` counts the emails that wait for a retry."""

    checks: Queue
    emails: Queue
    emails_tried: int


def measure(now: datetime) -> Queues:
    unsent = emails.measure_unsent()
    return Queues(
        checks=Queue(
            {state.value: check_queue.count(state) for state in (CheckState.QUEUED, CheckState.RUNNING)},
            _age(check_queue.find_oldest_queued(), now),
        ),
        emails=Queue(
            {state.value: unsent.counts.get(state, 0) for state in EmailState if state != EmailState.SENT},
            _age(unsent.oldest_queued, now),
        ),
        emails_tried=unsent.tried,
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
