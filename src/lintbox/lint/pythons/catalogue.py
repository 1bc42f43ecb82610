"""The interpreters that check files: the embedded one, and one of this machine for each other version."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lintbox.domain import EMBEDDED_ONLY, NEWEST, Python, PythonState, Tool, Tools, short_version, version_key
from lintbox.lint.engine.versions import find_obstacle_to_fast_path, installed
from lintbox.lint.pythons import candidates, entries, probing, sources
from lintbox.lint.pythons.candidates import Candidate
from lintbox.lint.pythons.entries import Entry
from lintbox.lint.pythons.probing import NoAnswerError, RefusedError
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.interpreter import Interpreter

log = logging.getLogger("lintbox.lint")
_REFRESH_SECONDS = 600
_MAX_PROBES = 4
StateOf = Callable[[Interpreter | None], PythonState]
"""Returns the state of an interpreter's fork server; None stands for the embedded Python."""


class Timeouts(NamedTuple):
    """How long other Pythons are waited for.

    ``search_seconds``: how long checks wait for the first search. ``probe_seconds``: the longest time for the
    answer of an interpreter that is asked or tried. ``failing_seconds``: one that fails for so long is
    refused until the next search.
    """

    search_seconds: float = 20.0
    probe_seconds: float = probing.TIMEOUT_SECONDS
    failing_seconds: float = 60.0


DEFAULT_TIMEOUTS = Timeouts()


class Catalogue:
    """Finds the interpreters, and chooses one for each version.

    For a version, an interpreter that the setting names comes first, then the embedded one, then the latest
    release that was found. ``needed`` is what each must prevent a check from; by default, what the embedded
    one prevents here.
    """

    def __init__(
        self,
        embedded: Tool,
        wanted: Sequence[str],
        cache: Path | None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        needed: Sequence[str] | None = None,
    ) -> None:
        self._embedded = embedded
        self._wanted = wanted
        self._cache = cache
        self._timeouts = timeouts
        self._folder: Path | None = None
        self._entries: dict[str, Entry] = {}
        self._chosen: dict[str, str] = {}
        self._needed = needed
        self._trials: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by path
        self._failing_since: dict[str, float] = {}
        self._reported: set[tuple[str, str]] = set()
        self.found = asyncio.Event()
        """Set when the first search has ended, or takes too long to wait for it."""
        self._searches = cache is not None and list(wanted) != [EMBEDDED_ONLY]
        if not self._searches:
            self.found.set()

    @property
    def tools(self) -> Tools:
        embedded = short_version(self._embedded.python)
        tools = {embedded: self._embedded}
        finished = {embedded}
        for python, path in self._chosen.items():
            if identity := self._entries[path].identity:
                tools[python] = replace(self._embedded, python=identity.version)
                if not identity.is_prerelease:
                    finished.add(python)
        by_python = {python: tools[python] for python in sorted(tools, key=version_key, reverse=True)}
        return Tools(by_python, max(finished, key=version_key))

    def find(self, python: str) -> Interpreter | None:
        """Return the interpreter for a version or for ``NEWEST``; None for the embedded one."""
        path = self._chosen.get(self.tools.newest if python == NEWEST else python)
        return self._to_interpreter(self._entries[path]) if path else None

    async def keep_current(self) -> None:
        """Search for interpreters now and every ten minutes, and try the sandbox of each new one."""
        while self._searches:
            try:
                await self._search()
                await self.try_all()
            except Exception:
                log.exception("The Pythons of this machine could not be examined")
            finally:
                self.found.set()
            await asyncio.sleep(_REFRESH_SECONDS)

    async def _search(self) -> None:
        """Search; after some time let checks begin without the result, as a folder on a lost disk blocks."""
        search = asyncio.create_task(self.refresh())
        try:
            await asyncio.wait({search}, timeout=self._timeouts.search_seconds)
            if not search.done() and not self.found.is_set():
                log.warning("The search for Pythons takes long; only the embedded one checks until it ends")
            self.found.set()
            await search
            self._report_refused()
        finally:
            search.cancel()

    def _report_refused(self) -> None:
        """Warn, once, of each path that the setting names and that is refused, and of each version likewise.

        A version is there if any interpreter of it can be used.
        """
        refused = set()
        for entry in self._entries.values():
            path, is_named, _, version = entry.candidate
            if entry.refusal and (is_named or (version and version not in self.tools.by_python)):
                named = version if version in (None, path) else f"{version} ({path})"
                refused.add((named or path, entry.refusal))
        for named, reason in sorted(refused - self._reported):
            log.warning("LINTBOX_PYTHONS names %s, which is not used: %s", named, reason)
        self._reported = refused

    async def refresh(self) -> None:
        """Search for interpreters, and ask each new, replaced or refused one for its version."""
        found = await asyncio.to_thread(candidates.list_all, self._wanted)
        slots = asyncio.Semaphore(_MAX_PROBES)

        async def update(candidate: Candidate) -> Entry:
            async with slots:
                known = self._entries.get(candidate.path)
                return await entries.update(candidate, known, self._timeouts.probe_seconds)

        updated = await asyncio.gather(*map(update, found))
        if any(entry.identity for entry in updated) and self._cache:
            try:
                self._folder = await asyncio.to_thread(sources.lay_out, self._cache)
            except (OSError, sources.UnsafeFolderError) as problem:
                updated = [entry.refuse(f"the engine has no folder: {problem}") for entry in updated]
        self._entries = {entry.candidate.path: entry for entry in updated}
        self._choose()

    async def try_all(self) -> None:
        """Try the sandbox of each chosen interpreter; the next of the version takes a refused one's place."""
        postponed: set[str] = set()
        while untried := set(filter(self._is_untried, self._chosen.values())) - postponed:
            python = self._to_interpreter(self._entries[untried.pop()])
            try:
                await self.require_sandbox(python)
            except ForkServerLostError as problem:
                log.warning("Python %s (%s) is tried again later: %s", python.version, python.path, problem)
                postponed.add(python.path)

    async def require_sandbox(self, python: Interpreter) -> bool:
        """Try the sandbox, once; return whether the interpreter may be used.

        Raises:
            ForkServerLostError: it could not be tried, through no fault of the interpreter.
        """
        if self._is_untried(python.path):
            async with self._trials[python.path]:
                if self._is_untried(python.path):
                    await self._try(python, self._entries[python.path])
        entry = self._entries.get(python.path)
        return entry is not None and entry.refusal is None

    def _is_untried(self, path: str) -> bool:
        return path in self._entries and not self._entries[path].is_tried

    async def _try(self, python: Interpreter, entry: Entry) -> None:
        if self._needed is None:
            self._needed = await probing.list_own_restrictions()
        try:
            await probing.require_sandbox(python, self._needed, self._timeouts.probe_seconds)
        except RefusedError as problem:
            if entry.has_worked or isinstance(problem, NoAnswerError):
                self.report_failure(python, str(problem))
            else:
                self._refuse(python, str(problem))
        else:
            self._entries[python.path] = replace(entry, is_tried=True, has_worked=True)

    def report_failure(self, python: Interpreter, reason: str) -> None:
        """Try the interpreter again before its next use; refuse it if it has failed for long.

        A lack of memory or processes, a high load, and an upgrade of the interpreter pass; a refusal would
        let files end as "Not checked", or as invalid under an older Python.

        Raises:
            ForkServerLostError: it has not failed for long; check again.
        """
        now = time.monotonic()
        if now - self._failing_since.setdefault(python.path, now) >= self._timeouts.failing_seconds:
            self._refuse(python, reason)
            return
        if entry := self._entries.get(python.path):
            self._entries[python.path] = replace(entry, is_tried=False)
        raise ForkServerLostError(f"Python {python.version} ({python.path}) does not work: {reason}")

    def report_success(self, python: Interpreter) -> None:
        """Forget the failures of an interpreter that has checked a file."""
        self._failing_since.pop(python.path, None)

    def _refuse(self, python: Interpreter, reason: str) -> None:
        """Use this interpreter no more until the next search."""
        self._failing_since.pop(python.path, None)
        if entry := self._entries.get(python.path):
            log.warning("Python %s (%s) is not used: %s", python.version, python.path, reason)
            self._entries[python.path] = replace(entry, refusal=reason, is_tried=True)
            self._choose()

    def list_all(self, state_of: StateOf = lambda _: PythonState.NOT_STARTED) -> list[Python]:
        """Return every interpreter, the newest version first, refused ones last."""
        own = short_version(self._embedded.python)
        listed = [
            Python(
                "embedded",
                self._embedded.python,
                PythonState.REPLACED if own in self._chosen else state_of(None),
                is_embedded=True,
                obstacle=find_obstacle_to_fast_path(self._embedded),
                detail=f"{self._chosen[own]} is named in PYTHONS" if own in self._chosen else None,
            ),
            *(self._describe(entry, state_of) for entry in self._entries.values()),
        ]
        return sorted(listed, key=_rank, reverse=True)

    def _describe(self, entry: Entry, state_of: StateOf) -> Python:
        path, version = entry.candidate.path, entry.identity and entry.identity.version
        if entry.refusal or version is None:
            return Python(path, version, PythonState.REFUSED, detail=entry.refusal)
        obstacle = find_obstacle_to_fast_path(replace(self._embedded, python=version))
        python = short_version(version)
        if self._chosen.get(python) == path:
            return Python(path, version, state_of(self._to_interpreter(entry)), obstacle=obstacle)
        used = self._chosen.get(python, "the embedded one")
        detail = f"{used} checks for Python {python}"
        return Python(path, version, PythonState.REPLACED, obstacle=obstacle, detail=detail)

    def _choose(self) -> None:
        own = short_version(self._embedded.python)
        chosen: dict[str, Entry] = {}
        for entry in self._entries.values():
            if entry.identity is None or entry.refusal or self._folder is None:
                continue
            python = short_version(entry.identity.version)
            if python == own and not entry.candidate.is_named:
                continue
            if python not in chosen or entry.preference > chosen[python].preference:
                chosen[python] = entry
        self._chosen = {python: entry.candidate.path for python, entry in chosen.items()}

    def _to_interpreter(self, entry: Entry) -> Interpreter:
        if entry.identity is None or self._folder is None:
            raise LookupError(entry.candidate.path)
        return Interpreter(entry.candidate.path, entry.identity.version, self._folder)


async def examine(
    wanted: Sequence[str], cache: Path, probe_seconds: float = probing.TIMEOUT_SECONDS
) -> list[Python]:
    """Search for the interpreters once, without a server, and try the sandbox of each."""
    timeouts = Timeouts(probe_seconds=probe_seconds, failing_seconds=0)
    catalogue = Catalogue(installed(), wanted, cache, timeouts)
    if not catalogue.found.is_set():
        await catalogue.refresh()
        await catalogue.try_all()
    return catalogue.list_all()


def _rank(python: Python) -> tuple[bool, tuple[int, ...], bool]:
    is_usable = python.state != PythonState.REFUSED
    return is_usable, version_key(python.version or ""), python.state != PythonState.REPLACED
