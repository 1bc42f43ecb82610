"""What waits, for those who watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lintbox.domain import CheckState, LetterState
from lintbox.storage import checks, letters


@dataclass(frozen=True, slots=True)
class Queue:
    """``counts`` has every state that is not the end; ``oldest_seconds`` is 0 when nothing waits."""

    counts: Mapping[str, int]
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Queues:
    """``letters_tried`` counts those that wait for another try."""

    checks: Queue
    letters: Queue
    letters_tried: int


def measure(now: datetime) -> Queues:
    mail = letters.measure_unsent()
    return Queues(
        checks=Queue(
            {state.value: checks.count_in(state) for state in (CheckState.QUEUED, CheckState.RUNNING)},
            _age(checks.find_oldest_queued(), now),
        ),
        letters=Queue(
            {state.value: mail.counts.get(state, 0) for state in LetterState if state != LetterState.SENT},
            _age(mail.oldest_queued, now),
        ),
        letters_tried=mail.tried,
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
