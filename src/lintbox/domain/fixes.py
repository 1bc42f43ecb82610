"""Repairs of a file that a person may accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class FixRequest(NamedTuple):
    """What to repair: these codes, or every one if there are none; with ``line``, one code in one line."""

    codes: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fixes:
    """The repaired content, and what became of the findings; nothing of it is stored.

    ``encoded`` are the bytes of the content where UTF-8 would give others. ``fixed`` and ``left`` count
    findings by code. ``changes_meaning`` are the repaired codes whose repair may change what the program
    does, ``unsafe`` those with places whose repair would bring new findings or break that promise.
    ``stopped``: there was no time for more. ``refusal`` is a sentence, and everything else empty, if nothing
    can be repaired.
    """

    content: str = ""
    encoded: bytes | None = None
    diff: str = ""
    fixed: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    changes_meaning: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    stopped: bool = False
    refusal: str = ""
