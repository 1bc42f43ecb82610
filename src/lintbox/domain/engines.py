"""The engine that checks on other machines, as this server sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

EMBEDDED = "embedded"
"""The value of the setting ``CHECK_ENGINE`` that checks on this machine."""

MAX_HEADER_BYTES = 256 * 1024
"""What a check has beside the file: its name, options, and the subject of the answer."""

LOST_AFTER_SECONDS = 7.0
"""A worker that has been silent for so long is not counted: it missed three questions."""


@dataclass(frozen=True, slots=True)
class EngineWorker:
    """A worker process on some machine.

    ``versions`` are what its results depend on, ``differences`` the names of those that this server has
    otherwise; such a worker gets no checks. ``silent_seconds`` is the time since its last answer.
    """

    name: str
    slots: int
    versions: Mapping[str, str]
    differences: tuple[str, ...]
    silent_seconds: float
    certificate_expires_at: datetime | None = None

    @property
    def is_lost(self) -> bool:
        return self.silent_seconds > LOST_AFTER_SECONDS

    @property
    def serves(self) -> bool:
        return not self.is_lost and not self.differences


@dataclass(frozen=True, slots=True)
class Engine:
    """The NATS server and the workers that it connects this server with.

    ``server`` is its version, None while it is not connected; ``problem`` then says why, as a sentence.
    ``waiting`` checks lie in its queue, ``unacknowledged`` ones are with a worker, and ``redelivered`` counts
    those of them that went to a second worker. ``max_payload_bytes`` is its limit for a message; 0
    while it is not connected.
    """

    address: str
    server: str | None
    problem: str | None
    workers: tuple[EngineWorker, ...]
    waiting: int
    unacknowledged: int
    redelivered: int
    max_payload_bytes: int
    certificate_expires_at: datetime | None

    @property
    def slots(self) -> int:
        """How many checks the workers that serve this server run at once."""
        return sum(worker.slots for worker in self.workers if worker.serves) if self.server else 0
