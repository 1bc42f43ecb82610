"""What becomes of one file on the command line."""

from __future__ import annotations

from typing import NamedTuple

Row = tuple[str, str, int, int, str, str | None]
"""The fields of flake8's Violation: code, name, line, column, text, physical line."""


class Outcome(NamedTuple):
    """``name`` is the displayed one. With ``trouble``, a reason, there are no rows."""

    name: str
    rows: list[Row]
    statistics: dict[str, int]
    trouble: str | None = None
