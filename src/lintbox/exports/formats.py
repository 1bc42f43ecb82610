"""The formats, with their media types and file names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lintbox.domain import ExportedFile, UnknownFormat
from lintbox.exports import csv, github, gitlab, html, json, junit, sarif, text
from lintbox.exports.about import About


class Format(NamedTuple):
    """``most_findings`` is the largest export."""

    name: str
    media_type: str
    extension: str
    write: Callable[[Iterable[ExportedFile], About], Iterator[str]]
    most_findings: int = 1_000_000


FORMATS = {
    one.name: one
    for one in (
        Format("text", "text/plain", "txt", text.write),
        Format("json", "application/json", "json", json.write),
        Format("sarif", "application/sarif+json", "sarif", sarif.write),
        Format("github", "text/plain", "github.txt", github.write),
        Format("gitlab", "application/json", "gitlab.json", gitlab.write),
        Format("junit", "application/xml", "junit.xml", junit.write),
        Format("csv", "text/csv", "csv", csv.write),
        # a browser cannot show a page of a million rows
        Format("html", "text/html", "html", html.write, 50_000),
    )
}


def get_format(name: str) -> Format:
    """Raises: UnknownFormat."""
    if found := FORMATS.get(name):
        return found
    raise UnknownFormat(f"There is no such format. Choose one of {', '.join(FORMATS)}.")
