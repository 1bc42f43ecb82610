"""A table for spreadsheets (RFC 4180), a row per finding, and one for each file without."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from lintbox.domain import CATEGORY_LABELS, Category, CheckState, ExportedFile
from lintbox.exports.about import About
from lintbox.exports.notes import NoteKind, list_findings, list_notes

_HEADER = ("file", "state", "line", "column", "code", "category", "text")
# OWASP, "CSV Injection": a cell that begins with one of these is a formula; some programs fold the wide forms
_BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    del about
    # without this byte order mark Excel reads the file in the machine's code page
    yield "\ufeff"
    yield _write(_HEADER)
    for file in files:
        name, state = _neutralize(file.name), str(file.state)
        rows = False
        for code, line, column, text, category in list_findings(file):
            rows = True
            yield _write((name, state, line, column, code, CATEGORY_LABELS[category], _neutralize(text)))
        for note in list_notes(file):
            rows = True
            place = (note.line, note.column) if note.line else ("", "")
            refused = CATEGORY_LABELS[Category.WILL_NOT_RUN] if note.kind == NoteKind.PYTHON_REFUSES else ""
            yield _write((name, state, *place, "", refused, _neutralize(note.text)))
        if not rows and file.state == CheckState.PASSED:
            yield _write((name, state, "", "", "", "", ""))


def _neutralize(text: str) -> str:
    """Make a text of a cell that a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


def _write(row: tuple[str | int, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue()
