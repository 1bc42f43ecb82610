"""Checks one file: combines the rows of all parts in flake8's order, and drops ignored ones."""

from __future__ import annotations

import ast
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter

import flake8
import mccabe
import pycodestyle
import pyflakes
from flake8.checker import FileChecker
from flake8.defaults import NOQA_FILE, NOQA_INLINE_REGEXP
from flake8.plugins.finder import Plugins
from flake8.style_guide import Decision, DecisionEngine
from flake8.violation import Violation

from lintbox.lint.quick import closing_brackets, complexity, names, operator_breaks, physical
from lintbox.lint.quick.candidates import Candidates, EnabledChecks
from lintbox.lint.quick.fallback import Fallback, FallbackReason
from lintbox.lint.quick.layout import Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.noqa import NoqaRecord
from lintbox.lint.quick.run_rules import RuleRunner
from lintbox.lint.quick.support import Versions, find_reason

_BYTE_ORDER_MARKS = ("\ufeff", "\xef\xbb\xbf")

# a name that must not be assigned, and lone surrogates, which a docstring must not have
_REFUSED_BY_COMPILER = ("__debug__", "\\ud", "\\u0000d")

Found = tuple[int, int, str]
"""Row, column from 0, ``code text``."""


def find_fallback_reason(plugins: Plugins, options: Namespace) -> FallbackReason | None:
    """Return why flake8 itself has to check every file; None if the fast path is on."""
    loaded = Versions(flake8.__version__, pycodestyle.__version__, pyflakes.__version__, mccabe.__version__)
    return find_reason(loaded, plugins, options)


class FastPath:
    """The fast path with one set of options, for many files."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._decider = DecisionEngine(options)
        self._enabled = EnabledChecks(options, self._is_reported)
        self.fallback: FallbackReason | None = None
        """Why the last file was left to flake8; None if it was not."""
        self.stock: Counter[FallbackReason] = Counter()
        """Number of files left to flake8, by reason."""
        self.surely_compiles = False
        """Whether the last file has no construct that Python's compiler could refuse."""
        self.kept_trees: list[ast.Module] | None = None
        """A list in processes that exit soon: keeping trees saves freeing them, a tenth of the work."""

    def check(self, name: str, lines: list[str], noqa: NoqaRecord | None = None) -> list[Violation] | None:
        """Return the violations that flake8 prints; None if flake8 has to check the file itself.

        Adds to ``noqa`` what comments suppress; where flake8 has to check the file, the record is incomplete.
        """
        self.surely_compiles = False
        self.fallback = None
        try:
            return self._check(name, _without_byte_order_mark(lines), noqa)
        except MemoryError:
            raise  # flake8 needs more
        except Fallback as problem:
            self.fallback = problem.reason
        except RecursionError:
            self.fallback = FallbackReason.TOO_DEEP
        except Exception:  # a bug in the fast path, or a file that flake8 fails on, too
            self.fallback = FallbackReason.EXCEPTION
        self.stock[self.fallback] += 1
        return None

    def _check(self, name: str, lines: list[str], noqa: NoqaRecord | None) -> list[Violation]:
        source = "".join(lines)
        lowered = source.lower()
        if "# flake8" in lowered and self._opts_out(lines):
            if noqa:
                noqa.opted_out = True
            return []
        if not lines:
            return []
        has_noqa = "# noqa" in lowered and not self._options.disable_noqa
        try:
            tree = ast.parse(source)
        except SyntaxError as problem:
            if has_noqa or self._options.show_source:
                raise Fallback(FallbackReason.SYNTAX_ERROR_ROWS) from None
            return self._violations(name, [_of_syntax_error(problem)], None, has_noqa, noqa)
        if self.kept_trees is not None:
            self.kept_trees.append(tree)
        found = complexity.check(tree, self._options.max_complexity)
        of_names, may_be_refused = self._check_names(tree, name)
        found += of_names
        module = Module(lines, source)
        found += physical.check(module, self._options)
        found += self._check_lines(module)
        self.surely_compiles = not may_be_refused and not any(
            sign in lowered for sign in _REFUSED_BY_COMPILER
        )
        if has_noqa and noqa:
            noqa.add_comments(module.list_comments(NOQA_INLINE_REGEXP))
        return self._violations(name, found, module, has_noqa, noqa)

    def _opts_out(self, lines: list[str]) -> bool:
        return not self._options.disable_noqa and any(map(NOQA_FILE.match, lines))

    def _check_names(self, tree: ast.Module, name: str) -> tuple[list[Found], bool]:
        options = self._options
        return names.check(tree, name, options.builtins or (), doctests=options.doctests)

    def _check_lines(self, module: Module) -> Iterable[Found]:
        layout = Layout(module, self._options)
        candidates = Candidates(self._enabled, module, layout)
        rule_runner = RuleRunner(module, layout, self._options)
        found = layout.found
        for index in sorted(candidates.by_line):
            found += rule_runner.line(index, candidates.by_line[index] & self._enabled.checks)
        if break_checks := operator_breaks.CHECKS & self._enabled.checks:
            covered = {
                index for index, checks in candidates.by_line.items() if not break_checks.isdisjoint(checks)
            }
            found += operator_breaks.check(module, layout, self._options, break_checks, covered)
        found += closing_brackets.check(module, layout, self._options, candidates.closing_brackets)
        for offset, check in candidates.comments:
            found += rule_runner.comment(offset, check)
        found.sort(key=itemgetter(0, 1))
        return [(row, column, text) for _, _, row, column, text in found]

    def _violations(
        self,
        name: str,
        found: list[Found],
        module: Module | None,
        has_noqa: bool,
        noqa: NoqaRecord | None,
    ) -> list[Violation]:
        found.sort(key=itemgetter(0, 1))
        shows_source = self._options.show_source
        violations = []
        for row, column, message in found:
            code, _, text = message.partition(" ")
            if not self._is_reported(code):
                continue
            rows = None
            if module and (has_noqa or shows_source) and 0 < row <= len(module.lines):
                rows = module.noqa_rows(row)
            violation = Violation(code, name, row, (column or 0) + 1, text, rows and rows.text)
            if has_noqa and rows and rows.may_have_noqa and violation.is_inline_ignored(False):
                if noqa:
                    noqa.add_suppressed(violation, rows.first, rows.text)
                continue
            violations.append(violation)
        return violations

    def _is_reported(self, code: str) -> bool:
        return self._decider.decision_for(code) is Decision.Selected


def _without_byte_order_mark(lines: list[str]) -> list[str]:
    for mark in _BYTE_ORDER_MARKS:
        if lines and lines[0].startswith(mark):
            return [lines[0].removeprefix(mark), *lines[1:]]
    return lines


def _of_syntax_error(problem: SyntaxError) -> Found:
    row, column = FileChecker._extract_syntax_information(problem)
    return row, column, f"E999 {type(problem).__name__}: {problem.args[0]}"
