"""Readiness: whether the server works at this moment, by component."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import NotStored
from lintbox.lint import Linter
from lintbox.services.disk import find_shortage
from lintbox.services.doctor import State
from lintbox.services.doctor.engine import describe_engine
from lintbox.services.heartbeats import Heartbeats
from lintbox.settings import Settings
from lintbox.storage.database import Database
from lintbox.storage.migrations import MIGRATIONS

_CACHE_SECONDS = 2.0
_TIMEOUT_SECONDS = 2.0


class Component(NamedTuple):
    """``problem`` is a sentence; None for a working component."""

    name: str
    problem: str | None


class Readiness:
    """Caches its result for two seconds, so that many requests cannot keep the disk busy."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        linter: Linter,
        heartbeats: Heartbeats,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._db = db
        self._linter = linter
        self._heartbeats = heartbeats
        self._components: Sequence[Component] = ()
        self._measured_at = 0.0
        self._lock = asyncio.Lock()

    async def measure(self) -> Sequence[Component]:
        async with self._lock:
            if not self._components or time.monotonic() - self._measured_at > _CACHE_SECONDS:
                self._components = (
                    *await self._measure_database(),
                    Component("disk", find_shortage(self._settings)),
                    *self._measure_tasks(),
                    self._measure_fork_server(),
                    *self._measure_engine(),
                )
                self._measured_at = time.monotonic()
            return self._components

    async def _measure_database(self) -> list[Component]:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                version = await self._db.probe_write()
        except TimeoutError:
            return [Component("database", "It does not take a change in time.")]
        except NotStored as error:
            return [Component("database", error.detail)]
        known = len(MIGRATIONS)
        problem = None if version == known else f"The schema is {version}, this Lintbox knows {known}."
        return [Component("database", None), Component("migrations", problem)]

    def _measure_tasks(self) -> list[Component]:
        silent = self._heartbeats.list_silent()
        return [
            Component(name, f"No sign of life for {seconds:.0f} seconds." if name in silent else None)
            for name, seconds in self._heartbeats.measure_silence().items()
        ]

    def _measure_engine(self) -> list[Component]:
        """Return a component where other machines check; a warning there is no reason to refuse work."""
        engine = self._linter.describe_engine()
        if engine is None:
            return []
        verdict = describe_engine(self._settings, engine, self._clock())
        return [Component("check-engine", verdict.detail if verdict.state == State.FAULT else None)]

    def _measure_fork_server(self) -> Component:
        ready = self._linter.is_ready
        return Component("fork-server", None if ready else "The process that checks files is not there.")
