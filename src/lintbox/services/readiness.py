"""Whether this server can do its work at this moment, part by part."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from lintbox.domain import NotStored
from lintbox.lint import Linter
from lintbox.services.heartbeats import Heartbeats
from lintbox.settings import Settings
from lintbox.storage import schema
from lintbox.storage.database import Database
from lintbox.storage.directory import measure_free

_KEPT_SECONDS = 2.0
_PATIENCE_SECONDS = 2.0


class Component(NamedTuple):
    """``trouble`` says in a sentence what is wrong; None when nothing is."""

    name: str
    trouble: str | None


class Readiness:
    """Examines at most every two seconds, so that nobody can keep the disk busy by asking."""

    def __init__(self, settings: Settings, db: Database, linter: Linter, heartbeats: Heartbeats) -> None:
        self._settings = settings
        self._db = db
        self._linter = linter
        self._heartbeats = heartbeats
        self._found: Sequence[Component] = ()
        self._found_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def examine(self) -> Sequence[Component]:
        async with self._one_at_a_time:
            if not self._found or time.monotonic() - self._found_at > _KEPT_SECONDS:
                self._found = (
                    *await self._examine_database(),
                    Component("disk", judge_disk(self._settings)),
                    *self._examine_loops(),
                    self._examine_fork_server(),
                )
                self._found_at = time.monotonic()
            return self._found

    async def _examine_database(self) -> list[Component]:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                version = await self._db.run(schema.probe)
        except TimeoutError:
            return [Component("database", "It does not take a change in time.")]
        except NotStored as error:
            return [Component("database", error.detail)]
        fits = version == schema.KNOWN
        trouble = None if fits else f"The schema is {version}, this Lintbox knows {schema.KNOWN}."
        return [Component("database", None), Component("migrations", trouble)]

    def _examine_loops(self) -> list[Component]:
        silent = self._heartbeats.find_silent()
        return [
            Component(name, f"No sign of life for {seconds:.0f} seconds." if name in silent else None)
            for name, seconds in self._heartbeats.measure_silence().items()
        ]

    def _examine_fork_server(self) -> Component:
        ready = self._linter.is_ready
        return Component("nursery", None if ready else "The process that checks files is not there.")


def judge_disk(settings: Settings) -> str | None:
    """Say what is wrong with the free disk space; None when nothing is."""
    free = measure_free(settings.data_dir)
    if free >= settings.disk_reserve:
        return None
    return f"{free / 1024**2:,.0f} MiB are free, and {settings.disk_reserve / 1024**2:,.0f} MiB are kept."
