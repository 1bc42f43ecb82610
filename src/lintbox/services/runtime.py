"""The objects that request handlers and background tasks share in one server process."""

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
    """Built once, in ``app.appliance``; ``web.context.Context`` adds what only handlers need."""

    db: Database
    settings: Settings
    link_builder: LinkBuilder
    events: Events
    checks_queued: WakeEvent
    checks_voided: WakeEvent
    emails_queued: WakeEvent
    clock: Callable[[], datetime]
    heartbeats: Heartbeats

    async def run_until_stored(self, task: str, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Retry the transaction, with exponential back-off, until it succeeds.

        For results of finished work, which would be lost otherwise. The background task with this name is
        not silent meanwhile.
        """
        pause_seconds = 1.0
        while True:
            try:
                return await self.db.run_grouped(unit, *args, **kwargs)
            except NotStored as error:
                self.heartbeats.record(task)
                log.warning("A result could not be stored yet: %s", error.detail)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)
