"""Findings of flake8, and Python's own errors."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# a report stores this many findings and counts the rest
FINDINGS_KEPT = 5_000
# an email quotes the source lines of this many findings
FINDINGS_QUOTED = 20


class Category(StrEnum):
    """The six categories of findings, most serious first."""

    WILL_NOT_RUN = "will_not_run"
    LIKELY_BUG = "likely_bug"
    UNUSED = "unused"
    COMPLEXITY = "complexity"
    NAMES_DOCS = "names_docs"
    LAYOUT = "layout"


class Finding(NamedTuple):
    """One row of flake8, with ``line`` and ``column`` as flake8 prints them."""

    code: str
    line: int
    column: int
    text: str
    category: Category


class PythonRefusal(NamedTuple):
    """Python's error for a file that it would not run; ``line`` and ``column`` count from 1."""

    line: int
    column: int
    detail: str
