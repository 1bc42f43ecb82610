"""The entry point: turns a file's bytes into a Report, by the Python that its profile asks for.

Profiles and pasted configurations are user content too: worker processes with limits interpret them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from lintbox.domain import (
    EMBEDDED_ONLY,
    Busy,
    Engine,
    ErrorCode,
    Fixes,
    FixRequest,
    Hint,
    ParsedConfiguration,
    Profile,
    Python,
    PythonState,
    Report,
    Tools,
    TooMany,
)
from lintbox.lint.engine import check_errors, hints, versions
from lintbox.lint.fixes import refusals
from lintbox.lint.pythons.catalogue import DEFAULT_TIMEOUTS, Catalogue, Timeouts
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerLostError, NotStartedError
from lintbox.lint.workers.forkserver_keeper import ForkServerKeeper
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.lint.workers.limits import MAX_ATTEMPTS, Limits
from lintbox.lint.workers.protocol import Decode, Result

log = logging.getLogger("lintbox.lint")
_ANSWER_MARGIN_SECONDS = 3
_START_SECONDS = 60.0  # two attempts to start a fork server
_IDLE_SECONDS = 600.0
_TRIAL_CPU_SHARE = 0.2
_TOO_COSTLY = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.TOO_DEEP}


class Linter:
    """Checks files in the workers of a fork server for each Python.

    The fork server of the embedded Python always runs. Those of other Pythons are started by the first check
    that asks for them, and end when they are idle. ``pythons`` is the setting; ``cache`` is the folder for
    the engine's sources, which other Pythons need. Trying a profile may take ``trial_cpu_share`` of a check.
    """

    def __init__(
        self,
        *,
        timeout_seconds: float,
        memory_bytes: int,
        pythons: Sequence[str] = (EMBEDDED_ONLY,),
        cache: Path | None = None,
        idle_seconds: float = _IDLE_SECONDS,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        trial_cpu_share: float = _TRIAL_CPU_SHARE,
    ) -> None:
        self.tool = versions.installed()
        """The versions of the embedded Python."""
        self.fast_files = 0
        """Number of files checked by the fast path."""
        self.fallbacks = Counter(dict.fromkeys(FallbackReason, 0))
        """Number of files left to flake8, by reason."""
        self._limits = Limits(timeout_seconds, memory_bytes)
        self._trial_limits = self._limits._replace(cpu_share=trial_cpu_share)
        self._idle_seconds = idle_seconds
        self._owners_in_trial: set[str] = set()
        self._embedded = ForkServerKeeper(self._answer_seconds)
        self._others: dict[Interpreter, ForkServerKeeper] = {}
        self._catalogue = Catalogue(self.tool, pythons, cache, timeouts)
        self._search: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the embedded fork server, wait until it is ready, and search for other Pythons meanwhile.

        Raises:
            ForkServerLostError: it cannot be started.
        """
        self._search = asyncio.create_task(self._catalogue.keep_current())
        await self._embedded.start()
        if obstacle := versions.find_obstacle_to_fast_path(self.tool):
            log.warning("The fast path is off, and checks take several times as long: %s", obstacle)

    @property
    def max_check_seconds(self) -> float:
        """Upper bound for one check: starting a Python, all attempts, and trying another one for the hint."""
        return _START_SECONDS + self._answer_seconds

    @property
    def _answer_seconds(self) -> float:
        """The longest time for the answer of a fork server, all attempts included."""
        return MAX_ATTEMPTS * self._limits.timeout_seconds + _ANSWER_MARGIN_SECONDS

    @property
    def slots(self) -> int | None:
        """How many checks the workers of other machines run at once; None where this machine checks."""
        return None

    def describe_engine(self) -> Engine | None:
        """Return the state of the engine on other machines; None where this machine checks."""
        return None

    @property
    def is_ready(self) -> bool:
        return self._embedded.is_ready

    @property
    def tools(self) -> Tools:
        """The versions by the Python that runs them."""
        return self._catalogue.tools

    async def wait_for_tools(self) -> Tools:
        """Return the versions by Python, after the first search for Pythons has ended."""
        await self._catalogue.found.wait()
        return self.tools

    def list_pythons(self) -> list[Python]:
        """Return every interpreter that was found, with its state."""
        return self._catalogue.list_all(self._get_state)

    async def check(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Return the report on a file. Checks run concurrently; ``stop`` cancels them.

        Files of the same ``owner`` may be checked one after another in the same process.

        Raises:
            ForkServerLostError: no result, through no fault of the file; check it again.
        """
        return await self.check_here(name, data, profile, owner)

    async def check_here(self, name: str, data: bytes, profile: Profile, owner: str = "") -> Report:
        """Check on this machine, also where others check files; a cancelled check ends with its worker.

        Raises:
            ForkServerLostError: as for ``check``.
        """
        job = protocol.Job(name, data, profile, self._limits, owner)
        deadline = asyncio.get_running_loop().time() + self.max_check_seconds
        report = await self._run(job, deadline, protocol.decode_report)
        self._count(report)
        return await self._complete_hint(report, job, deadline) if report.has_syntax_error else report

    async def fix(self, name: str, data: bytes, profile: Profile, request: FixRequest) -> Fixes:
        """Return a repaired content, found and checked in a worker of the Python that checks the file.

        A timeout, a crash and a lost fork server are refusals, too: there is nothing to do but to say so.
        """
        job = protocol.Job(name, data, profile, self._limits, task=protocol.Task.FIX, fix=request)
        deadline = asyncio.get_running_loop().time() + self.max_check_seconds
        try:
            return await self._run(job, deadline, protocol.decode_fixes)
        except ForkServerLostError as problem:
            return refusals.lost(str(problem))

    async def find_refusal(self, profile: Profile, owner: str) -> str | None:
        """Try a profile's options in flake8; return its error message, or None if it accepts them.

        Raises:
            Busy: the options could not be tried.
            TooMany: another trial of the same owner is running.
        """
        with self._one_trial_of(owner):
            job = protocol.Job("file.py", b"", profile, self._trial_limits)
            report = await self._ask(self._embedded, job, protocol.decode_report)
        if report.error and report.error.code in _TOO_COSTLY:
            return "With these options flake8 needs too much time or memory: make their lists shorter."
        if report.error and report.error.code is not ErrorCode.OPTIONS:
            raise Busy(report.error.detail)
        return report.error.detail if report.error else None

    async def read_configuration(self, text: str, owner: str) -> ParsedConfiguration:
        """Read a pasted configuration.

        Raises:
            Busy: the configuration could not be read now.
            TooMany: another trial of the same owner is running.
        """
        data = text.encode("utf-8", "replace")
        job = protocol.Job("", data, Profile(), self._trial_limits, task=protocol.Task.READ)
        with self._one_trial_of(owner):
            answer = await self._embedded.request(job)
        try:
            if reading := protocol.decode_reading(answer.payload):
                return reading
            error = protocol.decode_report(answer.payload, self.tool).error
        except protocol.ProtocolError:
            error = check_errors.no_answer()
        if error and error.code in _TOO_COSTLY:
            return ParsedConfiguration(fault="This takes too long to read. Paste the [flake8] section alone.")
        raise Busy(error.detail if error else "")

    async def stop(self) -> None:
        """Kill the fork servers and their workers."""
        if self._search:
            self._search.cancel()
            await asyncio.gather(self._search, return_exceptions=True)
        await asyncio.gather(*(keeper.stop() for keeper in (self._embedded, *self._others.values())))

    def _count(self, report: Report) -> None:
        """Count the file by the path that checked it."""
        if report.fallback:
            self.fallbacks[FallbackReason(report.fallback)] += 1
        elif not report.error:
            self.fast_files += 1

    @contextmanager
    def _one_trial_of(self, owner: str) -> Iterator[None]:
        """Limit trials to one at a time per owner; raises Busy if the fork server is lost."""
        if owner in self._owners_in_trial:
            raise TooMany("Another profile of yours is being tried. Send this again when that has ended.", 1)
        self._owners_in_trial.add(owner)
        try:
            yield
        except ForkServerLostError as problem:
            raise Busy(f"This could not be tried now ({problem}). Send it again.") from None
        finally:
            self._owners_in_trial.discard(owner)

    async def _run(self, job: protocol.Job, deadline: float, decode: Decode[Result]) -> Result:
        """Run a job until a time of the event loop; raises ForkServerLostError."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._run_under_its_python(job, decode)
        except TimeoutError:
            raise ForkServerLostError("it took too much time, the start of its Python included") from None

    async def _run_under_its_python(self, job: protocol.Job, decode: Decode[Result]) -> Result:
        """Use the Python of the profile; one that has failed for a minute is used no more."""
        while True:
            tools = await self.wait_for_tools()
            tool = tools.find(job.profile.python)
            if tool is None:
                missing = replace(self.tool, python=job.profile.python).used_by(job.profile)
                error = check_errors.no_python(missing.python, list(tools.by_python))
                return decode(protocol.encode_report(Report(missing, error=error)), missing)
            python = self._catalogue.find(job.profile.python)
            if python and not await self._catalogue.require_sandbox(python):
                continue
            try:
                result = await self._ask(self._get_keeper(python), job, decode)
            except NotStartedError as problem:
                if python is None:
                    raise
                self._catalogue.report_failure(python, str(problem))
                continue
            if python:
                self._catalogue.report_success(python)
            return result

    async def _ask(self, keeper: ForkServerKeeper, job: protocol.Job, decode: Decode[Result]) -> Result:
        for _ in range(MAX_ATTEMPTS):
            answer = await keeper.request(job)
            tool = answer.tool.used_by(job.profile)
            with suppress(protocol.ProtocolError):
                return decode(answer.payload, tool)
        tool = self.tool.used_by(job.profile)
        return decode(protocol.encode_report(Report(tool, error=check_errors.no_answer())), tool)

    async def _complete_hint(self, report: Report, job: protocol.Job, deadline: float) -> Report:
        """Try another Python, which the worker's hint suggests, on a file with a syntax error."""
        hint = report.hint
        if hint and hint.python is None:  # for an older Python than any that is here
            return report
        other = hints.choose_newer(self.tools, report.tool, hint)
        if other is None:
            missing = hint and Hint(None, f"{hint.detail} There is no Python {hint.python} on this server.")
            return replace(report, hint=missing)
        with suppress(ForkServerLostError):
            again = job._replace(profile=Profile(python=other))
            attempt = await self._run(again, deadline, protocol.decode_report)
            if not attempt.error and not attempt.has_syntax_error:
                return replace(
                    report, hint=Hint(other, hint.detail if hint else f"Python {other} can read this file.")
                )
        return replace(report, hint=hint and Hint(None, hint.detail))

    def _get_keeper(self, python: Interpreter | None) -> ForkServerKeeper:
        if python is None:
            return self._embedded
        if python not in self._others:
            self._others[python] = ForkServerKeeper(self._answer_seconds, python, self._idle_seconds)
        return self._others[python]

    def _get_state(self, python: Interpreter | None) -> PythonState:
        keeper = self._others.get(python) if python else self._embedded
        if keeper is None or not keeper.is_ready:
            return PythonState.NOT_STARTED
        return PythonState.RUNNING if keeper.is_busy else PythonState.IDLE
