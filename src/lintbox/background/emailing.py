"""Sends the queued emails of the outbox and stores the mail server's response."""

from __future__ import annotations

import asyncio
import logging
from email.message import EmailMessage

from lintbox.domain import Change, Delivery, Email, Outcome
from lintbox.mail import Transport, compose
from lintbox.services import emails
from lintbox.services.runtime import Runtime
from lintbox.storage import emails as outbox

log = logging.getLogger("lintbox.emailing")
_IDLE_SECONDS = 5.0
_GRACE_SECONDS = 5.0


class EmailTask:
    name = "emailing"
    # a server may take 10 minutes to accept an email (RFC 5321 4.5.3.2.6), and all slots may be taken
    stale_after_seconds = 1200.0

    def __init__(self, runtime: Runtime, transport: Transport, sender: str) -> None:
        self._runtime = runtime
        self._transport = transport
        self._sender = sender
        self._slots = asyncio.Semaphore(transport.concurrency)
        self._writing = asyncio.Lock()
        self._work: set[asyncio.Task[None]] = set()
        self._last_user = ""
        self._has_recovered = False

    async def run(self) -> None:
        await self._recover()
        while True:
            await self._slots.acquire()
            claimed = None
            try:
                await self._runtime.db.priority.yield_to_foreground()
                # no fsync: if a power cut undoes the claim, the email is queued, with the same Message-ID
                claimed = await self._runtime.db.run_nosync(
                    emails.claim_next, self._runtime.link_builder.key, self._runtime.clock(), self._last_user
                )
            finally:
                if claimed is None:
                    self._slots.release()
            self._runtime.heartbeats.record(self.name)
            if claimed:
                self._last_user = claimed[0].user_id
                task = asyncio.create_task(self._send(*claimed))
                self._work.add(task)
                task.add_done_callback(self._work.discard)
            else:
                await self._runtime.emails_queued.wait(_IDLE_SECONDS)

    async def finish(self) -> None:
        """Wait 5 s for emails that are being sent; the next start sends the others again."""
        if self._work:
            await asyncio.wait(self._work, timeout=_GRACE_SECONDS)

    async def _recover(self) -> None:
        """Queue the emails again that an earlier process was sending when it ended."""
        if not self._has_recovered:
            await self._runtime.db.run(outbox.requeue)
            self._has_recovered = True

    async def _send(self, email: Email, token: str | None) -> None:
        runtime = self._runtime
        try:
            delivery = await self._try_to_deliver(email, token)
            await runtime.run_until_stored(
                self.name, emails.record_delivery, email, delivery, runtime.clock()
            )
        except Exception:
            log.exception(
                "Email %s: its outcome could not be stored; the next start sends it again", email.id
            )
            return
        finally:
            self._slots.release()
        runtime.heartbeats.tallies[f"emails {delivery.outcome}"] += 1
        if delivery.outcome not in {Outcome.SENT, Outcome.SAVED}:
            log.warning("Email %s (%s) was not sent: %s", email.id, email.kind, delivery.detail)
        for file_id in email.list_files():
            runtime.events.publish(email.user_id, file_id, Change.UPDATED)

    async def _try_to_deliver(self, email: Email, token: str | None) -> Delivery:
        """As ``_deliver``; an error of ours must not leave the email without an outcome, and is retried."""
        try:
            return await self._deliver(email, token)
        except Exception as error:
            log.exception("Email %s (%s) ended with an error of Lintbox", email.id, email.kind)
            return Delivery(Outcome.TRY_AGAIN, f"It could not be sent: {type(error).__name__} in Lintbox.")

    async def _deliver(self, email: Email, token: str | None) -> Delivery:
        if email.link and token is None:
            return Delivery(Outcome.REFUSED, emails.LINK_EXPIRED)
        try:
            message = await self._write(email, token)
        except ValueError as error:
            return Delivery(Outcome.REFUSED, f"It could not be written: {error}")
        await self._runtime.db.priority.yield_to_foreground()
        return await self._transport.send(message)

    async def _write(self, email: Email, token: str | None) -> EmailMessage:
        # in a thread, because composing takes as long as several HTTP responses; one at a time, because
        # the threads would compete with the event loop for the GIL
        async with self._writing:
            await self._runtime.db.priority.yield_to_foreground()
            return await asyncio.to_thread(
                compose, email, sender=self._sender, base_url=self._runtime.link_builder.base_url, token=token
            )
