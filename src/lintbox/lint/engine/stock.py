"""Runs flake8 itself on one file in memory, and records what noqa comments suppress."""

from __future__ import annotations

import linecache
import tokenize
from collections.abc import Iterable
from contextlib import suppress
from operator import itemgetter
from typing import NamedTuple

from flake8.checker import FileChecker
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation as Flake8Violation

from lintbox.lint.engine.initialization import Setup
from lintbox.lint.engine.reports import Violation
from lintbox.lint.engine.source import Source
from lintbox.lint.quick.noqa import NoqaRecord, may_have_noqa

Result = tuple[str, int, int, str, str | None]
"""Code, row, column from 0, text, and the rows that a noqa comment may stand in."""


class Checked(NamedTuple):
    """What flake8 prints for a file, and what noqa comments suppress."""

    violations: list[Violation]
    noqa_record: NoqaRecord


def run_stock(setup: Setup, name: str, source: Source) -> Checked:
    """Check with the options that were set up last, as ``flake8.checker.Manager`` does.

    Propagates exceptions from flake8.
    """
    _prime_linecache(name, source)
    collector = _Collector()
    guides = StyleGuideManager(setup.options, collector)
    checker = _MemoryChecker(name, source.lines, setup)
    _, results, _ = checker.run_checks()
    results.sort(key=itemgetter(1, 2))
    dropped = [result for result in results if not guides.handle_error(result[0], name, *result[1:])]
    noqa_record = NoqaRecord()
    if not setup.options.disable_noqa:
        noqa_record.opted_out = not checker.should_process
        if any(map(may_have_noqa, source.lines)):
            _record_noqa(noqa_record, checker.processor, guides, dropped)
    return Checked(collector.violations, noqa_record)


def _record_noqa(
    record: NoqaRecord, processor: FileProcessor, guides: StyleGuideManager, dropped: Iterable[Result]
) -> None:
    """Record which of these results flake8 dropped for a comment, not for its options."""
    name = processor.filename
    guide = guides.style_guide_for(name)
    spans: dict[int, int] = {}
    for row, rows in processor._noqa_line_mapping.items():
        spans.setdefault(id(rows), row)
    for code, line, column, text, physical_line in dropped:
        if guide.should_report_error(code) is Decision.Selected:
            rows = physical_line or linecache.getline(name, line)
            violation = Flake8Violation(code, name, line, (column or 0) + 1, text, rows)
            record.add_suppressed(violation, spans.get(id(physical_line), line), rows)
    with suppress(SyntaxError, tokenize.TokenError):
        record.add_comments(
            (token.start[0], token.string)
            for token in processor.file_tokens
            if token.type == tokenize.COMMENT and may_have_noqa(token.string)
        )


def _prime_linecache(name: str, source: Source) -> None:
    """Fill linecache, where flake8 looks for noqa comments of a file that it cannot tokenize.

    Otherwise linecache would look for a file of this name on disk.
    """
    lines = list(source.lines) if source.is_decoded else []  # linecache does not fall back to Latin-1
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.clearcache()
    linecache.cache[name] = (0, None, lines, name)


class _Collector:
    """Takes the place of flake8's formatter, and keeps the violations."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def handle(self, violation: Violation) -> None:
        self.violations.append(violation)


class _MemoryChecker(FileChecker):  # type: ignore[misc]  # flake8 ships no types
    """A FileChecker for lines in memory."""

    def __init__(self, name: str, lines: list[str], setup: Setup) -> None:
        self._lines = lines
        super().__init__(filename=name, plugins=setup.plugins.checkers, options=setup.options)

    def _make_processor(self) -> FileProcessor:
        processor = FileProcessor(self.filename, self.options, self._lines)
        processor.lines = _Lines(processor.lines)
        return processor


class _Lines(list[str]):
    """True even if empty: plugins take a false value for a file that they still have to open."""

    def __bool__(self) -> bool:
        return True
