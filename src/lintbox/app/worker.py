"""Runs a worker for servers on other machines."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from lintbox.lint.cluster.worker import Worker
from lintbox.lint.linter import Linter
from lintbox.lint.workers.limits import Limits
from lintbox.platform import signals, systemd
from lintbox.services.engines import get_address
from lintbox.settings import Settings


async def work(settings: Settings, slots: int, announce: Callable[[], None]) -> None:
    """Work until SIGTERM or SIGINT; a second signal ends the process at once.

    Raises:
        EngineUnusable: a certificate cannot be read.
        ForkServerLostError: this machine cannot check.
    """
    stopping = asyncio.Event()
    signals.stop_on_signal(stopping, asyncio.get_running_loop())
    limits = Limits(settings.check_timeout, settings.check_memory)
    # other Pythons need the engine's sources in a folder; a worker has no data directory for them
    with tempfile.TemporaryDirectory(prefix="lintbox-worker-") as folder:
        linter = Linter(
            timeout_seconds=limits.timeout_seconds,
            memory_bytes=limits.memory_bytes,
            pythons=settings.pythons,
            cache=Path(folder),
        )
        worker = Worker(get_address(settings), linter, limits, name=socket.gethostname(), slots=slots)
        try:
            await linter.start()
            announce()
            systemd.notify("READY=1", f"STATUS=Checking for {settings.check_engine}")
            await worker.run(stopping)
        finally:
            systemd.notify("STOPPING=1")
            await linter.stop()
