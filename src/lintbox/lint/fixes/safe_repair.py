"""Finds the largest repair of a file that is safe: attempts all, and halves what brings new findings."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

from lintbox.domain import list_unpaired
from lintbox.lint.engine.initialization import Setup
from lintbox.lint.engine.reports import Violation
from lintbox.lint.engine.stock import Checked
from lintbox.lint.fixes import autoflake_runner, autopep8_runner, meaning
from lintbox.lint.fixes.autopep8_runner import Span
from lintbox.lint.fixes.differences import identify
from lintbox.lint.fixes.repairs import REPAIRS, Fixer
from lintbox.lint.fixes.text import keep_final_newline

Check = Callable[[list[str]], Checked]
"""Runs flake8 on lines; propagates its exceptions."""

# an unused import between blank lines leaves too many of them
_BLANK_LINES = {"E303", "W391"}
_MOST_CORRECTED = 20
_CPU_SHARE = 0.8
# more take autopep8 seconds, and an attempt that the worker's limits end leaves nothing
_MOST_TOGETHER = 10_000


class Version(NamedTuple):
    """A version of the file that may be shown; ``meaning`` is the normal form of its syntax tree."""

    lines: list[str]
    checked: Checked
    meaning: str


class Outcome(Enum):
    FIXED = auto()
    NOTHING = auto()
    """The tool changes nothing, or nothing that was asked for."""
    UNSAFE = auto()
    """The result has new findings or another meaning, or the tool failed."""


class OutOfTimeError(Exception):
    """Another attempt could exceed the worker's CPU time."""


class SafeRepair:
    """Keeps the newest safe ``version``, and the codes that it repaired and could not repair.

    With ``is_strict``, no version has a new finding. Without, a version may: a rewritten line makes its other
    findings new, until they are repaired, too.
    """

    def __init__(
        self, check: Check, setup: Setup, first: Version, cpu_seconds: float, *, is_strict: bool
    ) -> None:
        self.version = first
        self.applied: set[str] = set()
        self.unsafe: set[str] = set()
        self._check = check
        self._options = setup.options
        self._is_strict = is_strict
        self._known = identify(first.checked.violations, first.lines)
        self._cpu_seconds = cpu_seconds * _CPU_SHARE
        self._longest = 0.0

    def has_new(self) -> bool:
        """Return whether the version has a finding that the file as it was has not."""
        return bool(self._list_unknown(self.version.checked, self.version.lines))

    def fix_codes(self, codes: Sequence[str]) -> None:
        """Repair these codes in the whole file, where that is safe.

        Raises:
            OutOfTimeError
        """
        for batch in _batch(codes):
            together = []
            for code in batch:
                if _needs_another(code, batch):
                    self._fix_line_by_line(code)
                elif self._list_suppressed(code) and not REPAIRS[code].whole_file:
                    self._fix_around_suppressed(code)
                else:
                    together.append(code)
            for part in self._split(together):
                self._fix_together(part)

    def fix_line(self, code: str, line: int) -> None:
        """Repair a code in one line. Raises: OutOfTimeError."""
        self._fix_span(code, Span(line, line))

    def _split(self, codes: Sequence[str]) -> Iterator[list[str]]:
        """Yield the codes in parts with few findings each, so that there is a version if time runs out."""
        part: list[str] = []
        for code in codes:
            if part and _count(self.version.checked, [*part, code]) > _MOST_TOGETHER:
                yield part
                part = []
            part.append(code)
        if part:
            yield part

    def _fix_together(self, codes: Sequence[str]) -> None:
        if self._attempt(codes) is not Outcome.UNSAFE:
            return
        if len(codes) > 1:
            middle = len(codes) // 2
            self._fix_together(codes[:middle])
            self._fix_together(codes[middle:])
        elif REPAIRS[codes[0]].whole_file:
            self.unsafe.add(codes[0])
        else:
            self._fix_span(codes[0], Span(1, len(self.version.lines) + 1))

    def _fix_line_by_line(self, code: str) -> None:
        for line in sorted(self._list_lines(code), reverse=True):
            self.fix_line(code, line)

    def _fix_around_suppressed(self, code: str) -> None:
        """Repair a code between the lines in which a comment suppresses it, the last ones first."""
        last = len(self.version.lines) + 1
        for line in sorted(self._list_suppressed(code), reverse=True):
            self._fix_span(code, Span(line + 1, last))
            last = line - 1
        self._fix_span(code, Span(1, last))

    def _fix_span(self, code: str, span: Span) -> None:
        lines = sorted(line for line in self._list_lines(code) if span.first <= line <= span.last)
        if not lines or self._attempt([code], span) is not Outcome.UNSAFE:
            return
        if len(lines) == 1:
            self.unsafe.add(code)
            return
        middle = lines[len(lines) // 2]
        self._fix_span(code, Span(middle, span.last))
        self._fix_span(code, Span(span.first, middle - 1))

    def _list_lines(self, *codes: str) -> set[int]:
        return {row.line_number for row in self.version.checked.violations if row.code in codes}

    def _list_suppressed(self, code: str) -> set[int]:
        """Return the lines that autopep8 would change in spite of a comment; autoflake has its own list."""
        if REPAIRS[code].fixer is Fixer.AUTOFLAKE:
            return set()
        suppressed = self.version.checked.noqa_record.suppressed
        return {row.violation.line_number for row in suppressed if row.violation.code == code}

    def _attempt(self, codes: Sequence[str], span: Span | None = None) -> Outcome:
        began = time.process_time()
        if began + self._longest > self._cpu_seconds:
            raise OutOfTimeError
        try:
            found = self._try(codes, span)
        except MemoryError:
            raise
        except Exception:  # the tools raise any exception over code that they did not expect
            return Outcome.UNSAFE
        finally:
            self._longest = max(self._longest, time.process_time() - began)
        if isinstance(found, Version):
            before = self.version.checked
            self.applied.update(
                code for code in codes if _count(found.checked, [code]) < _count(before, [code])
            )
            self.version = found
            return Outcome.FIXED
        return found

    def _try(self, codes: Sequence[str], span: Span | None) -> Version | Outcome:
        before = self.version
        lines = self._rewrite(codes, span)
        if lines == before.lines:
            return Outcome.NOTHING
        checked = self._check(lines)
        if new := self._list_new(checked, lines):
            lines = self._correct_blank_lines(lines, new)
            checked = self._check(lines)
            if self._list_new(checked, lines):
                return Outcome.UNSAFE
        if _count(checked, codes) >= _count(before.checked, codes):
            return Outcome.NOTHING
        after = Version(lines, checked, meaning.describe("".join(lines)))
        keeps_meaning = all(REPAIRS[code].keeps_meaning for code in codes)
        return Outcome.UNSAFE if keeps_meaning and after.meaning != before.meaning else after

    def _rewrite(self, codes: Sequence[str], span: Span | None) -> list[str]:
        before = self.version.lines
        if REPAIRS[codes[0]].fixer is Fixer.AUTOFLAKE:
            lines = autoflake_runner.run(before, codes, self._list_lines(*codes), span)
        else:
            lines = autopep8_runner.run(before, codes, self._options, span)
        return lines if "W292" in codes else keep_final_newline(before, lines)

    def _correct_blank_lines(self, lines: list[str], new: Sequence[Violation]) -> list[str]:
        """Repair the blank lines around what was removed, the last ones first."""
        if len(new) > _MOST_CORRECTED or not {row.code for row in new} <= _BLANK_LINES:
            return lines
        for row in sorted(new, key=lambda row: row.line_number, reverse=True):
            corrected = autopep8_runner.run(
                lines, [row.code], self._options, Span(row.line_number, row.line_number)
            )
            lines = keep_final_newline(lines, corrected)
        return lines

    def _list_new(self, checked: Checked, lines: Sequence[str]) -> list[Violation]:
        new = self._list_unknown(checked, lines)
        if self._is_strict or not new:
            return new
        before, after = _count_codes(self.version.checked), _count_codes(checked)
        return [row for row in new if after[row.code] > before[row.code]]

    def _list_unknown(self, checked: Checked, lines: Sequence[str]) -> list[Violation]:
        found = identify(checked.violations, lines)
        return [checked.violations[row] for row in list_unpaired(found, self._known)]


def _batch(codes: Sequence[str]) -> Iterator[list[str]]:
    """Yield the codes in the order in which they are repaired, those together that seldom fail together."""
    ordered = sorted(codes, key=lambda code: (_get_stage(code), code))
    for _, batch in groupby(ordered, key=_get_stage):
        yield list(batch)


def _needs_another(code: str, batch: Collection[str]) -> bool:
    """Return whether the repair would also repair a code, in other lines, that nobody asked for."""
    repair = REPAIRS[code]
    return not repair.whole_file and not {*repair.companions} <= {*batch}


def _get_stage(code: str) -> int:
    """Return when a code is repaired: what is removed first leaves less to put in order.

    Last come the rules of continuation lines, whose repair makes lines longer, and then long lines.
    """
    repair = REPAIRS[code]
    if repair.fixer is Fixer.AUTOFLAKE:
        return 0
    if not repair.keeps_meaning:
        return 1
    return 4 if code == "E501" else 3 if code.startswith(("E12", "E13")) else 2


def _count_codes(checked: Checked) -> Counter[str]:
    return Counter(row.code for row in checked.violations)


def _count(checked: Checked, codes: Collection[str]) -> int:
    return sum(row.code in codes for row in checked.violations)
