"""What flake8 says about a line."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# a report keeps so many findings and counts the others
FINDINGS_KEPT = 5_000
# an email quotes the source lines of so many
FINDINGS_QUOTED = 20


class Category(StrEnum):
    """The six categories of findings, heaviest first."""

    WILL_NOT_RUN = "will_not_run"
    LIKELY_BUG = "likely_bug"
    UNUSED = "unused"
    COMPLEXITY = "complexity"
    NAMES_DOCS = "names_docs"
    LAYOUT = "layout"


class Finding(NamedTuple):
    """One row of flake8; ``line`` and ``column`` as flake8 prints them."""

    code: str
    line: int
    column: int
    text: str
    category: Category


class PythonRefusal(NamedTuple):
    """What Python says when it would not run a file; ``line`` and ``column`` count from 1."""

    line: int
    column: int
    detail: str
