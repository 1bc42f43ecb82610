"""Checks of a text while it is being typed: answered at once, never stored."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import NamedTuple

from lintbox.domain import Busy, Invalid, NamedProfile, Profile, Rejected, Report, Tools, Upload
from lintbox.lint import Linter
from lintbox.lint.lanes import SlowLane
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.services import checks, files, profiles
from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin
from lintbox.settings import Settings

_MAX_WAIT_SECONDS = 20.0
# the web layer limits how many requests of a user or a network wait
_UNLIMITED = QueueLimits(sys.maxsize, sys.maxsize, sys.maxsize)


class Prepared(NamedTuple):
    """A valid text with its profile; ``known`` is the report of an earlier check of the same content."""

    name: str
    data: bytes
    profile: Profile
    known: Report | None


def prepare(
    settings: Settings,
    user_id: str | None,
    upload: Upload,
    profile_id: str | None,
    python: str | None,
    tools: Tools,
) -> Prepared:
    """Validate a text by the rules of uploads. ``user_id`` is None for a visitor without an account.

    Raises:
        Rejected: name, size or number of lines.
        Invalid: unknown profile or Python.
        NotSignedIn: the account was deleted meanwhile.
    """
    if rejection := files.validate(settings, upload):
        raise Rejected(rejection.code, rejection.detail, [rejection])
    chosen = _find_profile(user_id, profile_id)
    if chosen is None:
        raise Invalid({"profile": "There is no such profile. Leave it out to use the default."})
    if python:
        chosen = profiles.with_python(chosen, profiles.validate_python(python, tools))
    name, profile = files.normalize_name(upload.name), chosen.profile
    return Prepared(name, upload.data, profile, checks.find_known(name, upload.sha256, profile, tools))


def _find_profile(user_id: str | None, profile_id: str | None) -> NamedProfile | None:
    if user_id is None:
        return profiles.find_shipped(profile_id) if profile_id else profiles.DEFAULT
    return profiles.choose_for_upload(user_id, profile_id)


class LiveChecks:
    """Runs live checks beside the queued ones, in half as many slots, so that neither can starve the other.

    They run on this machine, also where others check files: only here a check ends when it is cancelled.
    Visitors without an account have slots of their own.
    """

    def __init__(self, linter: Linter, check_workers: int) -> None:
        self._linter = linter
        slots = max(1, check_workers // 2)
        self._users = _Lanes(slots)
        self._visitors = _Lanes(slots)

    async def check(self, requester: Requester, prepared: Prepared) -> Report:
        """Return the report. A cancelled check ends at once, with its worker.

        Raises:
            Busy: no slot was free in time, or the checker was lost.
        """
        user_id = requester.account
        lanes = self._users if user_id else self._visitors
        try:
            # visitors share no owner, so each check has a new process
            return await lanes.run(
                requester,
                lambda: self._linter.check_here(prepared.name, prepared.data, prepared.profile, user_id),
            )
        except ForkServerLostError as problem:
            raise Busy(f"This could not be checked now ({problem}). Send it again.") from None


class _Lanes:
    """A number of slots, taken in turn, and as many for checks that take over a second."""

    def __init__(self, slots: int) -> None:
        self._quick = RoundRobin(slots, _UNLIMITED)
        self._slow = SlowLane(lambda: slots)

    async def run(
        self, requester: Requester, check: Callable[[], Coroutine[object, object, Report]]
    ) -> Report:
        await self._wait(requester)
        return await self._slow.run(check(), self._quick.release)

    async def _wait(self, requester: Requester) -> None:
        try:
            async with asyncio.timeout(_MAX_WAIT_SECONDS):
                await self._quick.acquire(requester)
        except TimeoutError:
            raise Busy("Too much is being checked at this moment. Try again in a few seconds.") from None
