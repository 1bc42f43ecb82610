"""Runs flake8 on one file in memory and returns a Report with the rows that flake8 prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from flake8.exceptions import PluginExecutionFailed

from lintbox.domain import CheckError, Hint, Profile, Report, Tool
from lintbox.lint.engine import check_errors, hints, noqa, refusals, reports
from lintbox.lint.engine.initialization import OptionsError, Setup, set_up
from lintbox.lint.engine.plugins import SHIPPED, PluginFinder, PluginNotShippedError
from lintbox.lint.engine.refusals import Refused
from lintbox.lint.engine.reports import Violation
from lintbox.lint.engine.source import Source, UnreadableError, read
from lintbox.lint.engine.stock import Checked, run_stock
from lintbox.lint.engine.warm_up import SAMPLES
from lintbox.lint.quick.noqa import NoqaRecord
from lintbox.platform.memory import is_memory_short

# options that import further modules or compile further expressions
_ALL_RULES = (
    "--select=E,W,F,C90",
    "--max-complexity=1",
    "--max-doc-length=72",
    "--hang-closing",
    "--doctests",
)


class Flake8Runner:
    """Keeps flake8 loaded for one profile at a time: plugins store their options on their classes."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self._plugin_finder = PluginFinder()
        self._setup: Setup | None = None
        self._loaded: set[str] = set()
        self._has_all_rules = False
        self.prepare(Profile())

    def prepare(self, profile: Profile) -> Setup:
        """Make a profile the current one; no work if it already is."""
        if self._setup is None or not self.is_prepared(profile):
            self._setup = None  # if a plugin refuses, others already have the new options
            self._plugin_finder.enable(profile.plugins)
            setup = set_up(profile)
            if profile.plugins:
                # some plugins import their rules at the first file; do it once, before the fork
                run_stock(setup, "file.py", read(b""))
            self._setup = setup
        return self._setup

    def load(self, profile: Profile) -> None:
        """Import and compile what this profile needs, once for all workers.

        Uses built-in options and samples only: a user's options are tried in a worker with limits.
        """
        new = {*profile.plugins} & {*SHIPPED} - self._loaded
        if new or (profile.arguments and not self._has_all_rules):
            # pyflakes imports it at the first docstring, where the sandbox would forbid it
            import_module("doctest")
            for sample in SAMPLES:
                self.check("file.py", sample, Profile(_ALL_RULES, tuple(sorted(new))))
            self._loaded |= new
            self._has_all_rules = True

    def try_out(self, profile: Profile) -> Report | None:
        """Make a profile the current one; return a report with the error if flake8 refuses it.

        Raises:
            MemoryError
        """
        try:
            self.prepare(profile)
        except Exception as problem:  # flake8 and its plugins raise any exception over an option
            return Report(self._tool, error=to_check_error(problem))
        return None

    def is_prepared(self, profile: Profile) -> bool:
        return self._setup is not None and self._setup.profile == profile

    def keep_trees(self) -> None:
        """Never free a syntax tree: for a process that exits soon."""
        if self._setup and self._setup.fast_path:
            self._setup.fast_path.kept_trees = []

    def check(self, name: str, data: bytes, profile: Profile) -> Report:
        """Return the report on a file; exceptions from flake8 become its error.

        Raises:
            MemoryError: there may be too little memory left to build a report.
        """
        source = refused = error = fallback = hint = None
        violations: Sequence[Violation] = ()
        noqa_record = NoqaRecord()
        try:
            setup = self.prepare(profile)
            source = read(data)
            try:
                violations, noqa_record = run(setup, _base_name(name), source)
            finally:
                fallback = setup.fallback_reason
            refused = self._find_python_refusal(setup, data, source, violations)
        except UnreadableError as problem:
            refused = refusals.find(data, None, self._tool, surely_compiles=False)
            error = refused.error if refused else to_check_error(problem)
        except Exception as problem:  # an exception from flake8 is the result for this file
            error = to_check_error(problem)
        if source and any(violation.code == "E999" for violation in violations):
            hint = hints.find(source.lines)
            if refused and refused.is_about_encoding:  # flake8's row does not say what to do
                hint = hint or Hint(None, refused.error.detail)
        refusal = refused.refusal if refused else None
        if refused and _has_no_rows(refused, source, violations):
            error = refused.error
        if error or source is None:
            report = reports.of_error(self._tool, error, source, refusal)
        else:
            has_rows_of_all = not any(violation.code.startswith("E9") for violation in violations)
            summary = noqa.summarize(noqa_record, is_complete=has_rows_of_all)
            report = reports.of_violations(self._tool, violations, source, refusal, summary)
        return replace(report, hint=hint, fallback=fallback)

    def check_source(self, name: str, source: Source, profile: Profile) -> Checked:
        """Return flake8's own findings in lines that are decoded already; propagates its exceptions."""
        return run(self.prepare(profile), _base_name(name), source)

    def _find_python_refusal(
        self, setup: Setup, data: bytes, source: Source, violations: Sequence[Violation]
    ) -> Refused | None:
        surely_compiles = setup.fast_path is not None and setup.fast_path.surely_compiles
        try:
            return refusals.find(
                data, source, self._tool, surely_compiles=surely_compiles, has_rows=bool(violations)
            )
        except (RecursionError, MemoryError):
            if violations:  # flake8 got through the file: its rows count
                return None
            raise


def _has_no_rows(refused: Refused, source: Source | None, violations: Sequence[Violation]) -> bool:
    """Return whether flake8 reports nothing, or decoded the file in a way that Python would not."""
    if any(violation.code.startswith("E9") for violation in violations):
        return False
    return not violations or (refused.is_about_encoding and not (source and source.is_decoded))


def _base_name(name: str) -> str:
    """Return the last part of a file name: pyflakes treats ``__init__.py`` specially. No file is opened."""
    return name.replace("\\", "/").rpartition("/")[2]


def run(setup: Setup, name: str, source: Source) -> Checked:
    """Check with the options that were set up last; propagates exceptions from flake8."""
    if setup.fast_path:
        noqa_record = NoqaRecord()
        violations = setup.fast_path.check(name, source.lines, noqa_record)
        if violations is not None:
            return Checked(violations, noqa_record)
    return run_stock(setup, name, source)


def to_check_error(problem: Exception) -> CheckError:
    """Return what an exception from flake8 means. Raises: MemoryError: it is that, and memory is short."""
    if isinstance(problem, PluginExecutionFailed):
        problem = problem.original_exception
    if isinstance(problem, MemoryError):
        # the parser raises one too when its own stack overflows; before 3.12 without a message
        if "too complex" not in str(problem) and is_memory_short():
            raise problem
        return check_errors.too_deep()
    if isinstance(problem, RecursionError):
        return check_errors.too_deep()
    if isinstance(problem, (UnreadableError, UnicodeError)):
        return check_errors.unreadable(str(problem))
    if isinstance(problem, (OptionsError, PluginNotShippedError)):
        return check_errors.options_refused(str(problem))
    return check_errors.flake8_failed(problem)
