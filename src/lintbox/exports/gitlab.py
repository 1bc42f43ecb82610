"""GitLab's code quality report: an array of issues.

Source: GitLab's documentation, "Code Quality", "Code Quality report format".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from lintbox.domain import Category, ExportedFile
from lintbox.exports.about import About, separate
from lintbox.exports.fingerprints import Fingerprints
from lintbox.exports.notes import NoteKind, list_findings, list_notes

_OF_CATEGORY = {
    Category.WILL_NOT_RUN: "blocker",
    Category.LIKELY_BUG: "major",
    Category.UNUSED: "minor",
    Category.COMPLEXITY: "minor",
    Category.NAMES_DOCS: "info",
    Category.LAYOUT: "info",
}
_OF_NOTE = {
    NoteKind.NOT_CHECKED: "critical",
    NoteKind.WAITING: "info",
    NoteKind.PYTHON_REFUSES: "blocker",
    NoteKind.OPTED_OUT: "minor",
    NoteKind.MORE_FINDINGS: "info",
}


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    del about
    yield "["
    yield from separate(_list_issues(files))
    yield "\n]\n"


def _list_issues(files: Iterable[ExportedFile]) -> Iterator[str]:
    fingerprints = Fingerprints()
    for file in files:
        fingerprints.begin(file.name)
        for code, line, _, text, category in list_findings(file):
            fingerprint = fingerprints.next(code, text)
            yield _write(file.name, line, code, f"{code} {text}", fingerprint, _OF_CATEGORY[category])
        for note in list_notes(file):
            # the text of a note has counts that change
            fingerprint = fingerprints.next(note.kind, "")
            yield _write(file.name, note.line, note.kind, note.text, fingerprint, _OF_NOTE[note.kind])


def _write(name: str, line: int, check: str, text: str, fingerprint: str, severity: str) -> str:
    return json.dumps(
        {
            "description": text,
            "check_name": check,
            "fingerprint": fingerprint,
            "severity": severity,
            # every issue needs a line, also one about the whole file
            "location": {"path": name, "lines": {"begin": max(line, 1)}},
        }
    )
