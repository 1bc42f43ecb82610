"""Runs queued checks: claims up to 16 at once, passes them to the linter, stores the reports."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from lintbox.domain import Change, Claim, Report
from lintbox.lint import Linter
from lintbox.lint.lanes import Lanes
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.services import batches, checks
from lintbox.services.runtime import Runtime
from lintbox.storage import check_queue

log = logging.getLogger("lintbox.checking")
_IDLE_SECONDS = 5.0
# requests wait for the transaction, which takes part of a millisecond for each
_CLAIMED_TOGETHER = 16
_LEASE_MARGIN_SECONDS = 60.0
_GRACE_SECONDS = 3.0
_STALE_MARGIN_SECONDS = 60.0


class CheckTask:
    """Runs ``check_workers`` checks concurrently, or as many as the workers of other machines have slots.

    A check that takes longer than a second moves to a second lane of the same size, so that slow checks
    do not delay quick ones. One user alone cannot fill both lanes.
    """

    name = "checking"

    def __init__(self, runtime: Runtime, linter: Linter) -> None:
        self._runtime = runtime
        self.stale_after_seconds = linter.max_check_seconds + _STALE_MARGIN_SECONDS
        self._linter = linter
        self._lanes = Lanes(self._measure_slots)
        self._lease = timedelta(seconds=2 * linter.max_check_seconds + _LEASE_MARGIN_SECONDS)
        self._work: set[asyncio.Task[None]] = set()
        self._linting: dict[str, asyncio.Task[Any]] = {}  # by claim
        self._has_recovered = False

    async def run(self) -> None:
        await self._recover()
        await self._linter.wait_for_tools()  # what "newest" stands for is known after the first search
        ending = asyncio.create_task(self._end_claims())
        try:
            await self._start_queued()
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)

    async def finish(self) -> None:
        """Wait 3 s for running checks, cancel the rest, and queue them again."""
        if self._work:
            _, running = await asyncio.wait(self._work, timeout=_GRACE_SECONDS)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        await self._runtime.db.run(check_queue.requeue, counted=False)

    async def _start_queued(self) -> None:
        while True:
            if not await self._lanes.enter(_IDLE_SECONDS):  # no worker is there, or all are busy
                self._runtime.heartbeats.record(self.name)
                continue
            places = 1 + self._lanes.enter_more(_CLAIMED_TOGETHER - 1)
            claims = await self._claim(places)
            self._runtime.heartbeats.record(self.name)
            for claim in claims:
                self._start(claim)
            if len(claims) < places:
                await self._runtime.checks_queued.wait(_IDLE_SECONDS)

    async def _end_claims(self) -> None:
        """End void and expired claims and what waits for them alone, also while all places are taken."""
        while True:
            await self._runtime.checks_voided.wait(_IDLE_SECONDS)
            try:
                await self._give_back_expired()
                await self._cancel_void()
                await self._close_batches()
            except Exception as problem:  # this loop must live as long as the other one
                log.warning("Void and expired claims could not be ended yet: %s", problem)

    async def _recover(self) -> None:
        """Queue the checks again that an earlier process was running when it ended."""
        if not self._has_recovered:
            await self._runtime.db.run(check_queue.requeue)
            self._has_recovered = True

    async def _claim(self, places: int) -> list[Claim]:
        """Claim a check for each of these places in the quick lane; give up those without one."""
        claims: list[Claim] = []
        try:
            await self._runtime.db.priority.yield_to_foreground()
            # no fsync: if a power cut undoes the claims, the checks are still queued
            claims = await self._runtime.db.run_nosync(
                checks.claim_several,
                self._linter.tools,
                self._lease,
                self._runtime.clock(),
                self._most_per_user,
                places,
            )
        finally:
            self._lanes.leave(places - len(claims))
        return claims

    @property
    def _most_per_user(self) -> int:
        return max(1, 2 * self._lanes.size - 1)

    def _measure_slots(self) -> int:
        settings, slots = self._runtime.settings, self._linter.slots
        if slots is None:
            return settings.check_workers
        return min(slots, settings.check_workers) if "check_workers" in settings.sources else slots

    def _start(self, claim: Claim) -> None:
        self._runtime.events.publish(claim.user_id, claim.file_id, Change.UPDATED)
        task = asyncio.create_task(self._check(claim))
        self._work.add(task)
        task.add_done_callback(self._leave_work)

    def _leave_work(self, task: asyncio.Task[None]) -> None:
        if len(self._work) >= self._most_per_user:  # a user at the limit may have been skipped
            self._runtime.checks_queued.set()
        self._work.discard(task)

    async def _check(self, claim: Claim) -> None:
        runtime = self._runtime
        report = checks.report_exhausted(claim, self._linter.tools) or claim.known
        if report:
            self._lanes.leave()
        else:
            try:
                report = await self._lint(claim)
            except ForkServerLostError as problem:
                log.warning("Check %s is queued again: %s", claim.check_id, problem)
                await self._release(claim, counted=problem.counted)
                return
            except Exception:
                log.exception("Check %s is queued again", claim.check_id)
                await self._release(claim, counted=True)
                return
        try:
            done = await runtime.run_until_stored(
                self.name,
                checks.finish,
                runtime.settings,
                runtime.link_builder,
                claim,
                report,
                runtime.clock(),
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
        """Raises: ForkServerLostError; CancelledError: see ``_cancel_void``."""
        if task := asyncio.current_task():
            self._linting[claim.token] = task
        try:
            return await self._lanes.run(
                self._linter.check(claim.name, claim.data, claim.profile, owner=claim.user_id)
            )
        finally:
            self._linting.pop(claim.token, None)

    async def _cancel_void(self) -> None:
        """Cancel the checks of deleted and replaced files: their workers and places are for others."""
        if started := dict(self._linting):
            running = await self._runtime.db.read_inline(check_queue.list_running)
            for token in started.keys() & self._linting.keys() - running:
                self._linting[token].cancel()

    async def _close_batches(self) -> None:
        """Queue the emails of batches that no last check closes."""
        runtime = self._runtime
        if await runtime.db.read(batches.list_closable, runtime.clock()):
            # with fsync: an email that was sent must not collect again after a power cut
            await runtime.db.run_background(batches.close_waiting, runtime.settings, runtime.clock())
            runtime.emails_queued.set()

    async def _release(self, claim: Claim, *, counted: bool) -> None:
        """Queue the check again; the attempt counts only where the file may have caused the failure."""
        await self._runtime.run_until_stored(
            self.name, check_queue.requeue, claim=claim.token, counted=counted
        )
        self._note_queued(claim.user_id, claim.file_id)

    async def _give_back_expired(self) -> None:
        for user_id, file_id in await self._runtime.db.run(check_queue.requeue, self._runtime.clock()):
            self._note_queued(user_id, file_id)

    def _note_queued(self, user_id: str, file_id: str) -> None:
        self._runtime.checks_queued.set()
        self._runtime.events.publish(user_id, file_id, Change.UPDATED)
