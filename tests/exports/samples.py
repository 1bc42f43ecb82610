"""Files in every state, with names and texts that break a format which does not escape them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from lintbox.domain import (
    Category,
    CheckError,
    CheckState,
    ErrorCode,
    ExportedFile,
    Finding,
    Noqa,
    PythonRefusal,
    Report,
    Tool,
)
from lintbox.exports.about import About
from lintbox.exports.formats import FORMATS

NOW = datetime(2026, 11, 23, 14, 5, 9, 123000, tzinfo=UTC)
TOOL = Tool("7.5.0", "2.15.0", "4.1.0", "0.7.0", "3.13.0", {"flake8-bugbear": "25.1"})
OLDER = Tool("7.4.0", "2.15.0", "4.1.0", "0.7.0", "3.13.0")
HOSTILE = "=cmd|' /C calc'!A0\",<b>&\r\n::error::x%0A]]>\ufffe\ud800"


def make_file(name: str, *findings: Finding, tool: Tool = TOOL, total: int | None = None) -> ExportedFile:
    report = Report(tool, findings, len(findings) if total is None else total)
    return ExportedFile(f"id-{name}", name, report.state, NOW, "Standard", report)


FOUND = make_file(
    "orders.py",
    Finding("F401", 1, 1, "'os' imported but unused", Category.UNUSED),
    Finding("E711", 6, 15, "comparison to None", Category.LIKELY_BUG),
    Finding("E711", 8, 15, "comparison to None", Category.LIKELY_BUG),
    Finding("E999", 9, 0, "SyntaxError: invalid syntax", Category.WILL_NOT_RUN),
    Finding("X100", 0, 1, "a code that nobody explains", Category.LAYOUT),
)
HOSTILE_FILE = make_file('-a: b,c=<i>&"é%.py', Finding("E501", 2, 80, HOSTILE, Category.LAYOUT), tool=OLDER)
SAME_NAME = make_file(
    "orders.py", Finding("F401", 1, 1, "'os' imported but unused", Category.UNUSED)
)._replace(id="2")
PASSED = make_file("clean.py")
TRUNCATED = make_file("long.py", Finding("E501", 2, 80, "line too long", Category.LAYOUT), total=7000)
ERROR = ExportedFile(
    "id-slow",
    "slow.py",
    CheckState.ERROR,
    NOW,
    "Standard",
    Report(TOOL, error=CheckError(ErrorCode.TIMEOUT, "The check took longer than 10 s.")),
)
REFUSED = ExportedFile(
    "id-refused",
    "refused.py",
    CheckState.FAILED,
    NOW,
    "Standard",
    Report(TOOL, python_refuses=PythonRefusal(4, 2, "duplicate argument 'a'")),
)
WAITING = ExportedFile("id-new", "new.py", CheckState.QUEUED, None, "Standard", None)
OPTED_OUT = ExportedFile(
    "id-quiet", "quiet.py", CheckState.PASSED, NOW, "Standard", Report(TOOL, noqa=Noqa(opted_out=True))
)
EVERY = (FOUND, HOSTILE_FILE, SAME_NAME, PASSED, TRUNCATED, ERROR, REFUSED, WAITING, OPTED_OUT)


def export(name: str, *files: ExportedFile) -> str:
    return "".join(FORMATS[name].write(files, make_about(files)))


def make_about(files: Iterable[ExportedFile]) -> About:
    states = Counter(file.state for file in files)
    findings = sum(file.report.total for file in files if file.report)
    return About("Results", "https://lint.school.example/", "0.1.0", NOW, states, findings)
