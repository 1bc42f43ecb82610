"""What two versions of a file differ in: their lines, and what flake8 reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from lintbox.domain import Identity, normalize_line
from lintbox.lint.engine.reports import Violation


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


def write_diff(name: str, before: Sequence[str], after: Sequence[str]) -> str:
    """Return a unified diff with three lines of context; empty without a difference."""
    return "".join(_write_lines(name, before, after))


def _write_lines(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for line in unified_diff(before, after, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
