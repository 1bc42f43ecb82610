"""Defines a hazard: an input within the limits of an upload, its cost, and the allowed end states."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from lintbox.domain import Report


class Hazard(NamedTuple):
    """``ends`` are check states and error codes, separated by blanks.

    If there are several, flake8 is too slow or needs too much memory for a result, while the fast path may
    have one: each of them is correct.
    """

    name: str
    why: str
    ends: str
    data: bytes
    arguments: tuple[str, ...] = ()


name_of = attrgetter("name")


def end_of(report: Report) -> str:
    return report.error.code if report.error else report.state
