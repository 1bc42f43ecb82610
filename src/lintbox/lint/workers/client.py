"""The server's connection to one fork server: start, send jobs, receive answers, stop."""

from __future__ import annotations

import asyncio
import itertools
import os
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

from lintbox.lint.workers import protocol, restart
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.lint.workers.limits import kill_group

_START_TIMEOUT_SECONDS = 30
_STOP_TIMEOUT_SECONDS = 1
_BUFFER_BYTES = 1024**2
_MAX_UNANSWERED_PINGS = 60  # on a busy machine, plugins take seconds to load


class ForkServerLostError(Exception):
    """No result, through no fault of the file: the fork server ended, or could not be started.

    ``counted`` tells whether the check uses up an attempt, because it may itself be the cause.
    """

    counted = False


class NotStartedError(ForkServerLostError):
    """The fork server could not be started."""


class WorkerNotStartedError(ForkServerLostError):
    """The fork server could not start a worker: the machine lacks processes, memory or descriptors."""


async def start_fork_server(python: Interpreter | None = None) -> ForkServerClient:
    """Start a fork server, under another Python if one is given; return when flake8 is loaded.

    Raises:
        NotStartedError
    """
    command = python.command("lint-worker") if python else restart.command("lint-worker")
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,  # stderr is inherited: the fork server only writes to it when it cannot start
            limit=_BUFFER_BYTES,
            env=python.environment() if python else restart.environment(),
            start_new_session=True,  # a Ctrl-C in the terminal must reach the server only
        )
    except OSError as problem:
        raise NotStartedError(str(problem)) from None
    client = ForkServerClient(process)
    try:
        async with asyncio.timeout(_START_TIMEOUT_SECONDS):
            await client.wait_until_ready()
    except TimeoutError:
        await client.stop()
        raise NotStartedError("the checker did not start in time") from None
    except ForkServerLostError as problem:
        await client.stop()
        raise NotStartedError(str(problem)) from None
    except BaseException:
        await client.stop()
        raise
    return client


class ForkServerClient:
    """One fork server; once lost, a new client replaces it. ``ready`` is what it announced."""

    ready: protocol.Ready

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise TypeError("the fork server needs pipes for stdin and stdout")
        self._process = process
        self._to_server = process.stdin
        self._from_server = process.stdout
        self._numbers = itertools.count(protocol.READY + 1)
        self._pending: dict[int, asyncio.Future[bytes]] = {}
        self._add_pending(protocol.READY)
        self._unanswered_pings = 0
        self._reader = asyncio.create_task(self._read_answers())

    @property
    def lost(self) -> bool:
        return self._reader.done()

    @property
    def is_busy(self) -> bool:
        return bool(self._pending)

    async def wait_until_ready(self) -> None:
        """Raises: ForkServerLostError."""
        try:
            self.ready = protocol.decode_ready(await self._wait_for_answer(protocol.READY))
        except protocol.ProtocolError:
            raise ForkServerLostError("the checker does not start as it should") from None

    async def request(self, job: protocol.Job) -> bytes:
        """Send a job and return the encoded answer; raises ForkServerLostError.

        When the caller is cancelled, the worker is killed.
        """
        if self.lost:
            raise ForkServerLostError("the checker has ended")
        number = next(self._numbers)
        self._add_pending(number)
        self._to_server.write(protocol.frame(number, protocol.encode_job(job)))
        try:
            return await self._wait_for_answer(number)
        except asyncio.CancelledError:
            if not self.lost:
                self._to_server.write(protocol.frame(number, protocol.CANCEL))
            raise

    def is_unresponsive(self) -> bool:
        """Send a ping if none is pending; return whether the process is stopped or misses pings.

        Call it at a fixed interval: each call without an answer counts.
        """
        if _is_stopped(self._process.pid):
            return True
        if not self._unanswered_pings:
            self._to_server.write(protocol.frame(protocol.READY, b""))
        self._unanswered_pings += 1
        return self._unanswered_pings > _MAX_UNANSWERED_PINGS

    async def kill(self) -> None:
        kill_group(self._process.pid)
        await self.stop()

    async def stop(self) -> None:
        """Stop the fork server and its workers; kill them after a timeout."""
        self._to_server.close()  # end of input: the fork server kills its workers and exits
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_SECONDS):
                await self._process.wait()
        except TimeoutError:
            kill_group(self._process.pid)
            await self._process.wait()
        await self._reader
        with suppress(ConnectionError):
            await self._to_server.wait_closed()

    def _add_pending(self, number: int) -> None:
        self._pending[number] = asyncio.get_running_loop().create_future()

    async def _wait_for_answer(self, number: int) -> bytes:
        try:
            return await self._pending[number]
        finally:
            del self._pending[number]

    async def _read_answers(self) -> None:
        """Resolve pending requests with their answers until the output ends."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                number, length = protocol.HEADER.unpack(
                    await self._from_server.readexactly(protocol.HEADER.size)
                )
                payload = await self._from_server.readexactly(length)
                if number == protocol.READY:
                    self._unanswered_pings = 0
                self._settle(number, payload)
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(ForkServerLostError("the checker has ended"))

    def _settle(self, number: int, payload: bytes) -> None:
        """Pass an answer to the request that waits for it; none does if the check was cancelled."""
        answer = self._pending.get(number & ~protocol.NOT_STARTED)
        if answer is None or answer.done():
            return
        if number & protocol.NOT_STARTED:
            reason = payload.decode(errors="replace")
            answer.set_exception(WorkerNotStartedError(f"no process could be started for it: {reason}"))
        else:
            answer.set_result(payload)


def _is_stopped(pid: int) -> bool:
    """Return whether the process is stopped, as by SIGSTOP or a debugger; False where waitid is missing."""
    if not hasattr(os, "waitid"):
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # already reaped by the event loop
        return False
