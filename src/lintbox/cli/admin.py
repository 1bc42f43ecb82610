"""``lintbox admin``: creates administrators; confirms, disables and lists users."""

from __future__ import annotations

import argparse
import asyncio
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from getpass import GetPassWarning, getpass

from lintbox.cli import CommandError, flags
from lintbox.cli.setup import open_database, open_link_builder, read_settings
from lintbox.cli.streams import print_result
from lintbox.services import accounts
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE, Actor
from lintbox.services.passwords import Passwords, validate_password
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage.database import Database
from lintbox.storage.users_overview import UserOverview

_PAGE = 200
_MAX_LINE_BYTES = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    create = commands.add_parser("create", help="create an active administrator")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    create.set_defaults(run=create_admin)
    verify = commands.add_parser("verify", help="confirm the address of a user who receives no email")
    verify.set_defaults(run=verify_user)
    disable = commands.add_parser("disable", help="end a user's sessions and refuse new ones; files stay")
    disable.set_defaults(run=partial(apply, users.disable, "is disabled and cannot sign in"))
    enable = commands.add_parser("enable", help="let a disabled user sign in again")
    enable.set_defaults(run=partial(apply, users.enable, "can sign in again"))
    reset = commands.add_parser("reset", help="email a link that sets a new password, and print it")
    reset.set_defaults(run=send_reset)
    listed = commands.add_parser("list", help="list all users, newest first")
    listed.set_defaults(run=list_users)
    for command in (create, verify, disable, enable, reset):
        command.add_argument("email", type=flags.line, metavar="EMAIL")
    for command in (create, verify, disable, enable, reset, listed):
        flags.add_data_dir(command)


def create_admin(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    email = accounts.parse_email(options.email)
    password = _read_password(options.password_stdin)
    if wrong := validate_password(password, email):
        raise CommandError(f"the password is not accepted. {wrong}")
    passwords = Passwords()
    password_hash = asyncio.run(passwords.hash(password, Requester("", email)))
    passwords.close()
    with open_database(settings, create=True) as db:
        db.call(accounts.create_admin, email, password_hash, COMMAND_LINE, datetime.now(UTC))
    print_result(f"{email} is an administrator and can sign in.")
    return 0


def verify_user(options: argparse.Namespace) -> int:
    with _open_user(options) as (db, settings, user_id):
        link_builder = open_link_builder(settings)
        token = db.call(users.verify, COMMAND_LINE, link_builder, user_id, datetime.now(UTC))
    if token is None:
        print(f"{options.email} is confirmed and can sign in.")
        return 0
    print(
        f"{options.email} is confirmed. It was registered with several different passwords, so none is valid."
    )
    print("Give this link to the owner of the address. It sets a password, once, within an hour:")
    print(f"{link_builder.base_url}/reset#token={token}")
    return 0


def apply(action: Callable[[Actor, str, datetime], None], result: str, options: argparse.Namespace) -> int:
    with _open_user(options) as (db, _, user_id):
        db.call(action, COMMAND_LINE, user_id, datetime.now(UTC))
    print_result(f"{options.email} {result}.")
    return 0


def send_reset(options: argparse.Namespace) -> int:
    with _open_user(options) as (db, settings, user_id):
        link_builder = open_link_builder(settings)
        token = db.call(users.send_reset, COMMAND_LINE, link_builder, user_id, datetime.now(UTC))
    print_result(
        f"An email to {options.email} is queued. Its link works once, within an hour:\n"
        f"{link_builder.base_url}/reset#token={token}"
    )
    return 0


def list_users(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        cursor: str | None = None
        while True:
            page, cursor = db.call(users.list_page, "newest", None, "", cursor, _PAGE, datetime.now(UTC))
            for user in page.users:
                print(_describe(user))
            if cursor is None:
                return 0


def _describe(user: UserOverview) -> str:
    seen_at = f"{user.seen_at:%Y-%m-%d %H:%M}" if user.seen_at else "never"
    return f"{user.state:<9} {user.role:<6} {user.files:>6} files  seen {seen_at:<16}  {user.email}"


@contextmanager
def _open_user(options: argparse.Namespace) -> Iterator[tuple[Database, Settings, str]]:
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        yield db, settings, db.call(users.get_id, options.email)


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return _read_line()
    try:
        with warnings.catch_warnings(action="error", category=GetPassWarning):  # it would show the password
            password = getpass("Password: ")
            if getpass("Again: ") != password:
                raise CommandError("the two passwords differ")
    except (EOFError, GetPassWarning):
        raise CommandError("there is no terminal to ask for the password: use --password-stdin") from None
    return password


def _read_line() -> str:
    try:
        return sys.stdin.buffer.readline(_MAX_LINE_BYTES).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError("the password is not UTF-8") from None
    except OSError as error:
        raise CommandError(f"standard input cannot be read: {error.strerror}") from None
