"""Starts the background tasks, restarts them after errors, and stops them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from lintbox.domain import NotStored
from lintbox.services.heartbeats import Heartbeats

log = logging.getLogger("lintbox.background")
_RESTART_AFTER_SECONDS = 1.0


class BackgroundTask(Protocol):
    name: str
    stale_after_seconds: float  # the longest time between two heartbeats

    async def run(self) -> None:
        """Work until cancelled."""

    async def finish(self) -> None:
        """Complete or release the work in progress; called after ``run`` is cancelled."""


class Supervisor:
    def __init__(
        self,
        tasks: Sequence[BackgroundTask],
        heartbeats: Heartbeats,
        restart_after_seconds: float = _RESTART_AFTER_SECONDS,
    ) -> None:
        self._tasks = tasks
        self._heartbeats = heartbeats
        self._restart_after_seconds = restart_after_seconds
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        for task in self._tasks:
            self._heartbeats.expect(task.name, task.stale_after_seconds)
        self._running = [
            asyncio.create_task(self._keep_running(task), name=task.name) for task in self._tasks
        ]

    async def stop(self) -> None:
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for error in await asyncio.gather(*(task.finish() for task in self._tasks), return_exceptions=True):
            if isinstance(error, NotStored):  # the next start releases the work in progress
                log.warning("Work in progress could not be released: %s", error.detail)
            elif error:
                raise error

    async def _keep_running(self, task: BackgroundTask) -> None:
        while True:
            try:
                await task.run()
            except NotStored as error:
                # it does not hang: systemd would end the server, which can still be read
                self._heartbeats.record(task.name)
                log.warning("The background task %s waits: %s", task.name, error.detail)
            except Exception:
                log.exception("The background task %s failed and is restarted", task.name)
            await asyncio.sleep(self._restart_after_seconds)
