"""How serious findings and notes are, in the words of the formats that want to know."""

from __future__ import annotations

from enum import StrEnum

from lintbox.domain import Category
from lintbox.exports.notes import NoteKind


class Severity(StrEnum):
    """Three levels, with the names that SARIF gives them (SARIF 2.1.0, 3.27.10)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


OF_CATEGORY = {
    Category.WILL_NOT_RUN: Severity.ERROR,
    Category.LIKELY_BUG: Severity.WARNING,
    Category.UNUSED: Severity.WARNING,
    Category.COMPLEXITY: Severity.WARNING,
    Category.NAMES_DOCS: Severity.NOTE,
    Category.LAYOUT: Severity.NOTE,
}
OF_NOTE = {
    NoteKind.NOT_CHECKED: Severity.ERROR,
    NoteKind.WAITING: Severity.WARNING,
    NoteKind.PYTHON_REFUSES: Severity.ERROR,
    NoteKind.OPTED_OUT: Severity.WARNING,
    NoteKind.MORE_FINDINGS: Severity.WARNING,
}
