"""A worker on some machine: pulls checks, runs them with an ordinary ``Linter``, and answers."""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext
from nats.micro import add_service
from nats.micro.service import SEMVER_REGEX, Service

from lintbox import __version__
from lintbox.domain import Report
from lintbox.lint.cluster import layout, messages
from lintbox.lint.cluster.certificates import find_common_name
from lintbox.lint.cluster.connection import NATS_ERRORS, Connection
from lintbox.lint.cluster.layout import Address
from lintbox.lint.cluster.roster import describe_worker
from lintbox.lint.lanes import Lanes
from lintbox.lint.linter import Linter
from lintbox.lint.workers.client import ForkServerLostError, WorkerNotStartedError
from lintbox.lint.workers.limits import Limits
from lintbox.lint.workers.protocol import ProtocolError

log = logging.getLogger("lintbox.cluster")
_PAUSE_SECONDS = 1.0
_GRACE_SECONDS = 3.0
_MAX_WAITS = 20  # together less than the server waits for an answer


class Worker:
    """Runs up to ``slots`` quick checks at once, and as many slow ones, for a server with equal versions."""

    def __init__(self, address: Address, linter: Linter, limits: Limits, *, name: str, slots: int) -> None:
        self._linter = linter
        self._limits = limits
        self._name = name
        self._slots = slots
        self._lanes = Lanes(lambda: slots)
        # the NATS server lets a certificate receive at its own name alone
        certificate_name = find_common_name(address.certificate) or layout.DEFAULT_WORKER
        inbox = layout.get_worker_inbox(certificate_name)
        self._connection = Connection(address, name=name, inbox=inbox, on_open=self._begin)
        self._id = secrets.token_hex(8)
        self._digest = ""
        self._pulling: list[asyncio.Task[None]] = []
        self._service: Service | None = None
        self._work: set[asyncio.Task[None]] = set()
        self._is_without_queue = False
        self._beginning = asyncio.Lock()

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping``; then end running checks, or give them back after three seconds."""
        await self._linter.wait_for_tools()
        connecting = asyncio.create_task(self._connection.run())
        watching = asyncio.create_task(self._follow_versions())
        await stopping.wait()
        await self._stop_pulling()
        watching.cancel()
        if self._work:
            _, running = await asyncio.wait(self._work, timeout=_GRACE_SECONDS)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        connecting.cancel()
        await asyncio.gather(connecting, watching, return_exceptions=True)
        await self._connection.close()

    async def _follow_versions(self) -> None:
        """Begin again when the Pythons of this machine have changed: the versions name another queue."""
        while True:
            await asyncio.sleep(_PAUSE_SECONDS)
            if self._connection.is_connected and self._digest and self._digest != self._make_digest():
                try:
                    await self._begin(self._connection.client)
                except Exception as problem:  # this task must live as long as the worker
                    log.warning("The new versions could not be announced yet: %s", problem)

    async def _begin(self, client: Client) -> None:
        """Say what this worker is, and pull checks into every slot."""
        async with self._beginning:
            await self._begin_alone(client)

    async def _begin_alone(self, client: Client) -> None:
        await self._stop_pulling()
        digest = self._make_digest()
        self._service = await add_service(
            client,
            name=layout.SERVICE,
            version=__version__ if SEMVER_REGEX.match(__version__) else "0.0.0",
            metadata=describe_worker(
                self._id,
                self._name,
                self._slots,
                self._describe_versions(),
                self._connection.certificate_expires_at,
            ),
        )
        for _ in range(self._slots):
            pulls = await client.jetstream().pull_subscribe_bind(digest, layout.STREAM)
            self._pulling.append(asyncio.create_task(self._pull(pulls)))
        self._digest = digest

    async def _stop_pulling(self) -> None:
        for task in self._pulling:
            task.cancel()
        await asyncio.gather(*self._pulling, return_exceptions=True)
        self._pulling = []
        if self._service:
            with suppress(*NATS_ERRORS):
                await self._service.stop()
            self._service = None

    async def _pull(self, pulls: JetStreamContext.PullSubscription) -> None:
        try:
            while True:
                await self._lanes.enter(math.inf)
                message = None
                try:
                    message = await self._fetch(pulls)
                finally:
                    if message is None:
                        self._lanes.leave()
                if message:
                    self._start(self._lanes.run(self._check(message)))
        finally:
            with suppress(*NATS_ERRORS):
                await pulls.unsubscribe()

    async def _fetch(self, pulls: JetStreamContext.PullSubscription) -> Msg | None:
        try:
            (message,) = await pulls.fetch(1, layout.PULL_SECONDS)
        except TimeoutError:
            return None
        except Exception as problem:  # this task must live as long as the worker
            if self._connection.is_connected and not self._is_without_queue:
                log.warning("No server with the versions of this worker is there yet: %s", problem)
            self._is_without_queue = True
            await asyncio.sleep(_PAUSE_SECONDS)
            return None
        self._is_without_queue = False
        return message

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._end_quietly(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _end_quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except ForkServerLostError as problem:
            log.warning("A check goes back to the queue: %s", problem)
        except NATS_ERRORS as problem:
            log.warning("An answer could not be sent; the check is run again: %s", problem)
        except Exception:
            log.exception("A check ended with an error of Lintbox; it is run again")

    async def _check(self, message: Msg) -> None:
        """Check and answer; without an answer the message goes to another worker."""
        progress = asyncio.create_task(_report_progress(message))
        try:
            wanted = messages.decode_check(message.data)
            report = await self._lint(wanted)
            client = self._connection.client
            for part in messages.encode_answer(report, client.max_payload):
                await client.publish(wanted.answer_to, part)
            await message.ack()
        except ProtocolError as problem:
            log.warning("A check that cannot be read is dropped: %s", problem)
            await message.term()
        except (ForkServerLostError, asyncio.CancelledError):
            with suppress(*NATS_ERRORS):
                await message.nak()
            raise
        finally:
            progress.cancel()

    async def _lint(self, wanted: messages.RemoteCheck) -> Report:
        """Check, and wait while this machine can start no process: each delivery of a check is counted.

        Raises:
            ForkServerLostError
        """
        for _ in range(_MAX_WAITS):
            with suppress(WorkerNotStartedError):
                return await self._linter.check(wanted.name, wanted.data, wanted.profile, wanted.owner)
            log.warning("A check waits: this machine cannot start a process")
            await asyncio.sleep(_PAUSE_SECONDS)
        return await self._linter.check(wanted.name, wanted.data, wanted.profile, wanted.owner)

    def _describe_versions(self) -> dict[str, str]:
        return layout.describe_versions(self._linter.tools, self._limits)

    def _make_digest(self) -> str:
        return layout.make_digest(self._describe_versions())


async def _report_progress(message: Msg) -> None:
    """Tell the NATS server each second that this worker lives; a stopped process cannot."""
    with suppress(*NATS_ERRORS):
        while True:
            await asyncio.sleep(layout.PROGRESS_INTERVAL_SECONDS)
            await message.in_progress()
