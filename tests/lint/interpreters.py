"""What the tests of other Pythons share: a linter that finds them, and programs that act like one.

The interpreter that runs the tests is "another Python" when it is named by its path.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path

from lintbox.domain import NEWEST, Profile, PythonState, short_version
from lintbox.lint import Linter
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons.catalogue import DEFAULT_TIMEOUTS, Timeouts

OWN = os.path.realpath(sys.executable)
HERE = short_version(installed().python)
UNUSED = b"import os\n"


def in_event_loop(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(**fixtures: object) -> None:
        asyncio.run(test(**fixtures))

    return run


@asynccontextmanager
async def linting(
    cache: Path,
    pythons: Sequence[str] = (OWN,),
    idle_seconds: float = 600.0,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> AsyncIterator[Linter]:
    linter = Linter(
        timeout_seconds=20,
        memory_bytes=1024**3,
        pythons=pythons,
        cache=cache,
        idle_seconds=idle_seconds,
        timeouts=timeouts,
    )
    try:
        await linter.start()
        await linter.wait_for_tools()
        yield linter
    finally:
        await linter.stop()


async def codes(linter: Linter, data: bytes, python: str = NEWEST) -> list[str]:
    report = await linter.check("a.py", data, Profile(python=python), "alice")
    assert report.error is None
    return [finding.code for finding in report.findings]


def state_of(linter: Linter, path: str) -> PythonState:
    return next(python.state for python in linter.list_pythons() if python.path == path)


def write_program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)
