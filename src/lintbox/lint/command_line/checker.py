"""Checks one file on disk, on the fast path or with flake8 itself."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flake8.checker import FileChecker
from flake8.exceptions import PluginExecutionFailed
from flake8.plugins.finder import Plugins
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuide, StyleGuideManager
from flake8.violation import Violation

from lintbox.lint.quick.support import STOCK_PACKAGES

if TYPE_CHECKING:
    from lintbox.lint.quick.fast_path import FastPath

Row = tuple[str, str, int, int, str, str | None]
"""The fields of flake8's Violation: code, name, line, column, text, physical line."""


class Outcome(NamedTuple):
    """The result for one file; ``name`` is the displayed one. ``failure`` is why there are no rows."""

    name: str
    rows: list[Row]
    statistics: dict[str, int]
    failure: str | None = None


class Checker:
    """flake8 with one set of options, for many files one after the other."""

    def __init__(self, plugins: Plugins, options: Namespace) -> None:
        self.is_stock = STOCK_PACKAGES.issuperset(plugin.plugin.package for plugin in plugins.all_plugins())
        self._plugins = plugins
        self._options = options
        self._collector = _Collector()
        self._guides = StyleGuideManager(options, self._collector)
        self._fast_paths: dict[StyleGuide, FastPath] = {}

    def load_fast_path(self) -> None:
        """Load the fast path; takes as long as flake8 needs for about 2,000 lines."""
        from lintbox.lint.engine.warm_up import SAMPLES
        from lintbox.lint.quick.fast_path import FastPath, find_fallback_reason

        options = Namespace(**vars(self._options) | {"per_file_ignores": ""})
        # --benchmark counts tokens, which the fast path does not have
        if find_fallback_reason(self._plugins, options) is None and not options.benchmark:
            # one style guide per entry of --per-file-ignores, and one for all other files
            self._fast_paths = {guide: FastPath(guide.options) for guide in self._guides.style_guides}
        for fast_path in self._fast_paths.values():
            # fills caches before the processes are forked
            fast_path.check("file.py", SAMPLES[0].decode().splitlines(keepends=True))

    def keep_trees(self) -> None:
        """Never free a syntax tree: for processes that exit after a limited number of lines."""
        for fast_path in self._fast_paths.values():
            fast_path.kept_trees = []

    def check(self, name: str) -> Outcome:
        """Return the outcome; an exception from flake8 becomes its failure."""
        try:
            return self._check_on_fast_path(name) or self._check_with_flake8(name)
        except Exception as problem:  # it would end flake8's whole run
            return Outcome(name, [], {}, describe(problem))

    def _check_on_fast_path(self, name: str) -> Outcome | None:
        """Return None if flake8 itself has to check the file."""
        if not self._fast_paths or name == "-" or not Path(name).is_file():  # a pipe can be read only once
            return None
        try:
            lines = FileProcessor(name, self._options).lines
        except OSError:  # flake8 reports it as E902
            return None
        violations = self._fast_paths[self._guides.style_guide_for(name)].check(name, lines)
        if violations is None or self._lacks_sources(violations):
            return None
        return Outcome(name, [tuple(violation) for violation in violations], {"physical lines": len(lines)})

    def _lacks_sources(self, violations: Sequence[Violation]) -> bool:
        return self._options.show_source and any(one.physical_line is None for one in violations)

    def _check_with_flake8(self, name: str) -> Outcome:
        checker = FileChecker(filename=name, plugins=self._plugins.checkers, options=self._options)
        shown_name, results, statistics = checker.run_checks()
        results.sort(key=itemgetter(1, 2))
        rows: list[Row] = []
        self._collector.rows = rows
        for code, line, column, text, physical_line in results:
            self._guides.handle_error(code, shown_name, line, column, text, physical_line)
        return Outcome(shown_name, rows, statistics)


class _Collector:
    """Takes the place of flake8's formatter, and keeps the rows."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def handle(self, violation: Violation) -> None:
        self.rows.append(tuple(violation))


def describe(problem: Exception) -> str:
    """Return one line that says why flake8 failed on a file."""
    from lintbox.lint.engine.reports import sanitize

    if isinstance(problem, PluginExecutionFailed):
        problem = problem.original_exception
    message = sanitize(f"{type(problem).__name__}: {problem}".removesuffix(": "))
    if isinstance(problem, (RecursionError, MemoryError)):
        return f"an expression or a chain of elif is too deep or too large for it ({message})"
    return message
