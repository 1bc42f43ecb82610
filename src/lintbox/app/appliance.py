"""Where everything meets: built in order, started, and stopped in the other order."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lintbox.domain import MailMode, Tool
from lintbox.events import Bell, Events
from lintbox.lint import Linter
from lintbox.loops import Surroundings
from lintbox.loops.archiving import Archiving
from lintbox.loops.checking import Checking
from lintbox.loops.cleaning import Cleaning
from lintbox.loops.mailing import Mailing
from lintbox.loops.supervisor import Supervisor
from lintbox.loops.watching import Watching
from lintbox.mail import open_transport, sender_of
from lintbox.services import checks, setup
from lintbox.services.letters import Mailroom
from lintbox.services.passwords import Passwords
from lintbox.services.pulse import Pulse
from lintbox.services.readiness import Readiness
from lintbox.settings import Settings, find_base_url
from lintbox.storage import letters
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
        room = Mailroom(base_url, read_key(settings.data_dir))
        self._events = Events()
        pulse = Pulse()
        around = Surroundings(self._db, settings, room, self._events, Bell(), Bell(), read_clock, pulse)
        sender = sender_of(settings, base_url)
        self._supervisor = Supervisor(
            [
                Checking(around, self._linter),
                Mailing(around, transport, sender),
                Cleaning(around),
                Watching(around),
                *([Archiving(around)] if settings.backups_kept else []),
            ],
            pulse,
        )
        context = Context(
            db=self._db,
            settings=settings,
            room=room,
            passwords=self._passwords,
            events=self._events,
            checks_wait=around.checks_wait,
            letters_wait=around.letters_wait,
            clock=read_clock,
            mail=transport.mode,
            linter=self._linter,
            readiness=Readiness(settings, self._db, self._linter, pulse),
            pulse=pulse,
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
        await self._db.run(letters.give_back)
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
