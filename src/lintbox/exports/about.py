"""What an export says about itself, and how the pieces of a list are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import CheckState


class About(NamedTuple):
    """``counts`` has the number of files by state, ``findings`` the number of their findings.

    ``title`` is the name of the only file, or what the files are; ``version`` is Lintbox's.
    """

    title: str
    base_url: str
    version: str
    exported_at: datetime
    counts: Mapping[CheckState, int]
    findings: int

    def link(self, file_id: str) -> str:
        return f"{self.base_url.rstrip('/')}/files/{file_id}"

    def link_code(self, code: str) -> str:
        return f"{self.base_url.rstrip('/')}/codes/{code}"


def separate(items: Iterable[str]) -> Iterator[str]:
    """Yield the items of a JSON array, each on a line, with commas between them."""
    separator = "\n"
    for item in items:
        yield separator + item
        separator = ",\n"
