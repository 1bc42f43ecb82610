"""Sends what waits in the outbox, and notes what the server said."""

from __future__ import annotations

import asyncio
import logging
from email.message import EmailMessage

from lintbox.domain import Change, Delivery, Letter, Outcome
from lintbox.loops import Surroundings
from lintbox.mail import Transport, compose
from lintbox.services import letters

log = logging.getLogger("lintbox.mailing")
_IDLE_SECONDS = 5.0
_GRACE_SECONDS = 5.0


class Mailing:
    name = "mailing"
    # letters to servers that each take their time before they accept
    patience_seconds = 1200.0

    def __init__(self, around: Surroundings, transport: Transport, sender: str) -> None:
        self._around = around
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
                await self._around.db.precedence.stand_back()
                # should a power cut undo this, the letter is queued, and keeps its Message-ID
                taken = await self._around.db.run_lightly(
                    letters.take, self._around.room.key, self._around.clock(), self._last_user
                )
            finally:
                if taken is None:
                    self._places.release()
            self._around.pulse.beat(self.name)
            if taken:
                self._last_user = taken[0].user_id
                task = asyncio.create_task(self._send(*taken))
                self._work.add(task)
                task.add_done_callback(self._work.discard)
            else:
                await self._around.letters_wait.wait(_IDLE_SECONDS)

    async def finish(self) -> None:
        """Let a letter that is under way arrive; one that cannot is sent again at the next start."""
        if self._work:
            await asyncio.wait(self._work, timeout=_GRACE_SECONDS)

    async def _send(self, letter: Letter, token: str | None) -> None:
        around = self._around
        try:
            delivery = await self._deliver(letter, token)
            await around.insist(letters.note, letter, delivery, around.clock())
        finally:
            self._places.release()
        around.pulse.tallies[f"letters {delivery.outcome}"] += 1
        if delivery.outcome not in {Outcome.SENT, Outcome.SAVED}:
            log.warning("Letter %s (%s) was not sent: %s", letter.id, letter.kind, delivery.detail)
        if letter.result:
            around.events.publish(letter.user_id, letter.result.file_id, Change.UPDATED)

    async def _deliver(self, letter: Letter, token: str | None) -> Delivery:
        if letter.link and token is None:
            return Delivery(Outcome.REFUSED, letters.LINK_EXPIRED)
        try:
            message = await self._write(letter, token)
        except ValueError as error:
            return Delivery(Outcome.REFUSED, f"It could not be written: {error}")
        await self._around.db.precedence.stand_back()
        return await self._transport.send(message)

    async def _write(self, letter: Letter, token: str | None) -> EmailMessage:
        # a thread: it takes as long as several answers to somebody's clicks; and one at a time,
        # for several that compute would share the time with those answers
        async with self._writing:
            await self._around.db.precedence.stand_back()
            return await asyncio.to_thread(
                compose, letter, sender=self._sender, base_url=self._around.room.base_url, token=token
            )
