"""The folder of the local mailbox: file names and retention."""

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

from lintbox.platform.regular_files import open_regular

# older files are deleted; their rows stay in the outbox
FILES_KEPT = 20_000
_HEADER_BYTES = 16 * 1024
_TIME = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"\.?(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)-([0-9a-f]{12})\.eml(?:\.part)?", re.ASCII)


def build_file_name(message: EmailMessage) -> str:
    """Return a name from Date and Message-ID: an email that is sent again replaces its file."""
    written_at = message["Date"].datetime.astimezone(UTC)
    return f"{written_at.strftime(_TIME)}-{_digest(message['Message-ID'])}.eml"


def remove_older_files(folder: Path, before: datetime, kept: int = FILES_KEPT) -> int:
    """Delete emails written before that time, and all but the newest ``kept``. Returns how many.

    Deletes only files that Lintbox wrote, whose name matches their Message-ID. Errors are ignored.
    """
    ours = sorted(_list_names(folder), reverse=True)
    oldest = before.astimezone(UTC).strftime(_TIME)
    old = [name for rank, (written_at, name) in enumerate(ours) if written_at < oldest or rank >= kept]
    return sum(_remove(folder / name) for name in old)


def _list_names(folder: Path) -> Iterable[tuple[str, str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if (match := _NAME.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False):
                    yield match[1], entry.name
    except OSError:  # no folder yet, or no permission
        return


def _remove(file: Path) -> bool:
    match = _NAME.fullmatch(file.name)
    try:
        with os.fdopen(open_regular(file), "rb") as opened:
            head = BytesHeaderParser(policy=policy).parsebytes(opened.read(_HEADER_BYTES))
        if match is None or _digest(str(head["Message-ID"])) != match[2]:
            return False
        file.unlink()
    except OSError:
        return False
    return True


def _digest(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:12]
