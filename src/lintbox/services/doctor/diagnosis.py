"""A diagnosis of one part of an installation, and its verdict."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from lintbox.domain import end_sentence
from lintbox.settings import Settings
from lintbox.storage.directory import DATABASE, has_database


class State(StrEnum):
    FINE = "fine"
    REPAIRED = "repaired"
    WARNING = "warning"
    FAULT = "fault"


class Verdict(NamedTuple):
    """``detail`` is a sentence; for a warning or a fault it says what to do."""

    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Installation:
    """The data directory and the settings to diagnose, with or without a running server."""

    settings: Settings
    now: datetime

    @property
    def folder(self) -> Path:
        return self.settings.data_dir

    @property
    def database(self) -> Path:
        return self.settings.data_dir / DATABASE

    @property
    def has_database(self) -> bool:
        return has_database(self.folder)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``repair`` exists where the fault can be repaired safely."""

    name: str
    examine: Callable[[Installation], Verdict]
    repair: Callable[[Installation], None] | None = None

    def run(self, installation: Installation, *, repair: bool) -> Verdict:
        verdict = self._examine(installation)
        if verdict.state == State.FINE or self.repair is None:
            return verdict
        if not repair:
            return verdict._replace(detail=f"{verdict.detail} lintbox doctor --fix repairs it.")
        try:
            self.repair(installation)
        except (OSError, sqlite3.Error) as error:
            return fault(f"{verdict.detail} The repair failed: {end_sentence(str(error))}")
        after = self._examine(installation)
        return Verdict(State.REPAIRED, verdict.detail) if after.state == State.FINE else after

    def _examine(self, installation: Installation) -> Verdict:
        try:
            return self.examine(installation)
        except (OSError, sqlite3.Error, ValueError) as error:
            return fault(f"It could not be examined: {end_sentence(str(error))}")


def fine(detail: str) -> Verdict:
    return Verdict(State.FINE, detail)


def warning(detail: str) -> Verdict:
    return Verdict(State.WARNING, detail)


def fault(detail: str) -> Verdict:
    return Verdict(State.FAULT, detail)
