"""Workflow commands of GitHub Actions: a job that prints them annotates the lines of a pull request.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", "Setting an error message".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lintbox.domain import ExportedFile
from lintbox.exports import severity
from lintbox.exports.about import About
from lintbox.exports.notes import list_findings, list_notes
from lintbox.exports.severity import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
# the runner decodes exactly these: a line feed would begin another command
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    del about
    for file in files:
        name = file.name.translate(_IN_PROPERTY)
        for code, line, column, text, category in list_findings(file):
            command = _COMMANDS[severity.OF_CATEGORY[category]]
            yield _write(command, name, line, column, code, f"{code} {text}")
        for note in list_notes(file):
            command = _COMMANDS[severity.OF_NOTE[note.kind]]
            yield _write(command, name, note.line, note.column, note.kind, note.text)


def _write(command: str, name: str, line: int, column: int, title: str, text: str) -> str:
    place = f",line={line}" if line > 0 else ""
    place += f",col={column}" if line > 0 and column > 0 else ""
    title = title.translate(_IN_PROPERTY)
    return f"::{command} file={name}{place},title={title}::{text.translate(_IN_TEXT)}\n"
