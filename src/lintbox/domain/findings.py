"""Findings of flake8, and Python's own errors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# a report stores this many findings and counts the rest
FINDINGS_KEPT = 5_000
# a report stores this many suppressed findings, and this many useless comments
NOQA_KEPT = 1_000
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


CATEGORY_LABELS = {
    Category.WILL_NOT_RUN: "Will not run",
    Category.LIKELY_BUG: "Likely bug",
    Category.UNUSED: "Unused",
    Category.COMPLEXITY: "Complexity",
    Category.NAMES_DOCS: "Names and docs",
    Category.LAYOUT: "Layout",
}


class Finding(NamedTuple):
    """One row of flake8, with ``line`` and ``column`` as flake8 prints them."""

    code: str
    line: int
    column: int
    text: str
    category: Category


class SuppressedFinding(NamedTuple):
    """A finding that flake8 drops for the noqa comment in ``by_line``."""

    code: str
    line: int
    column: int
    text: str
    category: Category
    by_line: int


class UselessNoqa(NamedTuple):
    """A noqa comment of which these codes suppress nothing; without codes, it stands for every code."""

    line: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noqa:
    """What the noqa comments of a file do, with the options of the check.

    ``suppressed`` and ``useless`` have at most ``NOQA_KEPT`` rows; ``suppressed_total`` counts all.
    ``opted_out``: the comment ``# flake8: noqa`` keeps flake8 from checking the file at all.
    """

    suppressed: tuple[SuppressedFinding, ...] = ()
    suppressed_total: int = 0
    useless: tuple[UselessNoqa, ...] = ()
    opted_out: bool = False


class PythonRefusal(NamedTuple):
    """Python's error for a file that it would not run; ``line`` and ``column`` count from 1."""

    line: int
    column: int
    detail: str
