"""Sends what waits in the outbox, and notes what the server said."""

from __future__ import annotations

import asyncio
import logging
from email.message import EmailMessage

from lintbox.domain import Change, Delivery, Email, Outcome
from lintbox.mail import Transport, compose
from lintbox.services import emails
from lintbox.services.runtime import Runtime

log = logging.getLogger("lintbox.mailing")
_IDLE_SECONDS = 5.0
_GRACE_SECONDS = 5.0


class EmailTask:
    name = "mailing"
    # emails to servers that each take their time before they accept
    stale_after_seconds = 1200.0

    def __init__(self, runtime: Runtime, transport: Transport, sender: str) -> None:
        self._runtime = runtime
        self._transport = transport
        self._sender = sender
        self._places = asyncio.Semaphore(transport.at_once)
        self._writing = asyncio.Lock()
        self._work: set[asyncio.Task[None]] = set()
        self._last_user = ""

    async def run(self) -> None:
        while True:
            await self._places.acquire()
            taken = None
            try:
                await self._runtime.db.priority.stand_back()
                # should a power cut undo this, the email is queued, and keeps its Message-ID
                taken = await self._runtime.db.run_nosync(
                    emails.take, self._runtime.link_builder.key, self._runtime.clock(), self._last_user
                )
            finally:
                if taken is None:
                    self._places.release()
            self._runtime.heartbeats.record(self.name)
            if taken:
                self._last_user = taken[0].user_id
                task = asyncio.create_task(self._send(*taken))
                self._work.add(task)
                task.add_done_callback(self._work.discard)
            else:
                await self._runtime.emails_queued.wait(_IDLE_SECONDS)

    async def finish(self) -> None:
        """Let an email that is under way arrive; one that cannot is sent again at the next start."""
        if self._work:
            await asyncio.wait(self._work, timeout=_GRACE_SECONDS)

    async def _send(self, email: Email, token: str | None) -> None:
        runtime = self._runtime
        try:
            delivery = await self._deliver(email, token)
            await runtime.run_until_stored(emails.note, email, delivery, runtime.clock())
        finally:
            self._places.release()
        runtime.heartbeats.tallies[f"emails {delivery.outcome}"] += 1
        if delivery.outcome not in {Outcome.SENT, Outcome.SAVED}:
            log.warning("Email %s (%s) was not sent: %s", email.id, email.kind, delivery.detail)
        if email.result:
            runtime.events.publish(email.user_id, email.result.file_id, Change.UPDATED)

    async def _deliver(self, email: Email, token: str | None) -> Delivery:
        if email.link and token is None:
            return Delivery(Outcome.REFUSED, emails.LINK_EXPIRED)
        try:
            message = await self._write(email, token)
        except ValueError as error:
            return Delivery(Outcome.REFUSED, f"It could not be written: {error}")
        await self._runtime.db.priority.stand_back()
        return await self._transport.send(message)

    async def _write(self, email: Email, token: str | None) -> EmailMessage:
        # a thread: it takes as long as several answers to somebody's clicks; and one at a time,
        # for several that compute would share the time with those answers
        async with self._writing:
            await self._runtime.db.priority.stand_back()
            return await asyncio.to_thread(
                compose, email, sender=self._sender, base_url=self._runtime.link_builder.base_url, token=token
            )
