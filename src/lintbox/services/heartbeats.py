"""Heartbeats of the background tasks, for probes, metrics and the systemd watchdog."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class Heartbeats:
    """Records heartbeats; ``tallies`` count since the start, ``lag_seconds`` is the event loop's delay."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.tallies: Counter[str] = Counter()
        self.lag_seconds = 0.0
        self._clock = clock
        self._timeouts: dict[str, float] = {}
        self._records: dict[str, float] = {}

    def expect(self, name: str, stale_after_seconds: float) -> None:
        """Treat this task as silent when it records nothing for this long."""
        self._timeouts[name] = stale_after_seconds
        self.record(name)

    def record(self, name: str) -> None:
        self._records[name] = self._clock()

    def measure_silence(self) -> dict[str, float]:
        """Return the seconds since the last heartbeat of each task."""
        now = self._clock()
        return {name: now - recorded_at for name, recorded_at in self._records.items()}

    def list_silent(self) -> list[str]:
        return [name for name, silence in self.measure_silence().items() if silence > self._timeouts[name]]
