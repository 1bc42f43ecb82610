"""Starts loops, starts a broken one again, and stops them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from lintbox.domain import NotStored
from lintbox.services.heartbeats import Heartbeats

log = logging.getLogger("lintbox.background")
_PAUSE_SECONDS = 1.0


class BackgroundTask(Protocol):
    name: str
    stale_after_seconds: float  # how long one turn of it may take

    async def run(self) -> None:
        """Work until cancelled."""

    async def finish(self) -> None:
        """End or give back what was begun."""


class Supervisor:
    def __init__(self, loops: Sequence[BackgroundTask], heartbeats: Heartbeats) -> None:
        self._loops = loops
        self._heartbeats = heartbeats
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for loop in self._loops:
            self._heartbeats.expect(loop.name, loop.stale_after_seconds)
        self._tasks = [asyncio.create_task(_keep_running(loop), name=loop.name) for loop in self._loops]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for ended in await asyncio.gather(*(loop.finish() for loop in self._loops), return_exceptions=True):
            if isinstance(ended, NotStored):  # the next start gives back what was in hand
                log.warning("What was begun could not be given back: %s", ended.detail)
            elif ended:
                raise ended


async def _keep_running(loop: BackgroundTask) -> None:
    while True:
        try:
            await loop.run()
        except NotStored as trouble:
            log.warning("The %s loop waits: %s", loop.name, trouble.detail)
            await asyncio.sleep(_PAUSE_SECONDS)
        except Exception:
            log.exception("The %s loop broke and starts again", loop.name)
            await asyncio.sleep(_PAUSE_SECONDS)
