"""Runs flake8 on one file in memory and returns a Report with the rows that flake8 prints."""

from __future__ import annotations

import io
import linecache
import tokenize
from argparse import Namespace
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, suppress
from dataclasses import replace
from importlib import import_module
from operator import itemgetter
from typing import NamedTuple

from flake8.checker import FileChecker
from flake8.exceptions import PluginExecutionFailed
from flake8.options.parse_args import parse_args
from flake8.plugins.finder import Plugins
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation as Flake8Violation

from lintbox.domain import CheckError, Profile, Report, Tool
from lintbox.lint.engine import check_errors, hints, noqa, refusals, reports
from lintbox.lint.engine.plugins import SHIPPED, PluginFinder, PluginNotShippedError
from lintbox.lint.engine.refusals import Refused
from lintbox.lint.engine.reports import Violation
from lintbox.lint.engine.source import Source, UnreadableError, read
from lintbox.lint.engine.warm_up import SAMPLES
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.quick.fast_path import FastPath, find_fallback_reason
from lintbox.lint.quick.noqa import NoqaRecord, may_have_noqa
from lintbox.platform.memory import is_memory_short

# options that import further modules or compile further expressions
_ALL_RULES = (
    "--select=E,W,F,C90",
    "--max-complexity=1",
    "--max-doc-length=72",
    "--hang-closing",
    "--doctests",
)


Result = tuple[str, int, int, str, str | None]
"""Code, row, column from 0, text, and the rows that a noqa comment may stand in."""


class Setup(NamedTuple):
    """flake8, initialized for one profile."""

    profile: Profile
    plugins: Plugins
    options: Namespace
    fast_path: FastPath | None
    """None if these plugins or options require flake8 itself."""
    fallback: FallbackReason | None
    """The reason, if there is no fast path."""

    @property
    def fallback_reason(self) -> FallbackReason | None:
        """Why flake8 itself checked the last file; None if the fast path did."""
        return self.fast_path.fallback if self.fast_path else self.fallback


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
            setup = _set_up(profile)
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
            self._loaded |= new
            self._has_all_rules = True
            for sample in SAMPLES:
                self.check("file.py", sample, Profile(_ALL_RULES, tuple(sorted(new))))

    def try_out(self, profile: Profile) -> Report | None:
        """Make a profile the current one; return a report with the error if flake8 refuses it.

        Raises:
            MemoryError
        """
        try:
            self.prepare(profile)
        except Exception as problem:  # flake8 and its plugins raise any exception over an option
            return Report(self._tool, error=_to_check_error(problem))
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
        record = NoqaRecord()
        try:
            setup = self.prepare(profile)
            source = read(data)
            try:
                violations, record = run_recording(setup, _base_name(name), source)
            finally:
                fallback = setup.fallback_reason
            refused = self._find_python_refusal(setup, data, source, violations)
        except UnreadableError as problem:
            refused = refusals.find(data, None, self._tool, surely_compiles=False)
            error = refused.error if refused else _to_check_error(problem)
        except Exception as problem:  # an exception from flake8 is the result for this file
            error = _to_check_error(problem)
        if source and any(violation.code == "E999" for violation in violations):
            hint = hints.find(source.lines)
        refusal = refused.refusal if refused else None
        if refused and _has_no_rows(refused, source, violations):
            error = refused.error
        if error or source is None:
            report = reports.of_error(self._tool, error, source, refusal)
        else:
            has_rows_of_all = not any(violation.code.startswith("E9") for violation in violations)
            summary = noqa.summarize(record, is_complete=has_rows_of_all)
            report = reports.of_violations(self._tool, violations, source, refusal, summary)
        return replace(report, hint=hint, fallback=fallback)

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


class OptionsError(Exception):
    """flake8 refuses these options; the message is flake8's."""


def _set_up(profile: Profile) -> Setup:
    stderr = io.StringIO()
    try:
        with redirect_stderr(stderr):
            # flake8's own initialization: finds the plugins and passes the options to them
            plugins, options = parse_args(["--isolated", "--jobs=1", *profile.arguments])
    except SystemExit:
        raise OptionsError(stderr.getvalue().strip().rpartition("\n")[2]) from None
    fallback = find_fallback_reason(plugins, options)
    return Setup(profile, plugins, options, None if fallback else FastPath(options), fallback)


def _base_name(name: str) -> str:
    """Return the last part of a file name: pyflakes treats ``__init__.py`` specially. No file is opened."""
    return name.replace("\\", "/").rpartition("/")[2]


def run(setup: Setup, name: str, source: Source) -> list[Violation]:
    """Check with the options that were set up last; propagates exceptions from flake8."""
    return run_recording(setup, name, source)[0]


def run_recording(setup: Setup, name: str, source: Source) -> tuple[list[Violation], NoqaRecord]:
    """Check like ``run``; return also what noqa comments suppress."""
    record = NoqaRecord()
    violations = setup.fast_path.check(name, source.lines, record) if setup.fast_path else None
    if violations is not None:
        return violations, record
    record = NoqaRecord()
    return run_stock(setup, name, source, record), record


def run_stock(setup: Setup, name: str, source: Source, record: NoqaRecord | None = None) -> list[Violation]:
    """Check with flake8 itself, as ``flake8.checker.Manager`` does; record what noqa comments suppress."""
    _prime_linecache(name, source)
    collector = _Collector()
    guides = StyleGuideManager(setup.options, collector)
    checker = _MemoryChecker(name, source.lines, setup)
    _, results, _ = checker.run_checks()
    results.sort(key=itemgetter(1, 2))
    dropped = [result for result in results if not guides.handle_error(result[0], name, *result[1:])]
    if record and not setup.options.disable_noqa:
        record.opted_out = not checker.should_process
        if any(map(may_have_noqa, source.lines)):
            _record_noqa(record, checker.processor, guides, dropped)
    return collector.violations


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


def _to_check_error(problem: Exception) -> CheckError:
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
