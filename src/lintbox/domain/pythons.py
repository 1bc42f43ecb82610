"""The Pythons that check files: flake8 parses only the grammar of the Python that runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lintbox.domain.profiles import NEWEST
from lintbox.domain.tools import Tool

EMBEDDED_ONLY = "none"
"""The value of the setting ``PYTHONS`` that keeps the embedded Python alone."""


class PythonState(StrEnum):
    """What an interpreter does now. ``REPLACED``: another interpreter checks for the same version."""

    RUNNING = "running"
    IDLE = "idle"
    NOT_STARTED = "not-started"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter on this machine.

    ``version`` is the full one, None where it is unknown. ``obstacle`` is the reason why the fast path is
    off, as a sentence. ``detail`` explains the states ``REFUSED`` and ``REPLACED``.
    """

    path: str
    version: str | None
    state: PythonState
    is_embedded: bool = False
    obstacle: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """The versions of the tools by the Python that runs them, such as "3.14"; ``newest`` is one of these."""

    by_python: Mapping[str, Tool]
    newest: str

    def find(self, python: str) -> Tool | None:
        """Return the versions that a check with this Python has now, or None if the server lacks it."""
        return self.by_python.get(self.newest if python == NEWEST else python)


class Hint(NamedTuple):
    """For which Python a file with a syntax error was written, or how to save it so that Python can read it.

    ``python`` is a version that can parse the file, or None if this server lacks it. ``detail`` is text.
    """

    python: str | None
    detail: str


def short_version(version: str) -> str:
    """Return major and minor version: "3.14" for "3.14.8"."""
    return ".".join(version.split(".")[:2])


def version_key(version: str) -> tuple[int, ...]:
    """Return the sort key of a version such as "3.14" or "3.15.0rc1": its first numbers, at most three."""
    return tuple(int(part) for part in re.findall(r"[0-9]+", version)[:3])
