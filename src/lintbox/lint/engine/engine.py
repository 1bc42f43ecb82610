"""The engine: one file in memory → one Report, row for row what flake8 prints for it."""

from __future__ import annotations

import io
import linecache
from argparse import Namespace
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from importlib import import_module
from operator import itemgetter
from typing import NamedTuple

from flake8.checker import FileChecker
from flake8.exceptions import PluginExecutionFailed
from flake8.options.parse_args import parse_args
from flake8.plugins.finder import Plugins
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuideManager

from lintbox.domain import CheckError, Profile, Report, Tool
from lintbox.lint.engine import check_errors, refusals, reports
from lintbox.lint.engine.plugins import SHIPPED, NotShippedError, Shelf
from lintbox.lint.engine.refusals import Refused
from lintbox.lint.engine.reports import Violation
from lintbox.lint.engine.source import Source, UnreadableError, read
from lintbox.lint.engine.warm_up import SAMPLES
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.quick.fast_path import QuickEngine, why_not
from lintbox.platform.memory import is_memory_short

# what some options alone import or compile, these do
_ALL_RULES = (
    "--select=E,W,F,C90",
    "--max-complexity=1",
    "--max-doc-length=72",
    "--hang-closing",
    "--doctests",
)


class Setup(NamedTuple):
    """flake8 made ready for one profile."""

    profile: Profile
    plugins: Plugins
    options: Namespace
    quick: QuickEngine | None
    """None where only flake8 itself knows these plugins and options."""
    reason: FallbackReason | None
    """Why that is."""

    @property
    def last_reason(self) -> FallbackReason | None:
        """Why flake8 itself checked the last file; None after one that the fast path checked."""
        return self.quick.reason if self.quick else self.reason


class Engine:
    """flake8 kept warm. One profile at a time: its plugins keep their options on their classes."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self._shelf = Shelf()
        self._setup: Setup | None = None
        self._loaded: set[str] = set()
        self._has_all_rules = False
        self.prepare(Profile())

    def prepare(self, profile: Profile) -> Setup:
        """Make a profile the current one; costs nothing for the one that is."""
        if self._setup is None or not self.is_prepared(profile):
            self._setup = None  # should one plugin refuse, others have the new options already
            self._shelf.show(profile.plugins)
            setup = _set_up(profile)
            if profile.plugins:
                # some import their rules at the first file only: before the fork it is once for all
                run_stock(setup, "file.py", read(b""))
            self._setup = setup
        return self._setup

    def load(self, profile: Profile) -> None:
        """Import and compile what this profile needs, with our own options and samples, once for all workers.

        Nothing of a user's is in it: the options of a profile are tried by a worker with limits.
        """
        new = {*profile.plugins} & {*SHIPPED} - self._loaded
        if new or (profile.arguments and not self._has_all_rules):
            import_module("doctest")  # pyflakes does at the first docstring, where a worker can open nothing
            self._loaded |= new
            self._has_all_rules = True
            for sample in SAMPLES:
                self.check("file.py", sample, Profile(_ALL_RULES, tuple(sorted(new))))

    def try_out(self, profile: Profile) -> Report | None:
        """Make a profile the current one; return the report that says why it cannot be.

        Raises:
            MemoryError
        """
        try:
            self.prepare(profile)
        except Exception as problem:  # whatever flake8 and its plugins raise over an option
            return Report(self._tool, error=_explain(problem))
        return None

    def is_prepared(self, profile: Profile) -> bool:
        return self._setup is not None and self._setup.profile == profile

    def keep_trees(self) -> None:
        """For a process that ends before their memory counts."""
        if self._setup and self._setup.quick:
            self._setup.quick.kept_trees = []

    def check(self, name: str, data: bytes, profile: Profile) -> Report:
        """Always a Report; raises only MemoryError, when there may be none left to say so."""
        source = refused = error = fallback = None
        violations: Sequence[Violation] = ()
        try:
            setup = self.prepare(profile)
            source = read(data)
            try:
                violations = run(setup, _base_name(name), source)
            finally:
                fallback = setup.last_reason
            refused = self._ask_python(setup, data, source, violations)
        except UnreadableError as problem:
            refused = refusals.find(data, None, self._tool, settled=False)
            error = refused.error if refused else _explain(problem)
        except Exception as problem:  # whatever flake8 raises is a result for this file
            error = _explain(problem)
        refusal = refused.refusal if refused else None
        if refused and _has_no_rows(refused, source, violations):
            error = refused.error
        if error or source is None:
            report = reports.of_error(self._tool, error, source, refusal)
        else:
            report = reports.of_violations(self._tool, violations, source, refusal)
        return replace(report, fallback=fallback)

    def _ask_python(
        self, setup: Setup, data: bytes, source: Source, violations: Sequence[Violation]
    ) -> Refused | None:
        settled = setup.quick is not None and setup.quick.settled
        try:
            return refusals.find(data, source, self._tool, settled=settled, has_rows=bool(violations))
        except (RecursionError, MemoryError):
            if violations:  # flake8 could follow it: its rows count
                return None
            raise


def _has_no_rows(refused: Refused, source: Source | None, violations: Sequence[Violation]) -> bool:
    """Tell whether flake8 is silent, or has read the file in a way that Python would not."""
    if any(violation.code.startswith("E9") for violation in violations):
        return False
    return not violations or (refused.is_about_encoding and not (source and source.understood))


class OptionsError(Exception):
    """flake8 does not know these options; the message is its own."""


def _set_up(profile: Profile) -> Setup:
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            # flake8's own start: finds the plugins, and tells each of them its options
            plugins, options = parse_args(["--isolated", "--jobs=1", *profile.arguments])
    except SystemExit:
        raise OptionsError(said.getvalue().strip().rpartition("\n")[2]) from None
    reason = why_not(plugins, options)
    return Setup(profile, plugins, options, None if reason else QuickEngine(options), reason)


def _base_name(name: str) -> str:
    """The name is data: pyflakes wants to know an ``__init__.py``, nobody opens it."""
    return name.replace("\\", "/").rpartition("/")[2]


def run(setup: Setup, name: str, source: Source) -> list[Violation]:
    """Check with the options that were set up last; raises what flake8 raises."""
    violations = setup.quick.check(name, source.lines) if setup.quick else None
    return run_stock(setup, name, source) if violations is None else violations


def run_stock(setup: Setup, name: str, source: Source) -> list[Violation]:
    """What ``flake8.checker.Manager`` does with one file."""
    _prime_linecache(name, source)
    collector = _Collector()
    guides = StyleGuideManager(setup.options, collector)
    checker = _MemoryChecker(name, source.lines, setup)
    _, results, _ = checker.run_checks()
    results.sort(key=itemgetter(1, 2))
    for code, line, column, text, physical_line in results:
        guides.handle_error(code, name, line, column, text, physical_line)
    return collector.violations


def _prime_linecache(name: str, source: Source) -> None:
    """Where flake8 cannot tokenize a file it looks for noqa in linecache: give it what that would read.

    Otherwise it would look for a file of this name on the disk.
    """
    lines = list(source.lines) if source.understood else []  # linecache has no fall-back to Latin-1
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.clearcache()
    linecache.cache[name] = (0, None, lines, name)


class _Collector:
    """Stands where flake8 has a formatter, and keeps what that would print."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def handle(self, violation: Violation) -> None:
        self.violations.append(violation)


class _MemoryChecker(FileChecker):  # type: ignore[misc]  # flake8 ships no types
    """A FileChecker for lines that are in no file."""

    def __init__(self, name: str, lines: list[str], setup: Setup) -> None:
        self._lines = lines
        super().__init__(filename=name, plugins=setup.plugins.checkers, options=setup.options)

    def _make_processor(self) -> FileProcessor:
        processor = FileProcessor(self.filename, self.options, self._lines)
        processor.lines = _Lines(processor.lines)
        return processor


class _Lines(list[str]):
    """True without a line: plugins take false ones for a file that they have yet to open."""

    def __bool__(self) -> bool:
        return True


def _explain(problem: Exception) -> CheckError:
    if isinstance(problem, PluginExecutionFailed):
        problem = problem.original_exception
    if isinstance(problem, MemoryError):
        # the parser raises one too, when its own stack is full; before 3.12 without a word
        if "too complex" not in str(problem) and is_memory_short():
            raise problem
        return check_errors.too_deep()
    if isinstance(problem, RecursionError):
        return check_errors.too_deep()
    if isinstance(problem, (UnreadableError, UnicodeError)):
        return check_errors.unreadable(str(problem))
    if isinstance(problem, (OptionsError, NotShippedError)):
        return check_errors.options_refused(str(problem))
    return check_errors.flake8_failed(problem)
