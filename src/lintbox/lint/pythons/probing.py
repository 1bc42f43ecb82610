"""Asks an interpreter for its version, and tries whether the engine and its sandbox work under it."""

from __future__ import annotations

import asyncio
import json
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process, SubprocessStreamProtocol
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import SubprocessError
from typing import NamedTuple

from lintbox.domain import escape_harmful
from lintbox.lint.pythons.candidates import FIRST_MINOR
from lintbox.lint.pythons.permissions import find_foreign_writer_above
from lintbox.lint.workers import sandbox_probe
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.interpreter import Interpreter, filter_environment
from lintbox.lint.workers.limits import kill_group

TIMEOUT_SECONDS = 10.0
"""The longest time for an answer."""
_END_SECONDS = 1
_OUTPUT_BYTES = 64 * 1024
_REASON_LENGTH = 200
# runs under every Python since 2.7; a module is missing if its library was missing when Python was built
_QUESTION = """
import os, sys
sys.path = [path for path in sys.path if path]
missing = []
for name in "_ctypes _json _socket _struct array fcntl math resource select unicodedata".split():
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
name = getattr(getattr(sys, "implementation", None), "name", "cpython")
flags = getattr(sys, "abiflags", "")
library = os.path.dirname(os.path.realpath(os.__file__))
print("|".join([name, sys.version.split()[0], flags, sys.version_info[3], " ".join(missing), library]))
"""


class RefusedError(Exception):
    """The interpreter cannot be used; the message says why, without a full stop."""


class NoAnswerError(RefusedError):
    """The interpreter did not start, or did not answer: the state of the machine may be the cause."""


class Identity(NamedTuple):
    """``version`` is the full one; a pre-release is an alpha, beta or release candidate."""

    version: str
    is_prerelease: bool


async def identify(path: str, timeout_seconds: float = TIMEOUT_SECONDS) -> Identity:
    """Return the version of an interpreter.

    Raises:
        RefusedError
    """
    output = await _run([path, "-E", "-S", "-s", "-c", _QUESTION], filter_environment(), "/", timeout_seconds)
    try:
        implementation, version, flags, level, missing, *library = output.strip().split("|", 5)
        major, minor = (int(part) for part in version.split(".")[:2])
    except ValueError:
        raise RefusedError(f"it does not answer like a Python: {_shorten(output)}") from None
    if implementation != "cpython":
        raise RefusedError(f"it is {implementation} {version}, and only CPython can be used")
    if (major, minor) < (3, FIRST_MINOR):
        raise RefusedError(f"it is Python {version}, and 3.{FIRST_MINOR} is the oldest that can be used")
    if "t" in flags:
        raise RefusedError(f"it is Python {version} without the global lock, which was not tried")
    if missing:
        raise RefusedError(f"it is Python {version} without its modules {missing.replace(' ', ', ')}")
    for folder in library:
        await _require_trusted(folder)
    return Identity(version, is_prerelease=level != "final")


async def _require_trusted(path: str) -> None:
    """Raise RefusedError if other users can replace the file or folder."""
    if reason := await asyncio.to_thread(find_foreign_writer_above, Path(path)):
        raise RefusedError(reason)


async def require_sandbox(
    python: Interpreter, needed: Sequence[str], timeout_seconds: float = TIMEOUT_SECONDS
) -> None:
    """Try the restrictions of a check; ``needed`` are those that hold for the embedded Python.

    Raises:
        ForkServerLostError: there is no temporary folder to try them in.
        RefusedError
    """
    await _require_trusted(python.path)
    try:
        with tempfile.TemporaryDirectory() as folder:
            output = await _run(python.command("lint-trial"), python.environment(), folder, timeout_seconds)
    except OSError as problem:
        raise ForkServerLostError(f"the sandbox could not be tried: {problem}") from None
    try:
        holds = dict(json.loads(output))
    except (ValueError, TypeError):
        raise RefusedError(f"the engine does not start: {_shorten(output)}") from None
    if loose := [description for description in needed if not holds.get(description)]:
        raise RefusedError(f"it does not prevent a check from: {', '.join(loose)}")


async def list_own_restrictions() -> list[str]:
    """Return what the sandbox of the embedded Python prevents on this machine.

    Raises:
        ForkServerLostError: it could not be tried, as on a machine without free memory; try again later.
    """
    try:
        restrictions = await asyncio.to_thread(sandbox_probe.probe)
    except (OSError, ValueError, SubprocessError) as problem:
        raise ForkServerLostError(f"the sandbox could not be tried: {problem}") from None
    return [one.description for one in restrictions if one.holds]


async def _run(
    command: Sequence[str], environment: Mapping[str, str], folder: str, timeout_seconds: float
) -> str:
    """Return the first line that a program prints; raises RefusedError or NoAnswerError."""
    loop = asyncio.get_running_loop()
    try:
        # as create_subprocess_exec() does, which keeps the transport to itself
        transport, protocol = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(_OUTPUT_BYTES, loop),
            *command,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as problem:
        raise NoAnswerError(f"it cannot be started: {problem.strerror or problem}") from None
    process = Process(transport, protocol, loop)
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _read_answer(process)
    except TimeoutError:
        raise NoAnswerError(f"it did not answer within {timeout_seconds:g} seconds") from None
    except ValueError:
        raise RefusedError("it answers with an endless line") from None
    finally:
        kill_group(process.pid)
        # wait() waits for the pipes, which a process that was left behind may hold
        for pipe in (1, 2):
            if output := transport.get_pipe_transport(pipe):
                output.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await process.wait()
        transport.close()  # before its end is known, asyncio may read that twice, and warn


async def _read_answer(process: Process) -> str:
    if process.stdout is None or process.stderr is None:
        raise TypeError("the process needs pipes")
    if line := await process.stdout.readline():
        return line.decode("utf-8", "replace")
    if error := await process.stderr.read(_OUTPUT_BYTES):
        raise RefusedError(f"it fails: {_shorten(error.decode('utf-8', 'replace'))}")
    raise NoAnswerError("it ends without an answer")  # killed for lack of memory, perhaps


def _shorten(output: str) -> str:
    """Return the last line, which has the error message of Python, as the part of a sentence."""
    lines = output.strip().splitlines()
    return escape_harmful(lines[-1])[:_REASON_LENGTH].rstrip(" .") if lines else "no output"
