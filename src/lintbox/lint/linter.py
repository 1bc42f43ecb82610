"""The one way in: a file's bytes → a Report, whatever becomes of the processes behind it."""

from __future__ import annotations

import asyncio
import logging

from lintbox.domain import Busy, ErrorCode, Profile, Report
from lintbox.lint import reasons, versions, wire
from lintbox.lint.limits import Limits
from lintbox.lint.link import NurseryLink, NurseryLostError, start_nursery

log = logging.getLogger("lintbox.lint")
_ATTEMPTS = 2
_PATIENCE_SECONDS = 3
_GLANCE_SECONDS = 0.25
_PAUSE_SECONDS = 5.0


class Linter:
    """Checks files in children of one nursery, and starts a new nursery when that is lost."""

    def __init__(self, *, timeout_seconds: float, memory_bytes: int) -> None:
        self.tool = versions.installed()
        self._limits = Limits(timeout_seconds, memory_bytes)
        self._link: NurseryLink | None = None
        self._one_at_a_time = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Return when the nursery is ready; raises NurseryLostError when it cannot be started."""
        await self._nursery()
        self._watch = asyncio.create_task(self._keep_alive())

    @property
    def is_ready(self) -> bool:
        return self._link is not None and not self._link.lost

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Always a Report; many may be awaited at once. A ``stop`` meanwhile cancels: it is no verdict.

        Files of one ``owner`` may be checked in the same process, one after another.
        """
        job = wire.Job(name, data, profile, self._limits, owner)
        tool = self.tool.used_by(profile)
        for _ in range(_ATTEMPTS):
            try:
                return wire.decode_report(await self._ask(job), tool)
            except NurseryLostError as problem:  # perhaps through another's fault, so once more
                error = reasons.not_started(problem)
            except TimeoutError:
                error = reasons.nursery_silent()
                break
            except wire.NonsenseError:
                error = reasons.no_answer()
                break
        return Report(tool, error=error)

    async def find_refusal(self, profile: Profile) -> str | None:
        """Have flake8 itself judge the options; return its words, None when it takes them.

        Raises:
            Busy: it could not be asked.
        """
        error = (await self.check("file.py", b"", profile)).error
        if error and error.code is not ErrorCode.OPTIONS:
            raise Busy(error.detail)
        return error.detail if error else None

    async def stop(self) -> None:
        """End the nursery and its children at once."""
        self._stopped = True
        if self._watch:
            self._watch.cancel()
        async with self._one_at_a_time:
            if self._link:
                await self._link.end()
                self._link = None

    async def _keep_alive(self) -> None:
        """Mend within a second what has ended or stands still, also while nobody asks for a check."""
        while True:
            await asyncio.sleep(_GLANCE_SECONDS)
            if self._link and not self._link.lost and self._link.stands_still():
                await self._link.kill()
            if self._link is None or self._link.lost:
                log.warning("The checker has ended and is started again")
                try:
                    await self._nursery()
                except NurseryLostError as problem:
                    log.error("The checker cannot be started: %s", problem)
                    await asyncio.sleep(_PAUSE_SECONDS)

    async def _ask(self, job: wire.Job) -> bytes:
        nursery = await self._nursery()
        try:
            # the nursery has the clock; this one is for the nursery itself
            async with asyncio.timeout(self._limits.timeout_seconds + _PATIENCE_SECONDS):
                return await nursery.ask(job)
        except TimeoutError:
            await nursery.end()
            raise

    async def _nursery(self) -> NurseryLink:
        async with self._one_at_a_time:
            if self._stopped:
                raise asyncio.CancelledError("the linter has been stopped")
            if self._link and self._link.lost:
                await self._link.end()
                self._link = None
            if not self._link:
                self._link = await start_nursery()
            return self._link
