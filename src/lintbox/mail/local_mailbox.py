"""The local mailbox: saves each email as a file and prints it on the console."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from email.message import EmailMessage
from pathlib import Path
from select import PIPE_BUF, select
from typing import TextIO

from lintbox.domain import Delivery, MailMode, Outcome, make_visible
from lintbox.mail.envelope import to_bytes
from lintbox.mail.mailbox_folder import build_file_name
from lintbox.platform.fsync import sync_folder, write_private

_CONSOLE_LINES = 12
_CONSOLE_WIDTH = 300


class LocalMailbox:
    """The transport without a mail server.

    With ``shows_text`` False the console names only the file: others can read the journal.
    """

    mode = MailMode.LOCAL
    concurrency = 1

    def __init__(self, folder: Path, *, shows_text: bool = True) -> None:
        self._folder = folder
        self._shows_text = shows_text

    async def send(self, message: EmailMessage) -> Delivery:
        name = build_file_name(message)
        try:
            await asyncio.to_thread(_save, self._folder, name, message)
        except OSError as error:
            return Delivery(Outcome.TRY_AGAIN, f"Not saved on this server: {error.strerror or error}.")
        _print(message, self._folder / name, self._shows_text)
        return Delivery(Outcome.SAVED, f"Saved on this server: {self._folder.name}/{name}")


def _save(folder: Path, name: str, message: EmailMessage) -> None:
    """Write the file atomically, with mode 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    write_private(unfinished, to_bytes(message))
    unfinished.replace(folder / name)
    sync_folder(folder)


def _print(message: EmailMessage, path: Path, shows_text: bool) -> None:
    """Print the start of the email; errors are ignored, because the file is saved."""
    with contextlib.suppress(Exception):
        encoding = sys.stdout.encoding or "ascii"
        block = _format(message, path, shows_text).encode(encoding, "backslashreplace")[:PIPE_BUF]
        if _is_writable(sys.stdout):
            sys.stdout.write(block.decode(encoding, "ignore"))
            sys.stdout.flush()


def _is_writable(console: TextIO) -> bool:
    """Tell whether PIPE_BUF bytes can be written without blocking: a full pipe would block the event loop."""
    try:
        return bool(select([], [console.fileno()], [], 0)[1])
    except OSError:  # no file descriptor, so it cannot block
        return True


def _format(message: EmailMessage, path: Path, shows_text: bool) -> str:
    body = message.get_body(("plain",)) if shows_text else None
    lines = (body.get_content() if body else "").strip().splitlines()
    shown = lines[:_CONSOLE_LINES] + ["…"] * (len(lines) > _CONSOLE_LINES)
    head = [
        f"Email to {message['To']}",
        f"Subject: {message['Subject']}",
        f"File: {path}",
        *([""] * bool(shown)),
    ]
    safe = (make_visible(line, _CONSOLE_WIDTH) for line in (*head, *shown))
    return "\n".join(("", "-" * 72, *safe, "-" * 72, ""))
