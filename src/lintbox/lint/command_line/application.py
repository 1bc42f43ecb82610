"""flake8's Application with Lintbox's checks in place of its checker manager."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from argparse import Namespace
from collections.abc import Container, Sequence
from contextlib import suppress

from lintbox.lint.engine.importing import FLAKE8_POOL, imported_without

with imported_without(*FLAKE8_POOL):  # saves a tenth of the start-up time
    from flake8.main.application import Application

from lintbox.lint.command_line.manager import Manager
from lintbox.lint.command_line.options import find_ignored_configuration, parse

_EXTRA_FRAMES = 16
_FAILED = 1


def run(arguments: Sequence[str]) -> int:
    """Print what ``flake8 --isolated`` prints; return its exit code."""
    gc.disable()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a SyntaxWarning would not name its file
    # this call stack is deeper than that of flake8; files must not fail for that
    sys.setrecursionlimit(sys.getrecursionlimit() + _EXTRA_FRAMES)
    command = _Command()
    try:
        command.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAILED
    except Exception as problem:  # such as a --format with an unknown field
        print(f"lintbox: flake8 gave up: {type(problem).__name__}: {problem}", file=sys.stderr)
        return _FAILED
    gc.freeze()  # skips the collection at interpreter exit
    return command.exit_code()


def _warn_about_what_is_ignored(
    arguments: Sequence[str], options: Namespace, formats: Container[str]
) -> None:
    """Warn on standard error about options and files that flake8 --isolated ignores silently."""
    for flag in ("config", "append_config"):
        if getattr(options, flag):
            _warn(f"--{flag.replace('_', '-')} is ignored: lintbox check reads no configuration file")
    if "--isolated" not in arguments and (file := find_ignored_configuration()):
        _warn(f"{file} is ignored: lintbox check reads no configuration file; --isolated says it is meant")
    if options.format not in formats and "%" not in options.format:
        _warn(f"there is no format {options.format!a}, so each row is only this word; try --format pylint")


def _warn(sentence: str) -> None:
    with suppress(OSError):
        print(f"lintbox: {sentence}", file=sys.stderr)


class _Command(Application):  # type: ignore[misc]  # flake8 ships no types
    def initialize(self, argv: Sequence[str]) -> None:
        self._arguments = argv
        self.plugins, self.options = parse(argv)
        if self.options.bug_report:
            super().initialize(["--isolated", *argv])
        self.make_formatter()
        self.make_guide()
        self.make_file_checker_manager(argv)

    def make_file_checker_manager(self, argv: Sequence[str]) -> None:  # noqa: ARG002
        self.file_checker_manager = Manager(self.guide, self.plugins, self.options)

    def run_checks(self) -> None:
        super().run_checks()
        # the checks may restart this process, which would warn again
        _warn_about_what_is_ignored(self._arguments, self.options, self.plugins.reporters)

    def exit_code(self) -> int:
        checks = self.file_checker_manager
        return _FAILED if checks and checks.has_failures else int(super().exit_code())
