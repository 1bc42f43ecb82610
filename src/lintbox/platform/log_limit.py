"""A rate limit for the log, so that an attacker cannot fill the disk with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

_BURST = 20
_RATE_PER_SECOND = 5.0

Source = tuple[str, int, str, int]


@dataclass(slots=True)
class _Bucket:
    tokens: float
    refilled_at: float
    dropped: int = 0
    first_dropped_at: float = 0.0


class LimitedHandler(logging.StreamHandler):  # type: ignore[type-arg]  # it is generic in stubs only
    """A token bucket per source, the line of code that logs: a burst of 20 lines, then 5 a second.

    At most once a second, and when the log is closed, a line reports how many were dropped.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._buckets: dict[Source, _Bucket] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now = self._clock()
        self._report_dropped(now - 1)
        bucket = self._buckets.setdefault(_get_source(record), _Bucket(_BURST, now))
        bucket.tokens = min(_BURST, bucket.tokens + (now - bucket.refilled_at) * _RATE_PER_SECOND)
        bucket.refilled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            super().emit(record)
        else:
            bucket.first_dropped_at = bucket.first_dropped_at if bucket.dropped else now
            bucket.dropped += 1

    def close(self) -> None:
        self._report_dropped(self._clock())
        super().close()

    def _report_dropped(self, since: float) -> None:
        for (logger, level, path, line), bucket in self._buckets.items():
            if bucket.dropped and bucket.first_dropped_at <= since:
                text = f"{bucket.dropped} more lines like the last of these were left out"
                bucket.dropped = 0
                super().emit(logging.LogRecord(logger, level, path, line, text, None, None))


def _get_source(record: logging.LogRecord) -> Source:
    return record.name, record.levelno, record.pathname, record.lineno
