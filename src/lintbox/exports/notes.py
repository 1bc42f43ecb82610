"""What a result says beside its findings: not checked, refused by Python, opted out, too many findings."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from lintbox.domain import Category, CheckState, ExportedFile, Finding, PythonRefusal


class NoteKind(StrEnum):
    """The values are identifiers in the exports, and never change."""

    NOT_CHECKED = "not-checked"
    WAITING = "waiting"
    PYTHON_REFUSES = "python-refuses"
    OPTED_OUT = "opted-out"
    MORE_FINDINGS = "more-findings"


class Note(NamedTuple):
    """``line`` and ``column`` are 0 where the note is about the whole file."""

    kind: NoteKind
    text: str
    line: int = 0
    column: int = 0


def list_findings(file: ExportedFile) -> tuple[Finding, ...]:
    return file.report.findings if file.report else ()


def list_notes(file: ExportedFile) -> Iterator[Note]:
    report = file.report
    if file.state in (CheckState.QUEUED, CheckState.RUNNING) or report is None:
        yield Note(NoteKind.WAITING, "Not checked yet: the check has not ended.")
        return
    if report.error:
        yield Note(NoteKind.NOT_CHECKED, f"Not checked ({report.error.code}): {report.error.detail}")
    if refusal := find_refusal(file):
        yield Note(NoteKind.PYTHON_REFUSES, f"Python refuses this file: {refusal.detail}", *refusal[:2])
    if report.noqa.opted_out:
        yield Note(
            NoteKind.OPTED_OUT, "Opted out: a comment “# flake8: noqa” keeps flake8 from checking this file."
        )
    if report.total > len(report.findings):
        stored = f"only the first {len(report.findings):,} are stored"
        yield Note(NoteKind.MORE_FINDINGS, f"{report.total:,} findings in all; {stored}.")


def find_refusal(file: ExportedFile) -> PythonRefusal | None:
    """Return Python's own error, unless a finding of that category means about the same."""
    report = file.report
    if report is None or any(found.category == Category.WILL_NOT_RUN for found in report.findings):
        return None
    return report.python_refuses
