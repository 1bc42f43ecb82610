"""Where everything meets: built in order, started, and stopped in the other order."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lintbox.background import Runtime
from lintbox.background.backups import BackupTask
from lintbox.background.checking import CheckTask
from lintbox.background.cleanup import CleanupTask
from lintbox.background.emailing import EmailTask
from lintbox.background.supervisor import Supervisor
from lintbox.background.watchdog import WatchdogTask
from lintbox.domain import MailMode, Tool
from lintbox.events import Events, WakeEvent
from lintbox.lint import Linter
from lintbox.mail import open_transport, sender_of
from lintbox.services import checks, setup
from lintbox.services.emails import LinkBuilder
from lintbox.services.heartbeats import Heartbeats
from lintbox.services.passwords import Passwords
from lintbox.services.readiness import Readiness
from lintbox.settings import Settings, find_base_url
from lintbox.storage import emails
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE, lock_directory, prepare_directory, read_key
from lintbox.web.context import Context
from lintbox.web.server import Server, build


@dataclass(frozen=True, slots=True)
class Ready:
    """What the start-up lines tell; ``setup_url`` is there while there is no administrator."""

    url: str
    setup_url: str | None
    listening: str
    data_dir: Path
    mail: MailMode
    tool: Tool


class Appliance:
    def __init__(self, settings: Settings, listener: socket.socket, linter: Linter) -> None:
        base_url = find_base_url(settings, listener.getsockname()[1])
        self._settings = settings
        prepare_directory(settings.data_dir)
        self._lock: IO[str] = lock_directory(settings.data_dir)
        self._db = Database(settings.data_dir / DATABASE)
        self._passwords = Passwords()
        self._linter = linter
        transport = open_transport(settings)
        link_builder = LinkBuilder(base_url, read_key(settings.data_dir))
        self._events = Events()
        heartbeats = Heartbeats()
        runtime = Runtime(
            self._db, settings, link_builder, self._events, WakeEvent(), WakeEvent(), read_clock, heartbeats
        )
        sender = sender_of(settings, base_url)
        self._supervisor = Supervisor(
            [
                CheckTask(runtime, self._linter),
                EmailTask(runtime, transport, sender),
                CleanupTask(runtime),
                WatchdogTask(runtime),
                *([BackupTask(runtime)] if settings.backups_kept else []),
            ],
            heartbeats,
        )
        context = Context(
            db=self._db,
            settings=settings,
            link_builder=link_builder,
            passwords=self._passwords,
            events=self._events,
            checks_queued=runtime.checks_queued,
            emails_queued=runtime.emails_queued,
            clock=read_clock,
            mail=transport.mode,
            linter=self._linter,
            readiness=Readiness(settings, self._db, self._linter, heartbeats),
            heartbeats=heartbeats,
            listening=_name_listener(listener),
            started_at=read_clock(),
        )
        self._server = Server(build(context))
        self.ready = Ready(
            base_url, None, _name_listener(listener), settings.data_dir, transport.mode, self._linter.tool
        )

    async def prepare(self) -> None:
        # what an earlier process had in hand when it ended is done again
        await self._db.run(checks.give_back)
        await self._db.run(emails.give_back)
        if token := await self._db.run(setup.make_token, read_clock()):
            self.ready = replace(self.ready, setup_url=f"{self.ready.url}/setup#token={token}")

    async def start(self, listener: socket.socket) -> None:
        self._supervisor.start()
        await self._server.start(listener)

    async def stop(self) -> None:
        self._events.close()
        await asyncio.gather(self._server.stop(), self._supervisor.stop())
        await self._linter.stop()
        self._passwords.close()
        self._db.close()
        self._lock.close()


def read_clock() -> datetime:
    return datetime.now(UTC)


def _name_listener(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
