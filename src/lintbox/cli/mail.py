"""``lintbox mail``: lists and shows emails, and sends a test email."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from lintbox.cli import FAILED, flags
from lintbox.cli.setup import open_database, open_link_builder, read_settings
from lintbox.domain import Email, EmailState, EmailTest, MailMode, Speaker
from lintbox.mail import find_server, get_subject
from lintbox.services.admin import emails
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings
from lintbox.storage.database import Database
from lintbox.storage.directory import find_holder
from lintbox.storage.emails_overview import OutboxEntry

_DEFAULT_LIMIT = 50
_MAX_LIMIT = 100_000
_MARKS = {Speaker.LINTBOX: ">", Speaker.SERVER: "<", Speaker.NOTE: "·"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listed = commands.add_parser("list", help="list the newest emails with the mail server's responses")
    listed.add_argument("--state", choices=list(EmailState), help="only emails in this state")
    listed.add_argument("--limit", type=flags.number, help=f"at most this many ({_DEFAULT_LIMIT})")
    listed.set_defaults(run=list_emails)
    show = commands.add_parser("show", help="show the text of an email")
    show.add_argument("id", type=flags.line, metavar="ID")
    show.set_defaults(run=show_email)
    test = commands.add_parser("test", help="send a test email at once, and show the SMTP transcript")
    test.add_argument("address", type=flags.line, metavar="ADDRESS")
    test.set_defaults(run=send_test)
    for command in (listed, show, test):
        flags.add_data_dir(command)


def list_emails(options: argparse.Namespace) -> int:
    states = [EmailState(options.state)] if options.state else []
    with _open(options) as (db, _, link_builder):
        page, _ = db.call(emails.list_page, states, "", None, None, _limit(options.limit))
    for entry in page.emails:
        print(_describe(entry, link_builder))
    return 0


def _limit(requested: int | None) -> int:
    return min(max(1, requested or _DEFAULT_LIMIT), _MAX_LIMIT)


def show_email(options: argparse.Namespace) -> int:
    with _open(options) as (db, settings, link_builder):
        mode = MailMode.SMTP if find_server(settings) else MailMode.LOCAL
        opened = asyncio.run(
            emails.open_audited(db, settings, link_builder, mode, COMMAND_LINE, options.id, datetime.now(UTC))
        )
    email = opened.entry.email
    rows = {
        "State": _state_of(email),
        "Tries": str(email.attempts),
        "Written": f"{email.created_at:%Y-%m-%d %H:%M:%S} UTC",
        "Saved" if email.via == MailMode.LOCAL else "Sent": f"{email.sent_at:%Y-%m-%d %H:%M:%S} UTC"
        if email.sent_at
        else "-",
        "Server": email.detail or "-",
        "From": opened.sender,
        "To": email.recipient,
        "Subject": get_subject(email, link_builder.base_url),
    }
    for name, value in rows.items():
        print(f"{name:<9}{value}")
    print(f"\n{opened.text}", end="")
    return 0


def send_test(options: argparse.Namespace) -> int:
    with _open(options) as (db, settings, link_builder):
        _, test = asyncio.run(
            emails.send_test(db, settings, link_builder, COMMAND_LINE, options.address, datetime.now(UTC))
        )
    _print(test, settings)
    return 0 if test.sent else FAILED


def _describe(entry: OutboxEntry, link_builder: LinkBuilder) -> str:
    email = entry.email
    head = f"{email.id}  {_state_of(email):<7}  {email.created_at:%Y-%m-%d %H:%M}  {email.recipient}"
    return f"{head}  {get_subject(email, link_builder.base_url)}\n{'':<18}{email.detail or 'not tried yet'}"


def _state_of(email: Email) -> str:
    """Return the state; an email that only went to the local mailbox is "saved", not "sent"."""
    is_saved = email.state == EmailState.SENT and email.via == MailMode.LOCAL
    return "saved" if is_saved else email.state


def _print(test: EmailTest, settings: Settings) -> None:
    for step in test.steps:
        elapsed = "" if step.elapsed_ms is None else f", after {step.elapsed_ms / 1000:.2f} s"
        print(f"{step.title}: {step.state.replace('-', ' ')}{elapsed}")
        for line in step.lines:
            print(f"  {_MARKS[line.by]} {line.text}")
    if test.sent and test.steps[0].name == "mailbox":
        print(
            "The environment of this command names no mail server (LINTBOX_SMTP_HOST): the email was not "
            "sent, but saved as a file on this server."
        )
        if (server := find_holder(settings.data_dir)) and server.base_url:
            print(
                "The running server may have another environment. To test that, start this command with the "
                f"same, or open {server.base_url}/admin/emails/test."
            )
        return
    print("The mail server accepted the email." if test.sent else f"The email was not sent. {test.detail}")


@contextmanager
def _open(options: argparse.Namespace) -> Iterator[tuple[Database, Settings, LinkBuilder]]:
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        yield db, settings, open_link_builder(settings)
