"""The folder of the local mailbox: what its files are called, and which of them are removed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as policy
from pathlib import Path

# the newest so many stay in the folder; the outbox shows the others, too
FILES_KEPT = 20_000
_HEADER_BYTES = 16 * 1024
_TIME = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"\.?(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)-([0-9a-f]{12})\.eml(?:\.part)?", re.ASCII)


def name_file(message: EmailMessage) -> str:
    """The same email has the same name, so that one sent twice is there once."""
    written_at = message["Date"].datetime.astimezone(UTC)
    return f"{written_at.strftime(_TIME)}-{_mark(message['Message-ID'])}.eml"


def remove_older(folder: Path, before: datetime, kept: int = FILES_KEPT) -> int:
    """Remove emails that were written before that moment, or are beyond the newest ``kept``.

    Only what Lintbox wrote: a name of ours, with the Message-ID that the name is made of.
    Returns how many were removed; what cannot be removed stays.
    """
    ours = sorted(_list_names(folder), reverse=True)
    last = before.astimezone(UTC).strftime(_TIME)
    old = [name for place, (written_at, name) in enumerate(ours) if written_at < last or place >= kept]
    return sum(_remove(folder / name) for name in old)


def _list_names(folder: Path) -> Iterable[tuple[str, str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if (match := _NAME.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False):
                    yield match[1], entry.name
    except OSError:  # nothing was ever saved, or we may not look
        return


def _remove(file: Path) -> bool:
    match = _NAME.fullmatch(file.name)
    try:
        with file.open("rb") as opened:
            head = BytesHeaderParser(policy=policy).parsebytes(opened.read(_HEADER_BYTES))
        if match is None or _mark(str(head["Message-ID"])) != match[2]:
            return False
        file.unlink()
    except OSError:
        return False
    return True


def _mark(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:12]
