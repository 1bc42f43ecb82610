"""What a hazard is: an input within the limits of an upload, why it hurts, and how it may end."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from lintbox.domain import Report


class Hazard(NamedTuple):
    """``ends`` are states and codes of errors, with blanks between them.

    Where there are several, flake8 is too slow or too hungry for a good answer, and an engine that is
    not may give it: each of them is right.
    """

    name: str
    why: str
    ends: str
    data: bytes
    arguments: tuple[str, ...] = ()


name_of = attrgetter("name")


def end_of(report: Report) -> str:
    return report.error.code if report.error else report.state
