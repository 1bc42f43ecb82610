"""Signs of life of this process, for the probes and the metrics."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class Pulse:
    """Hears the loops; ``tallies`` count since the start, ``lag_seconds`` is how late the event loop is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.tallies: Counter[str] = Counter()
        self.lag_seconds = 0.0
        self._clock = clock
        self._patience: dict[str, float] = {}
        self._beats: dict[str, float] = {}

    def expect(self, name: str, patience_seconds: float) -> None:
        """From now on this loop is silent when it does not beat for so long."""
        self._patience[name] = patience_seconds
        self.beat(name)

    def beat(self, name: str) -> None:
        self._beats[name] = self._clock()

    def measure_silence(self) -> dict[str, float]:
        """Return for each loop the seconds since its last beat."""
        now = self._clock()
        return {name: now - beat for name, beat in self._beats.items()}

    def find_silent(self) -> list[str]:
        return [name for name, silence in self.measure_silence().items() if silence > self._patience[name]]
