"""Replaces flake8's ``checker.Manager``: finds files, checks them, reports."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path

from flake8 import defaults
from flake8.discover_files import expand_paths
from flake8.exceptions import EarlyQuit
from flake8.plugins.finder import Plugins
from flake8.style_guide import StyleGuideManager
from flake8.utils import is_using_stdin
from flake8.violation import Violation

from lintbox.lint.command_line.checker import Checker, Outcome, describe
from lintbox.lint.command_line.order import depends_on_hash_seed
from lintbox.platform import hash_seed

_FAST_PATH_MIN_BYTES = 64 * 1024
_MIN_BYTES_PER_PROCESS = 128 * 1024
_LINES_BETWEEN_COLLECTIONS = 50_000


class Manager:
    """All files of one run. ``has_failures`` is True once flake8 fails on a file."""

    def __init__(self, guide: StyleGuideManager, plugins: Plugins, options: Namespace) -> None:
        self.has_failures = False
        self.statistics = dict.fromkeys(("files", *defaults.STATISTIC_NAMES), 0)
        self._guide = guide
        self._options = options
        self._checker = Checker(plugins, options)
        self._names: Sequence[str] = ()
        self._outcomes: list[Outcome] = []
        self._lines_since_collection = 0

    def start(self) -> None:
        options = self._options
        self._names = tuple(
            expand_paths(
                paths=options.filenames,
                stdin_display_name=options.stdin_display_name,
                filename_patterns=options.filename,
                exclude=(*options.exclude, *options.extend_exclude),
            )
        )

    def run(self) -> None:
        if not self._checker.is_stock:  # other plugins may iterate over sets
            hash_seed.restart_with_fixed_seed()
        try:
            self._outcomes = list(self._check_all())
        except KeyboardInterrupt:
            raise EarlyQuit from None
        builtins = self._options.builtins
        if hash_seed.is_random() and any(
            depends_on_hash_seed(outcome.rows, builtins) for outcome in self._outcomes
        ):
            hash_seed.restart_with_fixed_seed()

    def stop(self) -> None:
        self.statistics["files"] = len(self._names)
        for outcome in self._outcomes:
            for name, count in outcome.statistics.items():
                self.statistics[name] += count

    def report(self) -> tuple[int, int]:
        """Print as flake8 does; return the number of findings and of printed rows, which are equal here."""
        printed = sum(self._print(outcome) for outcome in sorted(self._outcomes, key=attrgetter("name")))
        return printed, printed

    def _check_all(self) -> Iterable[Outcome]:
        sizes = {name: _size_of(name) for name in self._names}
        total = sum(sizes.values())
        if total > _FAST_PATH_MIN_BYTES:
            hash_seed.restart_with_fixed_seed()  # restart now: checking everything twice costs too much
            self._checker.load_fast_path()
        jobs = min(self._jobs(), len(sizes), total // _MIN_BYTES_PER_PROCESS)
        if jobs < 2:
            return map(self._check, self._names)
        from lintbox.lint.command_line.pool import (
            check_in_processes,
        )  # slow to import, not needed for few files

        self._checker.keep_trees()
        largest_first = sorted(self._names, key=sizes.__getitem__, reverse=True)
        return check_in_processes(largest_first, self._check, jobs)

    def _jobs(self) -> int:
        if is_using_stdin(self._options.filenames):
            return 1
        jobs = self._options.jobs
        return (os.cpu_count() or 1) if jobs.is_auto else jobs.n_jobs

    def _check(self, name: str) -> Outcome:
        outcome = self._checker.check(name)
        # automatic collection is off: it adds more than half to the run time; pyflakes leaves cycles behind
        self._lines_since_collection += outcome.statistics.get("physical lines", 0)
        if self._lines_since_collection > _LINES_BETWEEN_COLLECTIONS:
            self._lines_since_collection = 0
            gc.collect()
        return outcome

    def _print(self, outcome: Outcome) -> int:
        formatter, printed, failure = self._guide.formatter, 0, outcome.failure
        with self._guide.processing_file(outcome.name):
            try:
                for row in outcome.rows:
                    violation = Violation(*row)
                    formatter.handle(violation)
                    self._guide.stats.record(violation)
                    printed += 1
            except UnicodeEncodeError as problem:  # a lone surrogate in a message
                failure = describe(problem)
        if failure:
            from lintbox.lint.engine.reports import sanitize  # rarely needed

            self.has_failures = True
            print(f"lintbox: flake8 failed on {sanitize(outcome.name)}: {failure}", file=sys.stderr)
        return printed


def _size_of(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError:  # flake8 reports it as E902
        return 0
