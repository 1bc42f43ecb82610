"""Runs queued checks: claims one, passes it to the linter, stores the report."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from lintbox.domain import Change, Claim, Report
from lintbox.lint import Linter
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.services import checks
from lintbox.services.runtime import Runtime
from lintbox.storage import check_queue

log = logging.getLogger("lintbox.checking")
_SLOW_AFTER_SECONDS = 1.0
_IDLE_SECONDS = 5.0
_IDLE_WHEN_FULL_SECONDS = 0.2
_LEASE_MARGIN_SECONDS = 60.0
_GRACE_SECONDS = 3.0
_STALE_MARGIN_SECONDS = 60.0
_FORK_SERVER_RETRY_SECONDS = 1.0


class CheckTask:
    """Runs ``check_workers`` checks concurrently.

    A check that takes longer than a second moves to a second lane of the same size, so that slow checks
    do not delay quick ones. One user alone cannot fill both lanes.
    """

    name = "checking"

    def __init__(self, runtime: Runtime, linter: Linter) -> None:
        self._runtime = runtime
        self.stale_after_seconds = linter.max_check_seconds + _STALE_MARGIN_SECONDS
        self._linter = linter
        self._quick = asyncio.Semaphore(runtime.settings.check_workers)
        self._slow = asyncio.Semaphore(runtime.settings.check_workers)
        self._limit_per_user = 2 * runtime.settings.check_workers - 1
        self._lease = timedelta(seconds=2 * linter.max_check_seconds + _LEASE_MARGIN_SECONDS)
        self._work: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self._linter.find_tools()  # what "newest" stands for is known after the first search
        while True:
            await self._quick.acquire()
            claim = None
            try:
                await self._runtime.db.priority.yield_to_foreground()
                # no fsync: if a power cut undoes the claim, the check is still queued
                claim = await self._runtime.db.run_nosync(
                    checks.claim,
                    self._linter.tools,
                    self._lease,
                    self._runtime.clock(),
                    self._limit_per_user,
                )
            finally:
                if claim is None:
                    self._quick.release()
            self._runtime.heartbeats.record(self.name)
            if claim:
                self._start(claim)
            else:
                # while the slow lane is full, claim() may skip a user who is at the limit: poll sooner
                is_full = self._slow.locked()
                await self._runtime.checks_queued.wait(_IDLE_WHEN_FULL_SECONDS if is_full else _IDLE_SECONDS)
                await self._give_back_expired()

    async def finish(self) -> None:
        """Wait 3 s for running checks, cancel the rest, and queue them again."""
        if self._work:
            _, running = await asyncio.wait(self._work, timeout=_GRACE_SECONDS)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        await self._runtime.db.run(check_queue.requeue, counted=False)

    def _start(self, claim: Claim) -> None:
        self._runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)
        task = asyncio.create_task(self._check(claim))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _check(self, claim: Claim) -> None:
        runtime = self._runtime
        report = checks.report_exhausted(claim, self._linter.tools) or claim.known
        if report:
            self._quick.release()
        else:
            try:
                report = await self._lint(claim)
            except ForkServerLostError as problem:
                log.warning("Check %s is queued again: %s", claim.check_id, problem)
                await self._release(claim)
                return
        try:
            done = await runtime.run_until_stored(
                checks.finish, runtime.settings, runtime.link_builder, claim, report, runtime.clock()
            )
        except Exception:
            log.exception(
                "Check %s could not be stored; it is queued again when its lease expires", claim.check_id
            )
            return
        if done:
            runtime.heartbeats.tallies["emails left out"] += done.mail_left_out
            runtime.emails_queued.set()
            runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)

    async def _lint(self, claim: Claim) -> Report:
        lane = self._quick
        work = asyncio.create_task(
            self._linter.check(claim.name, claim.data, claim.profile, owner=claim.user_id)
        )
        try:
            await asyncio.wait({work}, timeout=_SLOW_AFTER_SECONDS)
            if not work.done() and not self._slow.locked():
                await self._slow.acquire()
                self._quick.release()
                lane = self._slow
            return await work
        except ForkServerLostError:
            # back-off: the lane stays taken, so that a missing fork server is not retried at once
            await asyncio.sleep(_FORK_SERVER_RETRY_SECONDS)
            raise
        finally:
            work.cancel()
            lane.release()

    async def _release(self, claim: Claim) -> None:
        """Queue the check again without counting the attempt: the file did not cause the failure."""
        await self._runtime.run_until_stored(check_queue.requeue, claim=claim.token, counted=False)
        self._runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)

    async def _give_back_expired(self) -> None:
        for user_id, file_id in await self._runtime.db.run(check_queue.requeue, self._runtime.clock()):
            self._runtime.events.publish(user_id, file_id, Change.UPDATED)
