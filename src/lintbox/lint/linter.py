"""The entry point: turns a file's bytes into a Report, and restarts lost processes.

Profiles and pasted configurations are user content too: worker processes with limits interpret them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lintbox.domain import Busy, ErrorCode, ParsedConfiguration, Profile, Report, TooMany
from lintbox.lint.engine import check_errors, versions
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerClient, ForkServerLostError, start_fork_server
from lintbox.lint.workers.limits import MAX_ATTEMPTS, Limits

log = logging.getLogger("lintbox.lint")
_ANSWER_MARGIN_SECONDS = 3
_WATCH_INTERVAL_SECONDS = 0.25
_RESTART_DELAY_SECONDS = 5.0
_TRIAL_CPU_SHARE = 0.2
_TOO_COSTLY = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.TOO_DEEP}


class Linter:
    """Checks files in the workers of one fork server, and replaces the fork server when it is lost."""

    def __init__(self, *, timeout_seconds: float, memory_bytes: int) -> None:
        self.tool = versions.installed()
        self.fast_files = 0
        """Number of files checked by the fast path."""
        self.fallbacks = Counter(dict.fromkeys(FallbackReason, 0))
        """Number of files left to flake8, by reason."""
        self._limits = Limits(timeout_seconds, memory_bytes)
        self._trial_limits = self._limits._replace(cpu_share=_TRIAL_CPU_SHARE)
        self._owners_in_trial: set[str] = set()
        self._client: ForkServerClient | None = None
        self._lock = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Start the fork server and wait until it is ready.

        Raises:
            ForkServerLostError: it cannot be started.
        """
        await self._get_client()
        if obstacle := versions.find_obstacle_to_fast_path(self.tool):
            log.warning("The fast path is off, and checks take several times as long: %s", obstacle)
        self._watcher = asyncio.create_task(self._restart_when_lost())

    @property
    def max_check_seconds(self) -> float:
        """Upper bound for one check, all attempts included."""
        return MAX_ATTEMPTS * self._limits.timeout_seconds + _ANSWER_MARGIN_SECONDS

    @property
    def is_ready(self) -> bool:
        return self._client is not None and not self._client.lost

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Return the report on a file. Checks run concurrently; ``stop`` cancels them.

        Files of the same ``owner`` may be checked one after another in the same process.

        Raises:
            ForkServerLostError: no result, through no fault of the file; check it again.
        """
        report = await self._check(protocol.Job(name, data, profile, self._limits, owner))
        if report.fallback:
            self.fallbacks[FallbackReason(report.fallback)] += 1
        elif not report.error:
            self.fast_files += 1
        return report

    async def find_refusal(self, profile: Profile, owner: str) -> str | None:
        """Try a profile's options in flake8; return its error message, or None if it accepts them.

        Raises:
            Busy: the options could not be tried.
            TooMany: another trial of the same owner is running.
        """
        with self._one_trial_of(owner):
            report = await self._check(protocol.Job("file.py", b"", profile, self._trial_limits))
        if report.error and report.error.code in _TOO_COSTLY:
            return "With these options flake8 needs too much time or memory: make their lists shorter."
        if report.error and report.error.code is not ErrorCode.OPTIONS:
            raise Busy(report.error.detail)
        return report.error.detail if report.error else None

    async def read_configuration(self, text: str, owner: str) -> ParsedConfiguration:
        """Read a pasted configuration.

        Raises:
            Busy: the configuration could not be read now.
            TooMany: another trial of the same owner is running.
        """
        data = text.encode("utf-8", "replace")
        job = protocol.Job("", data, Profile(), self._trial_limits, task=protocol.Task.READ)
        with self._one_trial_of(owner):
            payload = await self._request_with_retry(job)
        try:
            if reading := protocol.decode_reading(payload):
                return reading
            error = protocol.decode_report(payload, self.tool).error
        except protocol.ProtocolError:
            error = check_errors.no_answer()
        if error and error.code in _TOO_COSTLY:
            return ParsedConfiguration(fault="This takes too long to read. Paste the [flake8] section alone.")
        raise Busy(error.detail if error else "")

    async def stop(self) -> None:
        """Kill the fork server and its workers."""
        self._stopped = True
        if self._watcher:
            self._watcher.cancel()
        async with self._lock:
            if self._client:
                await self._client.stop()
                self._client = None

    @contextmanager
    def _one_trial_of(self, owner: str) -> Iterator[None]:
        """Limit trials to one at a time per owner; raises Busy if the fork server is lost."""
        if owner in self._owners_in_trial:
            raise TooMany("Another profile of yours is being tried. Send this again when that has ended.", 1)
        self._owners_in_trial.add(owner)
        try:
            yield
        except ForkServerLostError as problem:
            raise Busy(f"This could not be tried now ({problem}). Send it again.") from None
        finally:
            self._owners_in_trial.discard(owner)

    async def _restart_when_lost(self) -> None:
        """Replace an ended or unresponsive fork server within a second, even while no check is requested."""
        while True:
            await asyncio.sleep(_WATCH_INTERVAL_SECONDS)
            if self._client and not self._client.lost and self._client.is_unresponsive():
                await self._client.kill()
            if self._client is None or self._client.lost:
                log.warning("The checker ended and is restarted")
                try:
                    await self._get_client()
                except ForkServerLostError as problem:
                    log.error("The checker cannot be started: %s", problem)
                    await asyncio.sleep(_RESTART_DELAY_SECONDS)

    async def _check(self, job: protocol.Job) -> Report:
        tool = self.tool.used_by(job.profile)
        for _ in range(MAX_ATTEMPTS):
            with suppress(protocol.ProtocolError):
                return protocol.decode_report(await self._request_with_retry(job), tool)
        return Report(tool, error=check_errors.no_answer())

    async def _request_with_retry(self, job: protocol.Job) -> bytes:
        """Send a job; retry once if the fork server is lost, since another job may be the cause."""
        with suppress(ForkServerLostError):
            return await self._request(job)
        return await self._request(job)

    async def _request(self, job: protocol.Job) -> bytes:
        client = await self._get_client()
        try:
            # the fork server enforces the timeout of the job; this one guards the fork server itself
            async with asyncio.timeout(self.max_check_seconds):
                return await client.request(job)
        except TimeoutError:
            await client.stop()
            raise ForkServerLostError("the checker stopped answering") from None

    async def _get_client(self) -> ForkServerClient:
        async with self._lock:
            if self._stopped:
                raise asyncio.CancelledError("the linter has been stopped")
            if self._client and self._client.lost:
                await self._client.stop()
                self._client = None
            if not self._client:
                self._client = await start_fork_server()
            return self._client
