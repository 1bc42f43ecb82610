"""A log that an attacker cannot fill: lines of one kind are few in a second, the rest is counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

_BURST = 20
_A_SECOND = 5.0

Kind = tuple[str, int, str, int]


@dataclass(slots=True)
class _Tally:
    link_builder: float
    seen_at: float
    left_out: int = 0
    left_out_since: float = 0.0


class LimitedHandler(logging.StreamHandler):  # type: ignore[type-arg]  # it is generic in stubs only
    """Lines of one kind come from one place in the code.

    Twenty are written at once, then five a second; a line, once a second and when the log is closed,
    says how many were left out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._tallies: dict[Kind, _Tally] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now = self._clock()
        self._write_left_out(now - 1)
        tally = self._tallies.setdefault(_kind_of(record), _Tally(_BURST, now))
        tally.link_builder = min(_BURST, tally.link_builder + (now - tally.seen_at) * _A_SECOND)
        tally.seen_at = now
        if tally.link_builder >= 1:
            tally.link_builder -= 1
            super().emit(record)
        else:
            tally.left_out_since = tally.left_out_since if tally.left_out else now
            tally.left_out += 1

    def close(self) -> None:
        self._write_left_out(self._clock())
        super().close()

    def _write_left_out(self, since: float) -> None:
        for (logger, level, place, number), tally in self._tallies.items():
            if tally.left_out and tally.left_out_since <= since:
                text = f"{tally.left_out} more lines like the last of these were left out"
                tally.left_out = 0
                super().emit(logging.LogRecord(logger, level, place, number, text, None, None))


def _kind_of(record: logging.LogRecord) -> Kind:
    return record.name, record.levelno, record.pathname, record.lineno
