"""Creates accounts and sessions in a server's database, without the two password hashes of a registration."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from lintbox.domain import Role
from lintbox.services import accounts, sessions
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from lintbox.services.round_robin import Requester
from lintbox.storage import users
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE
from tests.people import PASSWORD

T = TypeVar("T")


def add_user(data_dir: Path, email: str) -> str:
    """Add an active account with ``PASSWORD``, as a registration does, and return the token of a session."""
    return _call(data_dir, _add, email)


def add_administrator(data_dir: Path, email: str) -> None:
    """Add an administrator with ``PASSWORD``, as the command line does beside a running server."""
    _call(data_dir, _add_administrator, email)


def add_session(data_dir: Path, email: str) -> str:
    """Return the token of a new session of an account, as signing in does."""
    return _call(data_dir, _begin, email)


def _call(data_dir: Path, unit: Callable[[str], T], email: str) -> T:
    # the server alone may checkpoint the WAL
    with closing(Database(data_dir / DATABASE, checkpoints=False)) as db:
        return db.call(unit, email)


def _add(email: str) -> str:
    now = datetime.now(UTC)
    users.add(email, _hash(), Role.USER, now, now)
    return _begin(email)


def _add_administrator(email: str) -> None:
    accounts.create_admin(email, _hash(), COMMAND_LINE, datetime.now(UTC))


def _begin(email: str) -> str:
    account = users.find_account(email)
    assert account
    return sessions.begin(account.user.id, datetime.now(UTC))


@cache
def _hash() -> str:
    with closing(Passwords()) as passwords, ThreadPoolExecutor(1) as aside:
        # in a thread without an event loop: Playwright runs one in ours
        return aside.submit(asyncio.run, passwords.hash(PASSWORD, Requester("", ""))).result()
