from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from lintbox.cli import FAILED, Stop, flags
from lintbox.cli.mailroom import open_mailroom
from lintbox.cli.setup import open_database, read_settings
from lintbox.domain import Letter, LetterState, LintboxError, MailMode, Speaker, Trial
from lintbox.mail import server_of, subject_of
from lintbox.services import outbox
from lintbox.services.audit import COMMAND_LINE
from lintbox.services.letters import Mailroom
from lintbox.settings import Settings
from lintbox.storage.database import Database
from lintbox.storage.outbox import Posted

_SHOWN = 50
_MOST = 100_000
_MARKS = {Speaker.LINTBOX: ">", Speaker.SERVER: "<", Speaker.NOTE: "·"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listed = commands.add_parser("list", help="list the newest letters, and what the mail server said")
    listed.add_argument("--state", choices=list(LetterState), help="only those in this state")
    listed.add_argument("--limit", type=flags.number, help=f"how many at most ({_SHOWN})")
    listed.set_defaults(run=list_letters)
    show = commands.add_parser("show", help="show what is in a letter")
    show.add_argument("id", type=flags.line, metavar="ID")
    show.set_defaults(run=show_letter)
    test = commands.add_parser("test", help="send a test letter at once, and show the talk with the server")
    test.add_argument("address", type=flags.line, metavar="ADDRESS")
    test.set_defaults(run=send_test)
    for command in (listed, show, test):
        flags.add_data_dir(command)


def list_letters(options: argparse.Namespace) -> int:
    states = [LetterState(options.state)] if options.state else []
    with _open(options) as (db, _, room):
        page, _ = db.call(outbox.list_page, states, "", None, None, _limit(options.limit))
    for posted in page.letters:
        print(_describe(posted, room))
    return 0


def _limit(asked: int | None) -> int:
    return min(max(1, asked or _SHOWN), _MOST)


def show_letter(options: argparse.Namespace) -> int:
    with _open(options) as (db, settings, room):
        mode = MailMode.SMTP if server_of(settings) else MailMode.LOCAL
        opened = asyncio.run(
            outbox.look_at(db, settings, room, mode, COMMAND_LINE, options.id, datetime.now(UTC))
        )
    letter = opened.posted.letter
    rows = {
        "State": _state_of(letter),
        "Tries": str(letter.attempts),
        "Written": f"{letter.created_at:%Y-%m-%d %H:%M:%S} UTC",
        "Saved" if letter.via == MailMode.LOCAL else "Sent": f"{letter.sent_at:%Y-%m-%d %H:%M:%S} UTC"
        if letter.sent_at
        else "-",
        "Server": letter.detail or "-",
        "From": opened.sender,
        "To": letter.recipient,
        "Subject": subject_of(letter, room.base_url),
    }
    for name, value in rows.items():
        print(f"{name:<9}{value}")
    print(f"\n{opened.text}", end="")
    return 0


def send_test(options: argparse.Namespace) -> int:
    with _open(options) as (db, settings, room):
        _, trial = asyncio.run(
            outbox.send_test(db, settings, room, COMMAND_LINE, options.address, datetime.now(UTC))
        )
    _print(trial)
    return 0 if trial.sent else FAILED


def _describe(posted: Posted, room: Mailroom) -> str:
    letter = posted.letter
    head = f"{letter.id}  {_state_of(letter):<7}  {letter.created_at:%Y-%m-%d %H:%M}  {letter.recipient}"
    return f"{head}  {subject_of(letter, room.base_url)}\n{'':<18}{letter.detail or 'not tried yet'}"


def _state_of(letter: Letter) -> str:
    """What is only in the local mailbox was not sent."""
    is_saved = letter.state == LetterState.SENT and letter.via == MailMode.LOCAL
    return "saved" if is_saved else letter.state


def _print(trial: Trial) -> None:
    for step in trial.steps:
        elapsed = "" if step.elapsed_ms is None else f", after {step.elapsed_ms / 1000:.2f} s"
        print(f"{step.title}: {step.state.replace('-', ' ')}{elapsed}")
        for said in step.lines:
            print(f"  {_MARKS[said.by]} {said.text}")
    if trial.sent and trial.steps[0].name == "mailbox":
        print("No mail server is set up: the letter went to nobody, and is a file on this server.")
        return
    print("The letter was taken." if trial.sent else f"The letter was not sent. {trial.detail}")


@contextmanager
def _open(options: argparse.Namespace) -> Iterator[tuple[Database, Settings, Mailroom]]:
    """Open the database; what cannot be done ends the program with a sentence."""
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        try:
            yield db, settings, open_mailroom(settings)
        except LintboxError as error:
            raise Stop(error.detail) from None
