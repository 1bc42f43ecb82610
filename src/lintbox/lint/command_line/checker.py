"""One file on the disk → its Outcome."""

from __future__ import annotations

from argparse import Namespace
from operator import itemgetter

from flake8.checker import FileChecker
from flake8.exceptions import PluginExecutionFailed
from flake8.plugins.finder import Checkers
from flake8.style_guide import StyleGuideManager
from flake8.violation import Violation

from lintbox.lint.command_line.outcome import Outcome, Row

STOCK = frozenset({"pycodestyle", "pyflakes", "mccabe"})


class Checker:
    """flake8 with one set of options, for many files one after the other."""

    def __init__(self, checkers: Checkers, options: Namespace) -> None:
        self._checkers = checkers
        self._options = options
        self._collector = _Collector()
        self._guides = StyleGuideManager(options, self._collector)

    @property
    def is_stock(self) -> bool:
        """Whether all plugins are those that flake8 itself brings."""
        return all(plugin.plugin.package in STOCK for kind in self._checkers for plugin in kind)

    def check(self, name: str) -> Outcome:
        """Never raises what flake8 raises over a file."""
        try:
            return self._check(name)
        except Exception as problem:  # it would end flake8's whole run
            return Outcome(name, [], {}, describe(problem))

    def _check(self, name: str) -> Outcome:
        checker = FileChecker(filename=name, plugins=self._checkers, options=self._options)
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
    from lintbox.lint.reports import harmless

    if isinstance(problem, PluginExecutionFailed):
        problem = problem.original_exception
    words = harmless(f"{type(problem).__name__}: {problem}".removesuffix(": "))
    if isinstance(problem, (RecursionError, MemoryError)):
        return f"an expression or a chain of elif is too deep or too large for it ({words})"
    return words
