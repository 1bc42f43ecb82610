"""Signs of life of this process, for the probes and the metrics."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class Heartbeats:
    """Hears the loops; ``tallies`` count since the start, ``lag_seconds`` is how late the event loop is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.tallies: Counter[str] = Counter()
        self.lag_seconds = 0.0
        self._clock = clock
        self._timeouts: dict[str, float] = {}
        self._records: dict[str, float] = {}

    def expect(self, name: str, stale_after_seconds: float) -> None:
        """From now on this loop is silent when it does not beat for so long."""
        self._timeouts[name] = stale_after_seconds
        self.record(name)

    def record(self, name: str) -> None:
        self._records[name] = self._clock()

    def measure_silence(self) -> dict[str, float]:
        """Return for each loop the seconds since its last beat."""
        now = self._clock()
        return {name: now - record for name, record in self._records.items()}

    def find_silent(self) -> list[str]:
        return [name for name, silence in self.measure_silence().items() if silence > self._timeouts[name]]
