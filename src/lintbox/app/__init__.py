"""The life of a server: the checker is started first, then all that will serve is imported and built."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from lintbox.lint import Linter
from lintbox.platform import signals, systemd
from lintbox.settings import Settings

if TYPE_CHECKING:
    from lintbox.app.appliance import Appliance, Ready

_SWITCH_SECONDS = 0.0005


async def serve(settings: Settings, listener: socket.socket, announce: Callable[[Ready], None]) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends the process at once."""
    # a request goes through three threads, and each may wait so long for one that computes
    sys.setswitchinterval(_SWITCH_SECONDS)
    stopping = asyncio.Event()
    # from here on there is something to finish: a process of ours must not be left behind
    signals.stop_on_signal(stopping, asyncio.get_running_loop())
    linter = Linter(timeout_seconds=settings.check_timeout, memory_bytes=settings.check_memory)
    # a process of its own loads flake8 while the rest is imported and built here
    loading = asyncio.create_task(linter.start())
    await asyncio.sleep(0)
    try:
        from lintbox.app.appliance import Appliance

        await _serve(Appliance(settings, listener, linter), loading, stopping, listener, announce)
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await linter.stop()


async def _serve(
    appliance: Appliance,
    loading: asyncio.Task[None],
    stopping: asyncio.Event,
    listener: socket.socket,
    announce: Callable[[Ready], None],
) -> None:
    asked = asyncio.create_task(stopping.wait())
    try:
        await appliance.prepare()
        await asyncio.wait({loading, asked}, return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            return
        await loading
        await appliance.start(listener)
        announce(appliance.ready)
        systemd.notify("READY=1", f"STATUS=Serving {appliance.ready.url}")
        await asked
    finally:
        asked.cancel()
        systemd.notify("STOPPING=1", "STATUS=Finishing what was begun")
        await appliance.stop()
