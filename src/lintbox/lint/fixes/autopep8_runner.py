"""Runs autopep8 on lines in memory."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from lintbox.lint.fixes.repairs import REPAIRS

_CONTRADICTORY = {"W503", "W504"}


class Span(NamedTuple):
    """The lines in which findings are repaired, both included."""

    first: int
    last: int


@contextmanager
def _own_pycodestyle() -> Iterator[None]:
    """Let an import load a pycodestyle of its own: autopep8 replaces rules in it, and flake8's must stay."""
    shared = sys.modules.pop("pycodestyle", None)
    try:
        yield
    finally:
        if shared:
            sys.modules["pycodestyle"] = shared


with _own_pycodestyle():
    import autopep8


def run(
    lines: Sequence[str], codes: Collection[str], options: Namespace, span: Span | None = None
) -> list[str]:
    """Return the lines with these codes repaired; ``options`` are flake8's.

    Propagates any exception of autopep8.
    """
    source = "".join(lines)
    # those that change most come first, so that the others repair what they leave
    for level in sorted({REPAIRS[code].aggressive for code in codes}, reverse=True):
        chosen = [code for code in codes if REPAIRS[code].aggressive == level]
        source = autopep8.fix_code(source, _choose_options(chosen, options, level, span))
    return io.StringIO(source).readlines()


def _choose_options(
    codes: Sequence[str], options: Namespace, level: int, span: Span | None
) -> dict[str, object]:
    companions = {companion for code in codes for companion in REPAIRS[code].companions}
    wanted = {*codes} & _CONTRADICTORY
    return {
        "select": sorted({*codes} | companions),
        # autopep8 repairs one of the two only if the other one is ignored
        "ignore": sorted(_CONTRADICTORY - wanted if len(wanted) == 1 else _CONTRADICTORY),
        "aggressive": level,
        "max_line_length": options.max_line_length,
        "hang_closing": options.hang_closing,
        "indent_size": options.indent_size,
        "line_range": [*span] if span else None,
    }
