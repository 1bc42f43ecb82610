"""Uploaded files, and the events about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lintbox.domain.checks import Check
from lintbox.domain.emails import ResultMail


class Change(StrEnum):
    """What an event reports about a file."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class File:
    """A user's file with its checks, newest first.

    ``profile`` is the id of the profile set on the file itself; None stands for the user's default.
    ``python`` is the version set on the file itself; None stands for that of the profile. ``result_mail``
    says when its results are sent; None stands for the user's choice. ``versions`` is the number of earlier
    versions that are kept; 0 in lists.
    """

    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    profile: str | None
    python: str | None
    created_at: datetime
    updated_at: datetime
    checks: Sequence[Check]
    result_mail: ResultMail | None = None
    versions: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """What a file had before it was replaced; ``check`` is the newest one that had ended, if any."""

    id: str
    name: str
    size: int
    lines: int
    sha256: str
    replaced_at: datetime
    check: Check | None

    @property
    def encoding(self) -> str | None:
        return self.check.report.encoding if self.check and self.check.report else None


@dataclass(frozen=True, slots=True)
class Upload:
    """One part of a request.

    ``size`` counts every byte; the other values describe ``data``, which is truncated at the limit.
    """

    name: str
    data: bytes
    size: int
    lines: int
    sha256: str


class UploadBuilder:
    """Counts and hashes a part while its pieces arrive, so that no thread is blocked by all of it at once."""

    def __init__(self, name: str, keep_bytes: int) -> None:
        from hashlib import sha256  # here: a fork server imports this package without OpenSSL

        self._name = name
        self._keep_bytes = keep_bytes
        self._size = 0
        self._kept = bytearray()
        self._hash = sha256()
        self._line_ends = 0

    def feed(self, piece: bytes | bytearray) -> None:
        self._size += len(piece)
        if self._size > self._keep_bytes:
            return
        self._line_ends += piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
        if self._kept.endswith(b"\r") and piece.startswith(b"\n"):
            self._line_ends -= 1
        self._kept += piece
        self._hash.update(piece)

    def build(self) -> Upload:
        open_line = bool(self._kept) and not self._kept.endswith((b"\n", b"\r"))
        lines = self._line_ends + open_line
        return Upload(self._name, bytes(self._kept), self._size, lines, self._hash.hexdigest())
