"""The local mailbox: each email is a file, and a block on the console."""

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
from lintbox.mail.mailbox import name_file
from lintbox.platform.fsync import sync_folder, write_private

_CONSOLE_LINES = 12
_CONSOLE_WIDTH = 300


class LocalMailbox:
    """What a machine without a mail server has instead.  Emails are for the operator's eyes only.

    ``shows_text`` is False where the console is kept for others to read: it names the file instead.
    """

    mode = MailMode.LOCAL
    concurrency = 1

    def __init__(self, folder: Path, *, shows_text: bool = True) -> None:
        self._folder = folder
        self._shows_text = shows_text

    async def send(self, message: EmailMessage) -> Delivery:
        name = name_file(message)
        try:
            await asyncio.to_thread(_keep, self._folder, name, message)
        except OSError as problem:
            return Delivery(Outcome.TRY_AGAIN, f"Not saved on this server: {problem.strerror or problem}.")
        _announce(message, self._folder / name, self._shows_text)
        return Delivery(Outcome.SAVED, f"Saved on this server: {self._folder.name}/{name}")


def _keep(folder: Path, name: str, message: EmailMessage) -> None:
    """Write the file whole or not at all, and for nobody else to read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    write_private(unfinished, to_bytes(message))
    unfinished.replace(folder / name)
    sync_folder(folder)


def _announce(message: EmailMessage, path: Path, shows_text: bool) -> None:
    """Show the begin of the email; a console that is gone takes nothing back: the file is there."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        encoding = sys.stdout.encoding or "ascii"
        block = _block(message, path, shows_text).encode(encoding, "backslashreplace")[:PIPE_BUF]
        if _takes_more(sys.stdout):
            sys.stdout.write(block.decode(encoding, "ignore"))
            sys.stdout.flush()


def _takes_more(console: TextIO) -> bool:
    """Ask first: writing into a full pipe that nobody reads would stop the whole server."""
    try:
        return bool(select([], [console.fileno()], [], 0)[1])
    except OSError:  # not a file of the system's: nothing that could be full
        return True


def _block(message: EmailMessage, path: Path, shows_text: bool) -> str:
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
