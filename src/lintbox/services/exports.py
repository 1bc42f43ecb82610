"""Exports: the files that one contains, and the text, read and written piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from lintbox import __version__
from lintbox.domain import FINDINGS_KEPT, CheckState, ExportedFile, ProblemCode, Rejected
from lintbox.exports.about import About
from lintbox.exports.formats import Format, get_format
from lintbox.services.ownership import get_file_number, no_such_file
from lintbox.storage import exports
from lintbox.storage.exports import Listed

MAX_IDS = 400
# a piece takes a thread about ten milliseconds, and a client that reads slowly keeps one in memory
_PIECE_CHARACTERS = 64 * 1024


class Filter(NamedTuple):
    """As in the list of files; ``ids`` keeps only these. Empty values match every file."""

    states: Collection[CheckState] = ()
    text: str = ""
    ids: Collection[str] = ()


class Export:
    """The text of an export; ``take`` runs in a transaction. Files deleted meanwhile are left out."""

    def __init__(self, wanted: Format, title: str, pieces: Iterator[str]) -> None:
        self.format = wanted
        self.name = f"{title}.{wanted.extension}"
        self._pieces = pieces

    def take(self) -> str:
        """Return the next piece; empty at the end."""
        taken: list[str] = []
        size = 0
        for piece in self._pieces:
            taken.append(piece)
            size += len(piece)
            if size >= _PIECE_CHARACTERS:
                break
        return "".join(taken)


def begin_file(user_id: str, file_id: str, wanted: str, base_url: str, now: datetime) -> Export:
    """Begin the export of one file; ``wanted`` is the name of a format.

    Raises:
        NotFound
        UnknownFormat
        Rejected: too many findings for the format.
    """
    get_file_number(user_id, file_id)
    files = exports.list_files(user_id, (), "", [file_id])
    return _begin(user_id, files, get_format(wanted), files[0].name, base_url, now)


def begin(user_id: str, chosen: Filter, wanted: str, base_url: str, now: datetime) -> Export:
    """Begin the export of all files that match.

    Raises:
        NotFound: one of the ids is unknown, or that of another user's file.
        UnknownFormat
        Rejected: too many findings for the format.
    """
    found = get_format(wanted)
    ids = set(chosen.ids)
    if ids and len(exports.list_files(user_id, (), "", ids)) < len(ids):
        raise no_such_file()
    files = exports.list_files(user_id, chosen.states, chosen.text, ids)
    return _begin(user_id, files, found, "findings", base_url, now)


def _begin(
    user_id: str, files: Sequence[Listed], wanted: Format, title: str, base_url: str, now: datetime
) -> Export:
    stored = sum(min(file.total, FINDINGS_KEPT) for file in files)
    if stored > wanted.most_findings:
        most = f"{wanted.most_findings:,} are the most in this format"
        detail = f"Too large: {stored:,} findings, and {most}. Export fewer files, or another format."
        raise Rejected(ProblemCode.TOO_LARGE, detail)
    about = About(
        title=files[0].name if len(files) == 1 else f"Results of {len(files):,} files",
        base_url=base_url,
        version=__version__,
        exported_at=now,
        counts=Counter(file.state for file in files),
        findings=sum(file.total for file in files),
    )
    return Export(wanted, title, wanted.write(_read(user_id, [file.number for file in files]), about))


def _read(user_id: str, file_numbers: Sequence[int]) -> Iterator[ExportedFile]:
    for number in file_numbers:
        if file := exports.find(user_id, number):
            yield file
