"""JUnit XML: a test suite per file, a failed test case per finding, one passed test case for a file without.

There is no standard; this is the form that Jenkins, GitLab and junitparser read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from lintbox.domain import ExportedFile
from lintbox.exports.about import About
from lintbox.exports.notes import Note, NoteKind, list_findings, list_notes

# XML 1.0, 2.2: a reader rejects the whole file for one of these, also as a character reference
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {
    NoteKind.NOT_CHECKED: "error",
    NoteKind.WAITING: "skipped",
    NoteKind.PYTHON_REFUSES: "failure",
    NoteKind.OPTED_OUT: "skipped",
    NoteKind.MORE_FINDINGS: "skipped",
}


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Lintbox: {_quote(about.title)}">\n'
    for file in files:
        yield from _write_file(file)
    yield "</testsuites>\n"


def _write_file(file: ExportedFile) -> Iterator[str]:
    findings, notes = list_findings(file), list(list_notes(file))
    elements = [_ELEMENTS[note.kind] for note in notes]
    failures = len(findings) + elements.count("failure")
    cases = len(findings) + len(notes) or 1
    name = _quote(file.name)
    yield (
        f'<testsuite name="{name}" tests="{cases}" failures="{failures}" errors="{elements.count("error")}"'
        f' skipped="{elements.count("skipped")}"{_timestamp(file)}>\n'
    )
    for code, line, column, text, _ in findings:
        place = f"{line}:{column}"
        words = f'type="{_quote(code)}" message="{_quote(f"{code} {text}")}"'
        body = _quote(f"{file.name}:{place}: {code} {text}")
        yield _case(name, f"{code} at {place}", line, f"<failure {words}>{body}</failure>")
    for note in notes:
        yield _write_note(name, note)
    if not findings and not notes:
        yield _case(name, "flake8", 0, "")
    yield "</testsuite>\n"


def _write_note(name: str, note: Note) -> str:
    element = _ELEMENTS[note.kind]
    words = f'type="{note.kind}" message="{_quote(note.text)}"'
    return _case(name, note.kind, note.line, f"<{element} {words}/>")


def _case(name: str, title: str, line: int, body: str) -> str:
    place = f' line="{line}"' if line > 0 else ""
    head = f'<testcase classname="{name}" name="{_quote(title)}" file="{name}"{place} time="0">'
    return f"{head}{body}</testcase>\n"


def _timestamp(file: ExportedFile) -> str:
    return f' timestamp="{file.checked_at:%Y-%m-%dT%H:%M:%S}"' if file.checked_at else ""


def _quote(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
