"""The composition root: builds the parts of a server, starts them, and stops them in reverse order."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lintbox.background.backups import BackupTask
from lintbox.background.checking import CheckTask
from lintbox.background.cleanup import CleanupTask
from lintbox.background.emailing import EmailTask
from lintbox.background.supervisor import Supervisor
from lintbox.background.watchdog import WatchdogTask
from lintbox.domain import MailMode, NotStored, Tool
from lintbox.events import Events, WakeEvent
from lintbox.lint import Linter
from lintbox.mail import get_sender, open_transport
from lintbox.services import setup
from lintbox.services.emails import LinkBuilder
from lintbox.services.heartbeats import Heartbeats
from lintbox.services.live_checks import LiveChecks
from lintbox.services.passwords import Passwords
from lintbox.services.readiness import Readiness
from lintbox.settings import Settings, get_base_url
from lintbox.storage import users
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE, lock_directory, prepare_directory, read_key
from lintbox.web.context import Context
from lintbox.web.server import Server, build

log = logging.getLogger("lintbox.app")


@dataclass(frozen=True, slots=True)
class Ready:
    """The facts in the start-up lines; ``setup_url`` is None if the server has an administrator."""

    url: str
    setup_url: str | None
    listening: str
    data_dir: Path
    mail: MailMode
    tool: Tool


class Appliance:
    """One server, from its data directory to its listening socket."""

    def __init__(self, settings: Settings, listener: socket.socket, linter: Linter) -> None:
        base_url = get_base_url(settings, listener.getsockname()[1])
        prepare_directory(settings.data_dir)
        self._lock: IO[str] = lock_directory(settings.data_dir, base_url)
        db, heartbeats = Database(settings.data_dir / DATABASE), Heartbeats()
        transport = open_transport(settings)
        self._context = context = Context(
            db=db,
            settings=settings,
            link_builder=LinkBuilder(base_url, read_key(settings.data_dir)),
            events=Events(),
            checks_queued=WakeEvent(),
            checks_voided=WakeEvent(),
            emails_queued=WakeEvent(),
            clock=read_clock,
            heartbeats=heartbeats,
            passwords=Passwords(),
            mail=transport.mode,
            linter=linter,
            live_checks=LiveChecks(linter, settings.check_workers),
            readiness=Readiness(settings, db, linter, heartbeats, read_clock),
            listening=_format_address(listener),
            started_at=read_clock(),
        )
        self._supervisor = Supervisor(
            [
                CheckTask(context, linter),
                EmailTask(context, transport, get_sender(settings, base_url)),
                CleanupTask(context),
                WatchdogTask(context),
                *([BackupTask(context)] if settings.backups_kept else []),
            ],
            heartbeats,
        )
        self._server = Server(build(context))
        self.ready = Ready(base_url, None, context.listening, settings.data_dir, transport.mode, linter.tool)

    async def prepare(self) -> None:
        """Make the set-up link while there is no administrator.

        Raises:
            NotStored: the link cannot be stored; without it nobody can become the administrator.
        """
        if token := await self._create_setup_token():
            self.ready = replace(self.ready, setup_url=f"{self.ready.url}/setup#token={token}")

    async def start(self, listener: socket.socket) -> None:
        self._supervisor.start()
        await self._server.start(listener)

    async def stop(self) -> None:
        self._context.events.close()
        await asyncio.gather(self._server.stop(), self._supervisor.stop())
        await self._context.linter.stop()
        self._context.passwords.close()
        self._context.db.close()
        self._lock.close()

    async def _create_setup_token(self) -> str | None:
        db = self._context.db
        try:
            return await db.run(setup.create_token, read_clock())
        except NotStored as error:
            # a server with an administrator starts: its users can read until it can write again
            if not await db.read(users.count_admins):
                raise
            log.warning("Nothing can be stored yet: %s", error.detail)
            return None


def read_clock() -> datetime:
    return datetime.now(UTC)


def _format_address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
