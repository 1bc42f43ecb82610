"""The background tasks of the process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from lintbox.domain import NotStored
from lintbox.events import Events, WakeEvent
from lintbox.services.emails import LinkBuilder
from lintbox.services.heartbeats import Heartbeats
from lintbox.settings import Settings
from lintbox.storage.database import Database

log = logging.getLogger("lintbox.background")
P = ParamSpec("P")
T = TypeVar("T")
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Runtime:
    """What every loop works with."""

    db: Database
    settings: Settings
    link_builder: LinkBuilder
    events: Events
    checks_queued: WakeEvent
    emails_queued: WakeEvent
    clock: Callable[[], datetime]
    heartbeats: Heartbeats

    async def run_until_stored(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write until it is written: what came of the work would be lost otherwise."""
        pause_seconds = 1.0
        while True:
            try:
                return await self.db.run_background(unit, *args, **kwargs)
            except NotStored as trouble:
                log.warning("A result waits to be written: %s", trouble.detail)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)
