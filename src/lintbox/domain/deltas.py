"""The difference between the findings of two checks of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Identity = tuple[str, str]
"""The code of a finding, and its source line without blanks; equal ones of two versions are paired."""


def normalize_line(source: str) -> str:
    """Return a source line without blanks: indenting it or correcting its layout leaves it the same."""
    return "".join(source.split())


def list_unpaired(findings: Iterable[Identity], others: Iterable[Identity]) -> Iterator[int]:
    """Yield the indexes of the findings that are not among the others.

    Of several equal ones, the first are paired: of three that were two, the third is yielded.
    """
    pairable = Counter(others)
    for row, identity in enumerate(findings):
        if pairable[identity]:
            pairable[identity] -= 1
        else:
            yield row


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
