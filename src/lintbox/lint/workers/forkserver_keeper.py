"""Keeps one fork server: starts it on demand, replaces it when it is lost, ends it when it is idle."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from contextlib import suppress
from typing import NamedTuple

from lintbox.domain import Tool
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerClient, ForkServerLostError, start_fork_server
from lintbox.lint.workers.interpreter import Interpreter

log = logging.getLogger("lintbox.lint")
_WATCH_INTERVAL_SECONDS = 0.25
_RESTART_DELAY_SECONDS = 5.0


class Answer(NamedTuple):
    """The encoded answer to a job, and the versions of the fork server that gave it."""

    payload: bytes
    tool: Tool


class ForkServerKeeper:
    """The fork server of one Python: the embedded one, or ``python``.

    ``answer_seconds`` is the longest time that a fork server may take for a job. With ``idle_seconds``, the
    fork server ends when it had no job for so long, and is started again by the next one; without, it is
    restarted whenever it is lost.
    """

    def __init__(
        self, answer_seconds: float, python: Interpreter | None = None, idle_seconds: float = math.inf
    ) -> None:
        self.python = python
        self._answer_seconds = answer_seconds
        self._idle_seconds = idle_seconds
        self._client: ForkServerClient | None = None
        self._lock = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None
        self._used_at = 0.0
        self._stopped = False

    @property
    def is_ready(self) -> bool:
        return self._client is not None and not self._client.lost

    @property
    def is_busy(self) -> bool:
        return self._client is not None and self._client.is_busy

    async def start(self) -> None:
        """Start the fork server, wait until it is ready, and watch it from now on.

        Raises:
            ForkServerLostError: it cannot be started.
        """
        await self._get_client()

    async def request(self, job: protocol.Job) -> Answer:
        """Send a job; retry once if the fork server is lost, since another job may be the cause.

        Raises:
            ForkServerLostError
        """
        with suppress(ForkServerLostError):
            return await self._request(job)
        return await self._request(job)

    async def stop(self) -> None:
        """Kill the fork server and its workers."""
        self._stopped = True
        if self._watcher:
            self._watcher.cancel()
        async with self._lock:
            await self._stop_client()

    async def _request(self, job: protocol.Job) -> Answer:
        client = await self._get_client()
        try:
            # the fork server enforces the timeout of the job; this one guards the fork server itself
            async with asyncio.timeout(self._answer_seconds):
                return Answer(await client.request(job), client.ready.tool)
        except TimeoutError:
            await client.stop()
            raise ForkServerLostError("the checker stopped answering") from None
        finally:
            self._used_at = time.monotonic()

    async def _get_client(self) -> ForkServerClient:
        async with self._lock:
            if self._stopped:
                raise asyncio.CancelledError("the linter has been stopped")
            if self._client and self._client.lost:
                await self._stop_client()
            if not self._client:
                self._client = await start_fork_server(self.python)
            if self._watcher is None or self._watcher.done():  # it ends with an idle fork server
                self._watcher = asyncio.create_task(self._watch())
            self._used_at = time.monotonic()
            return self._client

    async def _end_if_unused(self) -> bool:
        """End a lost or idle fork server; return False if one is in use, as after a start just now."""
        async with self._lock:
            if self.is_ready and not self._has_been_idle():
                return False
            await self._stop_client()
            return True

    async def _stop_client(self) -> None:
        if self._client:
            await self._client.stop()
            self._client = None

    async def _watch(self) -> None:
        """Replace an ended or unresponsive fork server within a second, even while no check is requested."""
        while True:
            await asyncio.sleep(_WATCH_INTERVAL_SECONDS)
            if self._client and not self._client.lost and self._client.is_unresponsive():
                await self._client.kill()
            if self._idle_seconds < math.inf:
                if (not self.is_ready or self._has_been_idle()) and await self._end_if_unused():
                    return  # the next job starts another fork server
            elif not self.is_ready:
                await self._restart()

    def _has_been_idle(self) -> bool:
        return not self.is_busy and time.monotonic() - self._used_at > self._idle_seconds

    async def _restart(self) -> None:
        log.warning("The checker ended and is restarted")
        try:
            await self._get_client()
        except ForkServerLostError as problem:
            log.error("The checker cannot be started: %s", problem)
            await asyncio.sleep(_RESTART_DELAY_SECONDS)
