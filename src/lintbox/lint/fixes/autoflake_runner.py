"""Runs autoflake on lines in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence

import autoflake

from lintbox.lint.fixes.autopep8_runner import Span

_PASS = re.compile(r"[ \t]*pass[ \t]*$")
# autoflake leaves lines with a comment alone
_KEEP = "  # kept by Lintbox"


def run(
    lines: Sequence[str], codes: Collection[str], wanted: Collection[int], span: Span | None = None
) -> list[str]:
    """Return the lines without the unused names in the lines ``wanted``.

    ``codes`` are F401, F841 or both. Propagates any exception of autoflake.
    """
    source = "".join(lines)
    if _KEEP in source:
        return list(lines)
    chosen = {line for line in wanted if span is None or span.first <= line <= span.last}
    others = {message.lineno for message in autoflake.check(source)} - chosen
    fixed = autoflake.fix_code(
        "".join(_keep(lines, others)),
        remove_all_unused_imports=True,
        ignore_init_module_imports="F401" not in codes,  # of every module, in this function
        remove_unused_variables="F841" in codes,
    )
    return io.StringIO(fixed.replace(_KEEP, "")).readlines()


def _keep(lines: Sequence[str], others: Collection[int]) -> list[str]:
    """Return the lines with a comment at those that autoflake must not change.

    It would also remove every ``pass`` that is not needed, of which nobody asked.
    """
    return [
        _mark(line) if number in others or _PASS.match(line) else line
        for number, line in enumerate(lines, start=1)
    ]


def _mark(line: str) -> str:
    body = line.removesuffix("\n")
    return line if body.endswith("\\") else body + _KEEP + line[len(body) :]
