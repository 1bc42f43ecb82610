"""The background tasks of the process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from lintbox.domain import NotStored
from lintbox.events import Bell, Events
from lintbox.services.letters import Mailroom
from lintbox.services.pulse import Pulse
from lintbox.settings import Settings
from lintbox.storage.database import Database

log = logging.getLogger("lintbox.loops")
P = ParamSpec("P")
T = TypeVar("T")
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every loop works with."""

    db: Database
    settings: Settings
    room: Mailroom
    events: Events
    checks_wait: Bell
    letters_wait: Bell
    clock: Callable[[], datetime]
    pulse: Pulse

    async def insist(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write until it is written: what came of the work would be lost otherwise."""
        pause_seconds = 1.0
        while True:
            try:
                return await self.db.run_behind(unit, *args, **kwargs)
            except NotStored as trouble:
                log.warning("A result waits to be written: %s", trouble.detail)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)
