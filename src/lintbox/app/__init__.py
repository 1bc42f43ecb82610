"""Runs the server: starts the fork server first, and imports and builds everything else meanwhile."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from lintbox.domain import EMBEDDED
from lintbox.lint import Linter
from lintbox.platform import signals, systemd
from lintbox.settings import Settings
from lintbox.storage.directory import PYTHONS

if TYPE_CHECKING:
    from lintbox.app.appliance import Appliance, Ready

_SWITCH_INTERVAL_SECONDS = 0.0005


async def serve(settings: Settings, listener: socket.socket, announce: Callable[[Ready], None]) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends the process at once."""
    # a request passes three threads, and each waits up to this long for the GIL
    sys.setswitchinterval(_SWITCH_INTERVAL_SECONDS)
    stopping = asyncio.Event()
    # from here on a stop must be graceful, or the fork server would be left behind
    signals.stop_on_signal(stopping, asyncio.get_running_loop())
    linter = make_linter(settings)
    # the fork server's process loads flake8 while this one imports and builds the rest
    loading = asyncio.create_task(linter.start())
    await asyncio.sleep(0)
    try:
        from lintbox.app.appliance import Appliance

        await _serve(Appliance(settings, listener, linter), loading, stopping, listener, announce)
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await linter.stop()


def make_linter(settings: Settings) -> Linter:
    """Return the linter of this machine, or the one for workers on others.

    Raises:
        EngineUnusable: a certificate cannot be read.
    """
    cache = settings.data_dir / PYTHONS
    if settings.check_engine == EMBEDDED:
        return Linter(
            timeout_seconds=settings.check_timeout,
            memory_bytes=settings.check_memory,
            pythons=settings.pythons,
            cache=cache,
        )
    # lazy: the default has nothing of NATS in memory
    from lintbox.lint.cluster.linter import ClusterLinter
    from lintbox.services.engines import get_address

    return ClusterLinter(
        get_address(settings),
        timeout_seconds=settings.check_timeout,
        memory_bytes=settings.check_memory,
        pythons=settings.pythons,
        cache=cache,
    )


async def _serve(
    appliance: Appliance,
    loading: asyncio.Task[None],
    stopping: asyncio.Event,
    listener: socket.socket,
    announce: Callable[[Ready], None],
) -> None:
    stop_requested = asyncio.create_task(stopping.wait())
    try:
        await appliance.prepare()
        await asyncio.wait({loading, stop_requested}, return_when=asyncio.FIRST_COMPLETED)
        if stop_requested.done():
            return
        await loading
        await appliance.start(listener)
        announce(appliance.ready)
        systemd.notify("READY=1", f"STATUS=Serving {appliance.ready.url}")
        await stop_requested
    finally:
        stop_requested.cancel()
        systemd.notify("STOPPING=1", "STATUS=Finishing work in progress")
        await appliance.stop()
