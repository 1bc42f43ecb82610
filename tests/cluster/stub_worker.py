"""A worker that costs nothing: it answers each check at once, with the report on one file.

``python -m tests.cluster.stub_worker ADDRESS SLOTS FILE``. It connects, pulls, answers and acknowledges as
``lintbox worker`` does. Only the check is left out, so that what a server does beside it can be measured.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from lintbox.domain import Profile, Report
from lintbox.lint.cluster.layout import Address
from lintbox.lint.cluster.worker import Worker
from lintbox.lint.linter import Linter
from lintbox.lint.workers.limits import Limits
from lintbox.platform import signals
from lintbox.settings import Settings
from tests.cluster.programs import CERTIFICATES


class OneReportLinter(Linter):
    """Checks one file when it is prepared, and says the same of every other."""

    async def prepare(self, data: bytes) -> None:
        self._report = await super().check("file.py", data, Profile())

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:  # noqa: ARG002
        return self._report


async def main(url: str, slots: int, data: bytes) -> None:
    settings = Settings()
    limits = Limits(settings.check_timeout, settings.check_memory)
    linter = OneReportLinter(timeout_seconds=limits.timeout_seconds, memory_bytes=limits.memory_bytes)
    address = Address(
        url, CERTIFICATES / "ca.pem", CERTIFICATES / "worker.pem", CERTIFICATES / "worker-key.pem"
    )
    stopping = asyncio.Event()
    signals.stop_on_signal(stopping, asyncio.get_running_loop())
    await linter.start()
    try:
        await linter.prepare(data)
        await Worker(address, linter, limits, name="stub", slots=slots).run(stopping)
    finally:
        await linter.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).read_bytes()))
