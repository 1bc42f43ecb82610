"""flake8's application with our checks in it."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from argparse import Namespace
from collections.abc import Container, Sequence
from contextlib import suppress

from lintbox.lint.engine.partial_import import FLAKE8_POOL, imported_without

with imported_without(*FLAKE8_POOL):  # a tenth of its start
    from flake8.main.application import Application

from lintbox.lint.command_line.checks import Checks
from lintbox.lint.command_line.options import parse

_MORE_CALLS = 16
_FAILED = 1


def run(arguments: Sequence[str]) -> int:
    """Print what ``flake8 --isolated`` prints; return its exit code."""
    gc.disable()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a SyntaxWarning would not say of which file it speaks
    # we stand a few calls deeper than flake8 does: what it can follow, we can
    sys.setrecursionlimit(sys.getrecursionlimit() + _MORE_CALLS)
    command = _Command()
    try:
        command.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAILED
    except Exception as problem:  # such as a format that names an unknown field
        print(f"lintbox: flake8 gave up: {type(problem).__name__}: {problem}", file=sys.stderr)
        return _FAILED
    gc.freeze()  # the interpreter collects once more when it ends
    return command.exit_code()


def _tell_without_effect(options: Namespace, formats: Container[str]) -> None:
    """Say on standard error what flake8 --isolated passes over, too; the rows stay as they are."""
    for flag in ("config", "append_config"):
        if getattr(options, flag):
            _complain(f"--{flag.replace('_', '-')} is ignored: lintbox check reads no configuration file")
    if options.format not in formats and "%" not in options.format:
        _complain(
            f"there is no format {options.format!a}, so each row is only this word; try --format pylint"
        )


def _complain(sentence: str) -> None:
    with suppress(OSError):
        print(f"lintbox: {sentence}", file=sys.stderr)


class _Command(Application):  # type: ignore[misc]  # flake8 ships no types
    def initialize(self, argv: Sequence[str]) -> None:
        self.plugins, self.options = parse(argv)
        _tell_without_effect(self.options, self.plugins.reporters)
        if self.options.bug_report:
            super().initialize(["--isolated", *argv])
        self.make_formatter()
        self.make_guide()
        self.make_file_checker_manager(argv)

    def make_file_checker_manager(self, argv: Sequence[str]) -> None:  # noqa: ARG002
        self.file_checker_manager = Checks(self.guide, self.plugins, self.options)

    def exit_code(self) -> int:
        checks = self.file_checker_manager
        return _FAILED if checks and checks.troubled else int(super().exit_code())
