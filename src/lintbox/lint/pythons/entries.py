"""What the catalogue knows about one candidate: its version, or why it is refused, and how it has worked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from lintbox.domain import version_key
from lintbox.lint.pythons import probing
from lintbox.lint.pythons.candidates import Candidate
from lintbox.lint.pythons.probing import Identity, NoAnswerError, RefusedError


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate, identified or refused. ``stamp`` changes when the file is replaced.

    ``is_tried``: its sandbox held at the last trial. ``has_worked``: its sandbox held once.
    """

    candidate: Candidate
    stamp: tuple[int, int] = (0, 0)
    identity: Identity | None = None
    refusal: str | None = None
    is_tried: bool = False
    has_worked: bool = False

    @property
    def preference(self) -> tuple[bool, bool, tuple[int, ...]]:
        """The sort key among interpreters of one version."""
        if self.identity is None:
            return False, False, ()
        return self.candidate.is_named, not self.identity.is_prerelease, version_key(self.identity.version)

    def refuse(self, reason: str) -> Entry:
        return replace(self, refusal=reason)


async def update(candidate: Candidate, known: Entry | None, timeout_seconds: float) -> Entry:
    """Return the entry of a candidate; ask it for its version if it is new, replaced or was refused."""
    stamp = await asyncio.to_thread(_read_stamp, candidate.path)
    if candidate.refusal:
        return Entry(candidate, stamp, refusal=candidate.refusal)
    if known and known.stamp == stamp and not known.refusal:
        return replace(known, candidate=candidate)
    try:
        return Entry(candidate, stamp, await probing.identify(candidate.path, timeout_seconds))
    except RefusedError as problem:
        if known and not known.refusal and isinstance(problem, NoAnswerError):
            return replace(known, candidate=candidate, is_tried=False)  # the next search asks again
        return Entry(candidate, stamp, refusal=str(problem))


def _read_stamp(path: str) -> tuple[int, int]:
    try:
        about = Path(path).stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size
