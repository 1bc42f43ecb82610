"""The server's entrance to checks on other machines, with the methods of ``Linter``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nats.aio.client import Client
from nats.js.api import ConsumerInfo

from lintbox.domain import EMBEDDED_ONLY, MAX_HEADER_BYTES, Engine, Profile, Report, end_sentence
from lintbox.lint.cluster import layout, messages
from lintbox.lint.cluster.connection import Connection
from lintbox.lint.cluster.dispatcher import CheckLostError, Dispatcher, EngineAwayError
from lintbox.lint.cluster.layout import Address
from lintbox.lint.cluster.roster import Roster
from lintbox.lint.linter import Linter

log = logging.getLogger("lintbox.cluster")
_REFRESH_SECONDS = 2.0


class ClusterLinter(Linter):
    """Checks files with the workers of a NATS server.

    Everything else stays on this machine, in the fork server of ``Linter``: profiles, pasted configurations
    and repairs, which are rare, and for which a person waits. The Pythons of this machine are those that the
    workers must have, too.
    """

    def __init__(
        self,
        address: Address,
        *,
        timeout_seconds: float,
        memory_bytes: int,
        pythons: Sequence[str] = (EMBEDDED_ONLY,),
        cache: Path | None = None,
    ) -> None:
        super().__init__(
            timeout_seconds=timeout_seconds, memory_bytes=memory_bytes, pythons=pythons, cache=cache
        )
        self._changed = asyncio.Event()
        self._connection = Connection(
            address,
            name="lintbox",
            inbox=layout.SERVER_INBOX,
            on_open=self._subscribe,
            on_change=self._changed.set,
        )
        self._dispatcher = Dispatcher(self._connection, self.max_check_seconds)
        self._roster = Roster()
        self._versions: dict[str, str] = {}
        self._laid: tuple[int, str] | None = None
        self._consumer: ConsumerInfo | None = None
        self._problem: str | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start as ``Linter`` does, and connect; a NATS server that is away is waited for.

        Raises:
            ForkServerLostError: the fork server of this machine cannot be started.
        """
        self._tasks = [asyncio.create_task(self._connection.run()), asyncio.create_task(self._keep_current())]
        await super().start()

    @property
    def max_check_seconds(self) -> float:
        """Upper bound for one check: that of a worker, and the time to notice that workers are lost."""
        return super().max_check_seconds + layout.MAX_DELIVERIES * layout.ACK_WAIT_SECONDS

    @property
    def slots(self) -> int | None:
        """How many checks the workers with our versions run at once; 0 while the engine is away."""
        if not (self._laid and self._connection.is_connected):
            return 0
        return self._roster.count_slots(self._versions)

    def describe_engine(self) -> Engine:
        connection, consumer = self._connection, self._consumer
        return Engine(
            address=connection.address.url,
            server=connection.server,
            problem=connection.problem or self._problem,
            workers=self._roster.list_workers(self._versions),
            waiting=(consumer.num_pending or 0) if consumer else 0,
            unacknowledged=(consumer.num_ack_pending or 0) if consumer else 0,
            redelivered=(consumer.num_redelivered or 0) if consumer else 0,
            max_payload_bytes=connection.max_payload_bytes,
            certificate_expires_at=connection.first_expiry,
        )

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Return the report on a file, from a worker of another machine.

        When the caller is cancelled, a check that has not begun is deleted; one that runs ends by its limits.
        A file with a Python that no machine has, or larger than the NATS server accepts, is left to this one.

        Raises:
            EngineAwayError: no answer, through no fault of the file.
            CheckLostError: no answer, and the file may be the cause.
        """
        tools = await self.wait_for_tools()
        if tools.find(profile.python) is None or self._is_too_large(data):
            return await super().check(name, data, profile, owner)
        if not self.slots:
            raise EngineAwayError("no worker of another machine is there")
        try:
            report = await self._dispatcher.run(
                messages.RemoteCheck("", name, data, profile, owner), self.max_check_seconds
            )
        except EngineAwayError as problem:
            if self.slots and problem.was_published:
                raise CheckLostError(str(problem)) from None
            raise
        self._count(report)
        return report

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.close()
        await super().stop()

    def _is_too_large(self, data: bytes) -> bool:
        return (
            self._connection.is_connected
            and len(data) + MAX_HEADER_BYTES > self._connection.client.max_payload
        )

    async def _subscribe(self, client: Client) -> None:
        await self._dispatcher.subscribe(client)
        await self._roster.subscribe(client)

    async def _keep_current(self) -> None:
        """Lay what a new connection or changed versions need, publish what is missing, ask the workers."""
        await self.wait_for_tools()
        while True:
            self._changed.clear()
            if self._connection.is_connected:
                try:
                    await self._refresh()
                    self._problem = None
                except Exception as problem:  # this task must live as long as the server
                    self._laid = None
                    self._report(f"The queue cannot be used: {end_sentence(str(problem))}")
            with suppress(TimeoutError):
                async with asyncio.timeout(_REFRESH_SECONDS):
                    await self._changed.wait()

    async def _refresh(self) -> None:
        self._versions = layout.describe_versions(self.tools, self._limits)
        wanted = (self._connection.generation, layout.make_digest(self._versions))
        if wanted != self._laid:
            await self._dispatcher.lay(wanted[1])
            self._laid = wanted
        await self._dispatcher.publish_missing()
        await self._roster.ask(self._connection.client)
        self._consumer = await self._dispatcher.read_consumer()

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            log.warning("%s", problem)
        self._problem = problem
