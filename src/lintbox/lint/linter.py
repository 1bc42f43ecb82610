"""The one way in: a file's bytes → a Report, whatever becomes of the processes behind it.

Profiles and pasted configurations are a user's, too: both are tried in a child with limits.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lintbox.domain import Busy, ErrorCode, Profile, Reading, Report, TooMany
from lintbox.lint.engine import check_errors, versions
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerClient, ForkServerLostError, start_fork_server
from lintbox.lint.workers.limits import MOST_LIVES, Limits

log = logging.getLogger("lintbox.lint")
_PATIENCE_SECONDS = 3
_GLANCE_SECONDS = 0.25
_PAUSE_SECONDS = 5.0
_TRIAL_SHARE = 0.2
_TOO_COSTLY = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.TOO_DEEP}


class Linter:
    """Checks files in children of one nursery, and starts a new nursery when that is lost."""

    def __init__(self, *, timeout_seconds: float, memory_bytes: int) -> None:
        self.tool = versions.installed()
        self.fast_files = 0
        """How many files the fast path has checked."""
        self.fallbacks = Counter(dict.fromkeys(FallbackReason, 0))
        """How many it has left to flake8, by reason."""
        self._limits = Limits(timeout_seconds, memory_bytes)
        self._trial_limits = self._limits._replace(cpu_share=_TRIAL_SHARE)
        self._trying: set[str] = set()
        self._link: ForkServerClient | None = None
        self._one_at_a_time = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Return when the nursery is ready; raises NurseryLostError when it cannot be started."""
        await self._fork_server()
        self._watch = asyncio.create_task(self._keep_alive())

    @property
    def longest_seconds(self) -> float:
        """How long the nursery may take for one file."""
        return MOST_LIVES * self._limits.timeout_seconds + _PATIENCE_SECONDS

    @property
    def is_ready(self) -> bool:
        return self._link is not None and not self._link.lost

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Return what is to be said of a file; many may be awaited at once. A ``stop`` meanwhile cancels.

        Files of one ``owner`` may be checked in the same process, one after another.

        Raises:
            NurseryLostError: which says nothing of the file; it is to be checked again.
        """
        report = await self._check(protocol.Job(name, data, profile, self._limits, owner))
        if report.fallback:
            self.fallbacks[FallbackReason(report.fallback)] += 1
        elif not report.error:
            self.fast_files += 1
        return report

    async def find_refusal(self, profile: Profile, owner: str) -> str | None:
        """Have flake8 itself judge the options; return its words, None when it takes them.

        Raises:
            Busy: it could not be asked.
            TooMany: the owner has something else tried.
        """
        with self._trial_of(owner):
            report = await self._check(protocol.Job("file.py", b"", profile, self._trial_limits))
        if report.error and report.error.code in _TOO_COSTLY:
            return "With these options flake8 needs too much time or memory: make their lists shorter."
        if report.error and report.error.code is not ErrorCode.OPTIONS:
            raise Busy(report.error.detail)
        return report.error.detail if report.error else None

    async def read_configuration(self, text: str, owner: str) -> Reading:
        """Read a pasted configuration.

        Raises:
            Busy: it could not be read now.
            TooMany: the owner has something else tried.
        """
        data = text.encode("utf-8", "replace")
        job = protocol.Job("", data, Profile(), self._trial_limits, task=protocol.Task.READ)
        with self._trial_of(owner):
            payload = await self._ask_again(job)
        try:
            if reading := protocol.decode_reading(payload):
                return reading
            error = protocol.decode_report(payload, self.tool).error
        except protocol.ProtocolError:
            error = check_errors.no_answer()
        if error and error.code in _TOO_COSTLY:
            return Reading(fault="This takes too long to read. Paste the [flake8] section alone.")
        raise Busy(error.detail if error else "")

    async def stop(self) -> None:
        """End the nursery and its children at once."""
        self._stopped = True
        if self._watch:
            self._watch.cancel()
        async with self._one_at_a_time:
            if self._link:
                await self._link.end()
                self._link = None

    @contextmanager
    def _trial_of(self, owner: str) -> Iterator[None]:
        """One at a time for each person; raises Busy for a lost nursery."""
        if owner in self._trying:
            raise TooMany("Another profile of yours is being tried. Send this again when that has ended.", 1)
        self._trying.add(owner)
        try:
            yield
        except ForkServerLostError as problem:
            raise Busy(f"This could not be tried now ({problem}). Send it again.") from None
        finally:
            self._trying.discard(owner)

    async def _keep_alive(self) -> None:
        """Mend within a second what has ended or stands still, also while nobody asks for a check."""
        while True:
            await asyncio.sleep(_GLANCE_SECONDS)
            if self._link and not self._link.lost and self._link.stands_still():
                await self._link.kill()
            if self._link is None or self._link.lost:
                log.warning("The checker has ended and is started again")
                try:
                    await self._fork_server()
                except ForkServerLostError as problem:
                    log.error("The checker cannot be started: %s", problem)
                    await asyncio.sleep(_PAUSE_SECONDS)

    async def _check(self, job: protocol.Job) -> Report:
        tool = self.tool.used_by(job.profile)
        for _ in range(MOST_LIVES):
            with suppress(protocol.ProtocolError):
                return protocol.decode_report(await self._ask_again(job), tool)
        return Report(tool, error=check_errors.no_answer())

    async def _ask_again(self, job: protocol.Job) -> bytes:
        """Ask, and once more where the nursery was lost, which was perhaps another's fault."""
        with suppress(ForkServerLostError):
            return await self._ask(job)
        return await self._ask(job)

    async def _ask(self, job: protocol.Job) -> bytes:
        fork_server = await self._fork_server()
        try:
            # the nursery has the clock; this one is for the nursery itself
            async with asyncio.timeout(self.longest_seconds):
                return await fork_server.ask(job)
        except TimeoutError:
            await fork_server.end()
            raise ForkServerLostError("the checker stopped answering") from None

    async def _fork_server(self) -> ForkServerClient:
        async with self._one_at_a_time:
            if self._stopped:
                raise asyncio.CancelledError("the linter has been stopped")
            if self._link and self._link.lost:
                await self._link.end()
                self._link = None
            if not self._link:
                self._link = await start_fork_server()
            return self._link
