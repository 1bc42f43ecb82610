"""A file as an export has it: its newest check, with the findings."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lintbox.domain.checks import CheckState, Report
from lintbox.domain.deltas import Delta


class ExportedFile(NamedTuple):
    """``report`` is None while the check is queued or running; ``delta`` is about its findings."""

    id: str
    name: str
    state: CheckState
    checked_at: datetime | None
    profile_name: str
    report: Report | None
    delta: Delta | None = None
