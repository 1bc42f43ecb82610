"""Checks what waits: claim, ask the linter, write what it said."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from lintbox.domain import Change, Claim, Report
from lintbox.lint import Linter
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.services import checks
from lintbox.services.runtime import Runtime

log = logging.getLogger("lintbox.checking")
_SLOW_AFTER_SECONDS = 1.0
_IDLE_SECONDS = 5.0
_CROWDED_SECONDS = 0.2
_LEASE_MARGIN_SECONDS = 60.0
_GRACE_SECONDS = 3.0
_TURN_SECONDS = 60.0
_LOST_SECONDS = 1.0


class CheckTask:
    """So many checks at once as there are workers.

    A check that takes longer than a second moves to a second lane of the same width, so that
    quick ones, and other users', go on beside those that burn all their time. One user alone
    cannot fill both lanes.
    """

    name = "checking"

    def __init__(self, runtime: Runtime, linter: Linter) -> None:
        self._runtime = runtime
        self.stale_after_seconds = linter.longest_seconds + _TURN_SECONDS
        self._linter = linter
        self._quick = asyncio.Semaphore(runtime.settings.check_workers)
        self._slow = asyncio.Semaphore(runtime.settings.check_workers)
        self._most_of_one_user = 2 * runtime.settings.check_workers - 1
        self._lease = timedelta(seconds=2 * linter.longest_seconds + _LEASE_MARGIN_SECONDS)
        self._work: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        while True:
            await self._quick.acquire()
            claim = None
            try:
                await self._runtime.db.priority.stand_back()
                # a claim that a power cut undoes is a check that is queued
                claim = await self._runtime.db.run_nosync(
                    checks.claim,
                    self._linter.tool,
                    self._lease,
                    self._runtime.clock(),
                    self._most_of_one_user,
                )
            finally:
                if claim is None:
                    self._quick.release()
            self._runtime.heartbeats.record(self.name)
            if claim:
                self._begin(claim)
            else:
                # with the slow lane full, a user may have been passed over: look again soon
                crowded = self._slow.locked()
                await self._runtime.checks_queued.wait(_CROWDED_SECONDS if crowded else _IDLE_SECONDS)
                await self._give_back_expired()

    async def finish(self) -> None:
        """Let what runs end where that is soon; give the rest back."""
        if self._work:
            _, late = await asyncio.wait(self._work, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._runtime.db.run(checks.give_back, counted=False)

    def _begin(self, claim: Claim) -> None:
        self._runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)
        task = asyncio.create_task(self._check(claim))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _check(self, claim: Claim) -> None:
        runtime = self._runtime
        report = checks.judge_attempts(claim, self._linter.tool) or claim.known
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
            log.exception("Check %s could not be written; its lease brings it back", claim.check_id)
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
            # the lane is kept, so that what cannot be started is not tried without a pause
            await asyncio.sleep(_LOST_SECONDS)
            raise
        finally:
            work.cancel()
            lane.release()

    async def _release(self, claim: Claim) -> None:
        """Queue the check again, uncounted: what ended says nothing of the file."""
        await self._runtime.run_until_stored(checks.give_back, claim=claim.token, counted=False)
        self._runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)

    async def _give_back_expired(self) -> None:
        for user_id, file_id in await self._runtime.db.run(checks.give_back, self._runtime.clock()):
            self._runtime.events.publish(user_id, file_id, Change.UPDATED)
