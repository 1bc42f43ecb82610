"""What people upload, and what of it was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lintbox.domain.checks import Check


@dataclass(frozen=True, slots=True)
class File:
    """A user's file with its checks, newest first.

    ``profile`` is the id of the profile that it has by itself; None is the user's default.
    """

    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    profile: str | None
    created_at: datetime
    updated_at: datetime
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class Upload:
    """One part of a request; ``size`` counts every byte, ``data`` stops at the limit."""

    name: str
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Rejection:
    name: str
    code: str
    detail: str
