"""One file on the disk → its Outcome."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from flake8.checker import FileChecker
from flake8.exceptions import PluginExecutionFailed
from flake8.plugins.finder import Plugins
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuide, StyleGuideManager
from flake8.violation import Violation

from lintbox.lint.command_line.outcome import Outcome, Row

if TYPE_CHECKING:
    from lintbox.lint.quick.fast_path import QuickEngine

_STOCK = frozenset({"flake8", "pycodestyle", "pyflakes", "mccabe"})


class Checker:
    """flake8 with one set of options, for many files one after the other."""

    def __init__(self, plugins: Plugins, options: Namespace) -> None:
        self.is_stock = _STOCK.issuperset(plugin.plugin.package for plugin in plugins.all_plugins())
        self._plugins = plugins
        self._options = options
        self._collector = _Collector()
        self._guides = StyleGuideManager(options, self._collector)
        self._quick: dict[StyleGuide, QuickEngine] = {}

    def load_the_quick_way(self) -> None:
        """Costs as much as flake8 needs for some 2,000 lines."""
        from lintbox.lint.engine.warm_up import SAMPLES
        from lintbox.lint.quick.fast_path import QuickEngine, covers

        options = Namespace(**vars(self._options) | {"per_file_ignores": ""})
        if covers(self._plugins, options) and not options.benchmark:  # which counts tokens
            # one guide for each of --per-file-ignores, and one for all else
            self._quick = {guide: QuickEngine(guide.options) for guide in self._guides.style_guides}
        for engine in self._quick.values():
            # what it makes at its first file is made before there are several processes
            engine.check("file.py", SAMPLES[0].decode().splitlines(keepends=True))

    def keep_trees(self) -> None:
        """Never free one: for processes that end after so many lines."""
        for engine in self._quick.values():
            engine.kept_trees = []

    def check(self, name: str) -> Outcome:
        """Never raises what flake8 raises over a file."""
        try:
            return self._check_quickly(name) or self._check(name)
        except Exception as problem:  # it would end flake8's whole run
            return Outcome(name, [], {}, describe(problem))

    def _check_quickly(self, name: str) -> Outcome | None:
        """None where flake8 has to do it."""
        if not self._quick or name == "-" or not Path(name).is_file():  # a pipe can be read but once
            return None
        try:
            lines = FileProcessor(name, self._options).lines
        except OSError:  # of which flake8 makes a row
            return None
        violations = self._quick[self._guides.style_guide_for(name)].check(name, lines)
        if violations is None or self._lacks_sources(violations):
            return None
        return Outcome(name, [tuple(violation) for violation in violations], {"physical lines": len(lines)})

    def _lacks_sources(self, violations: Sequence[Violation]) -> bool:
        return self._options.show_source and any(one.physical_line is None for one in violations)

    def _check(self, name: str) -> Outcome:
        checker = FileChecker(filename=name, plugins=self._plugins.checkers, options=self._options)
        shown_name, results, statistics = checker.run_checks()
        results.sort(key=itemgetter(1, 2))
        rows: list[Row] = []
        self._collector.rows = rows
        for code, line, column, text, physical_line in results:
            self._guides.handle_error(code, shown_name, line, column, text, physical_line)
        return Outcome(shown_name, rows, statistics)


class _Collector:
    """Stands where flake8 has a formatter."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def handle(self, violation: Violation) -> None:
        self.rows.append(tuple(violation))


def describe(problem: Exception) -> str:
    """Say in one line why flake8 cannot get through a file."""
    from lintbox.lint.engine.reports import harmless

    if isinstance(problem, PluginExecutionFailed):
        problem = problem.original_exception
    words = harmless(f"{type(problem).__name__}: {problem}".removesuffix(": "))
    if isinstance(problem, (RecursionError, MemoryError)):
        return f"an expression or a chain of elif is too deep or too large for it ({words})"
    return words
