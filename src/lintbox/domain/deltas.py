"""The difference between the findings of two checks of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


def normalize_line(source: str) -> str:
    """Return a source line without blanks: indenting it or correcting its layout leaves it the same."""
    return "".join(source.split())


class Changed(StrEnum):
    """What two compared checks differ in, apart from their findings."""

    CONTENT = "content"
    PROFILE = "profile"
    VERSIONS = "versions"


class FixedFinding(NamedTuple):
    """A finding that only the earlier check has; ``old_source`` is its source line, stripped and cut."""

    code: str
    text: str
    old_line: int
    old_source: str


class DeltaCounts(NamedTuple):
    """Numbers of findings: only in the earlier check, only in the later one, in both."""

    fixed: int
    new: int
    same: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A check compared with an earlier one of the file.

    ``versions`` maps each tool that changed to its version before and now.
    ``new_rows`` are the indexes of the new findings; these and ``lines_of_fixed`` are empty in lists.
    """

    counts: DeltaCounts
    changed: tuple[Changed, ...] = ()
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    new_rows: tuple[int, ...] = ()
    lines_of_fixed: tuple[FixedFinding, ...] = ()
