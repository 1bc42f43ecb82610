"""Checks a file on the fast path and with flake8 itself, for tests and benchmarks that compare them."""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from pathlib import Path

from lintbox.domain import Profile
from lintbox.lint.engine import versions
from lintbox.lint.engine.initialization import Setup
from lintbox.lint.engine.runner import Flake8Runner, run
from lintbox.lint.engine.source import Source, read
from lintbox.lint.engine.stock import Checked, run_stock

OPTION_SETS: dict[str, tuple[str, ...]] = {
    "default": (),
    "complexity": ("--max-line-length=100", "--max-complexity=10", "--extend-ignore=E203"),
    "everything": ("--select=E,W,F,C90", "--max-complexity=5", "--max-doc-length=72", "--hang-closing"),
    "doctests": ("--ignore=E501", "--extend-select=W504", "--doctests"),
    "no noqa": ("--disable-noqa", "--indent-size=2", "--builtins=foo,bar"),
}

Rows = list[tuple[str, int, int, str]] | str
"""Code, line, column and text of each row; or the name of the exception that flake8 raises."""


def standard_library() -> list[Path]:
    """Return the modules of the standard library and its tests, without site-packages."""
    folder = Path(sysconfig.get_path("stdlib"))
    return sorted(path for path in folder.rglob("*.py") if "site-packages" not in path.parts)


def set_up(options: tuple[str, ...]) -> Setup:
    """Prepare flake8; one set of options at a time: plugins store them on their classes."""
    return Flake8Runner(versions.installed()).prepare(Profile(options))


def quick_rows(setup: Setup, name: str, data: bytes) -> Rows:
    return _rows(run, setup, name, data)


def stock_rows(setup: Setup, name: str, data: bytes) -> Rows:
    return _rows(run_stock, setup, name, data)


def _rows(check: Callable[[Setup, str, Source], Checked], setup: Setup, name: str, data: bytes) -> Rows:
    try:
        violations, _ = check(setup, name, read(data))
    except Exception as problem:
        return type(problem).__name__
    return [(one.code, one.line_number, one.column_number, one.text) for one in violations]
