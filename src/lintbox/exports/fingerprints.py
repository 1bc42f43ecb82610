"""Identities of findings that survive when lines move: other tools recognize them in the next export."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256


class Fingerprints:
    """Counts equal rows of a file, and files of the same name, so that every fingerprint is unique."""

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()
        self._rows: Counter[tuple[str, str]] = Counter()
        self._name = ""

    def begin(self, name: str) -> None:
        self._names[name] += 1
        self._rows.clear()
        self._name = name

    def next(self, code: str, text: str) -> str:
        """Return the fingerprint of the current file's next row, in 32 hexadecimal digits."""
        self._rows[code, text] += 1
        row = (self._name, self._names[self._name], code, text, self._rows[code, text])
        return sha256(repr(row).encode("utf-8", "backslashreplace")).hexdigest()[:32]
