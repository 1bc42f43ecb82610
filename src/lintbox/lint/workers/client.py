"""The server's end of one nursery: start it, send jobs, hear answers, end it."""

from __future__ import annotations

import asyncio
import itertools
import os
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

from lintbox.lint.workers import protocol, restart
from lintbox.lint.workers.limits import kill_group

_START_SECONDS = 30
_END_SECONDS = 1
_BUFFER_BYTES = 1024**2
_UNANSWERED_CALLS = 60  # on a busy machine, plugins take seconds to load


class ForkServerLostError(Exception):
    """The nursery has ended, or could not be started."""


async def start_fork_server() -> ForkServerClient:
    """Return when flake8 is loaded; raises NurseryLostError."""
    try:
        process = await asyncio.create_subprocess_exec(
            *restart.command("lint-worker"),
            stdin=PIPE,
            stdout=PIPE,  # standard error stays ours: it speaks only when it cannot start
            limit=_BUFFER_BYTES,
            env=restart.environment(),
            start_new_session=True,  # a Ctrl-C of the terminal is for the server
        )
    except OSError as problem:
        raise ForkServerLostError(str(problem)) from None
    link = ForkServerClient(process)
    try:
        async with asyncio.timeout(_START_SECONDS):
            await link.ready()
    except TimeoutError:
        await link.end()
        raise ForkServerLostError("the checker did not start in time") from None
    except BaseException:
        await link.end()
        raise
    return link


class ForkServerClient:
    """One nursery from start to end; a lost one is not mended but replaced."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise TypeError("a nursery is spoken to through pipes")
        self._process = process
        self._to_server = process.stdin
        self._from_server = process.stdout
        self._numbers = itertools.count(protocol.READY + 1)
        self._answers: dict[int, asyncio.Future[bytes]] = {}
        self._expect(protocol.READY)
        self._unanswered = 0
        self._listener = asyncio.create_task(self._listen())

    @property
    def lost(self) -> bool:
        return self._listener.done()

    async def ready(self) -> None:
        await self._answer_to(protocol.READY)

    async def ask(self, job: protocol.Job) -> bytes:
        """Return the Report as the nursery wrote it; raises NurseryLostError."""
        if self.lost:
            raise ForkServerLostError("the checker has ended")
        number = next(self._numbers)
        self._expect(number)
        self._to_server.write(protocol.frame(number, protocol.encode_job(job)))
        return await self._answer_to(number)

    def stands_still(self) -> bool:
        """Look, and knock, as often as it is called: it is stopped, or has not answered for many calls."""
        if _is_stopped(self._process.pid):
            return True
        if not self._unanswered:
            self._to_server.write(protocol.frame(protocol.READY, b""))
        self._unanswered += 1
        return self._unanswered > _UNANSWERED_CALLS

    async def kill(self) -> None:
        kill_group(self._process.pid)
        await self.end()

    async def end(self) -> None:
        """End the nursery and its children, whatever they do."""
        self._to_server.close()  # this it understands, and takes its children with it
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            kill_group(self._process.pid)
            await self._process.wait()
        await self._listener
        with suppress(ConnectionError):
            await self._to_server.wait_closed()

    def _expect(self, number: int) -> None:
        self._answers[number] = asyncio.get_running_loop().create_future()

    async def _answer_to(self, number: int) -> bytes:
        try:
            return await self._answers[number]
        finally:
            del self._answers[number]

    async def _listen(self) -> None:
        """Hand out answers until the nursery says no more."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                number, length = protocol.HEAD.unpack(await self._from_server.readexactly(protocol.HEAD.size))
                payload = await self._from_server.readexactly(length)
                if number == protocol.READY:
                    self._unanswered = 0
                answer = self._answers.get(number)  # none, when the check was cancelled
                if answer and not answer.done():
                    answer.set_result(payload)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ForkServerLostError("the checker has ended"))


def _is_stopped(pid: int) -> bool:
    """As by SIGSTOP or a debugger; where the system does not tell, the nursery's silence will."""
    if not hasattr(os, "waitid"):
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # it has ended, and the event loop knows
        return False
