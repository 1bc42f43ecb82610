"""What two versions of a file differ in: their lines, and what flake8 reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff

from lintbox.domain import normalize_line
from lintbox.lint.engine.reports import Violation

Identity = tuple[str, str]
"""The code of a finding, and its source line without blanks."""


def identify(violations: Sequence[Violation], lines: Sequence[str]) -> list[Identity]:
    """Return the identity of each finding, as comparisons of checks have it."""
    return [
        (
            violation.code,
            normalize_line(lines[violation.line_number - 1])
            if 0 < violation.line_number <= len(lines)
            else "",
        )
        for violation in violations
    ]


def list_new(known: Sequence[Identity], found: Sequence[Identity]) -> list[int]:
    """Return the indexes of the findings that are not among the known ones."""
    pairable = Counter(known)
    new = []
    for row, identity in enumerate(found):
        pairable[identity] -= 1
        if pairable[identity] < 0:
            new.append(row)
    return new


def write_diff(name: str, before: Sequence[str], after: Sequence[str]) -> str:
    """Return a unified diff with three lines of context; empty without a difference."""
    return "".join(_write_lines(name, before, after))


def _write_lines(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for line in unified_diff(before, after, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
