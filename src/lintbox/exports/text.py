"""flake8's own rows: ``name:line:column: code text``. What is no finding is a row without a position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lintbox.domain import ExportedFile
from lintbox.exports.about import About
from lintbox.exports.notes import list_findings, list_notes


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    del about
    for file in files:
        for code, line, column, text, _ in list_findings(file):
            yield f"{file.name}:{line}:{column}: {code} {text}\n"
        for note in list_notes(file):
            place = f", line {note.line}" if note.line else ""
            yield f"{file.name}: {note.text}{place}\n"
