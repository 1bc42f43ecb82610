from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from lintbox.cli import Stop
from lintbox.cli.setup import open_database, read_settings
from lintbox.domain import Invalid
from lintbox.services import accounts, members
from lintbox.services.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords, judge_password


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    create = commands.add_parser("create", help="make an active administrator")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    create.set_defaults(run=create_admin)
    verify = commands.add_parser("verify", help="confirm the address of a user who cannot get mail")
    verify.set_defaults(run=verify_user)
    for command in (create, verify):
        command.add_argument("email", metavar="EMAIL")
        command.add_argument("--data-dir", type=Path, help="where everything is kept (lintbox-data)")


def create_admin(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    try:
        email = accounts.read_email(options.email)
        password = _read_password(options.password_stdin)
        if wrong := judge_password(password, email):
            raise Stop(f"the password cannot be taken. {wrong}")
        passwords = Passwords()
        password_hash = asyncio.run(passwords.hash(password))
        passwords.close()
        with open_database(settings) as db:
            db.call(accounts.create_admin, email, password_hash, COMMAND_LINE, datetime.now(UTC))
    except Invalid as error:
        raise Stop(error.detail) from None
    print(f"{email} is an administrator and can sign in.")
    return 0


def verify_user(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        try:
            user_id = db.call(members.find_id, options.email)
            db.call(members.verify, COMMAND_LINE, user_id, datetime.now(UTC))
        except Invalid as error:
            raise Stop(error.detail) from None
    print(f"{options.email} is confirmed and can sign in.")
    return 0


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise Stop("the two passwords differ")
    return password
