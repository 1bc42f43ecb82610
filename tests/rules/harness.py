"""Shared steps of the tests: one database, the settings, and a fixed time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lintbox.domain import (
    BatchResult,
    Category,
    CheckError,
    Claim,
    Email,
    ErrorCode,
    File,
    Finding,
    Report,
    Result,
    Role,
    Tool,
    Tools,
    Upload,
    UploadBuilder,
    User,
)
from lintbox.events import Events, WakeEvent
from lintbox.services import checks, emails, files
from lintbox.services.emails import LinkBuilder
from lintbox.services.heartbeats import Heartbeats
from lintbox.services.runtime import Runtime
from lintbox.settings import Settings
from lintbox.storage import users
from lintbox.storage.database import Database
from lintbox.storage.models import connection

TOOL = Tool("7.5.0", "2.15.0", "3.5.0", "0.7.0", "3.13.0")
TOOLS = Tools({"3.13": TOOL}, "3.13")
LEASE = timedelta(seconds=70)
UNUSED_IMPORT = Finding("F401", 1, 1, "'os' imported but unused", Category.UNUSED)
LONG_LINE = Finding("E501", 2, 80, "line too long (99 > 79 characters)", Category.LAYOUT)
Line = tuple[str, tuple[str, ...]]
"""A source line, and the codes of the findings in it."""


def upload(name: str = "game.py", data: bytes = b"import os\n") -> Upload:
    return measure(name, data)


def measure(name: str, data: bytes, keep_bytes: int = 1024**2) -> Upload:
    """Return the part as a request delivers it."""
    builder = UploadBuilder(name, keep_bytes)
    builder.feed(data)
    return builder.build()


def report(*findings: Finding) -> Report:
    categories = {
        category: sum(finding.category == category for finding in findings) for category in Category
    }
    return Report(
        TOOL, findings, len(findings), {category: count for category, count in categories.items() if count}
    )


def report_on(*lines: Line) -> Report:
    """Return the report on a file with these lines."""
    found = [
        Finding(code, row, 1, f"the text of {code}", Category.LAYOUT)
        for row, (_, codes) in enumerate(lines, 1)
        for code in codes
    ]
    sources = {row: source.strip() for row, (source, _) in enumerate(lines, 1)}
    return replace(report(*found), quotes=sources)


def fail(code: ErrorCode) -> Report:
    return Report(TOOL, error=CheckError(code, "It could not be checked."))


def rows(db: Database, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Query the database directly, bypassing the code under test."""
    return db.call(lambda: list(connection.execute_sql(sql, values).fetchall()))


@dataclass(frozen=True)
class Harness:
    db: Database
    settings: Settings
    link_builder: LinkBuilder
    now: datetime

    def at(self, **later: float) -> Harness:
        """Return the same harness at a later time."""
        return replace(self, now=self.now + timedelta(**later))

    def under(self, **settings: object) -> Harness:
        """Return the same harness with other settings."""
        return replace(self, settings=Settings.model_validate({"_env_file": None, **settings}))

    def make_runtime(self, heartbeats: Heartbeats) -> Runtime:
        """Return what the background tasks of a server share."""
        return Runtime(
            self.db,
            self.settings,
            self.link_builder,
            Events(),
            WakeEvent(),
            WakeEvent(),
            WakeEvent(),
            lambda: self.now,
            heartbeats,
        )

    def add_user(self, email: str) -> User:
        return self.db.call(users.add, email, "no hash", Role.USER, self.now, self.now)

    def add(self, user: User, name: str = "game.py", data: bytes = b"import os\n") -> File:
        (file,) = self.add_many(user, upload(name, data))
        return file

    def add_many(self, user: User, *uploads: Upload, batch_name: str | None = None) -> list[File]:
        added = self.db.call(files.add, self.settings, user.id, uploads, self.now, None, None, batch_name)
        return list(added.files)

    def replace(self, user: User, file: File, name: str = "game.py", data: bytes = b"x = 1\n") -> File:
        return self.db.call(files.replace, self.settings, user.id, file.id, upload(name, data), self.now)

    def get(self, user: User, file: File) -> File:
        return self.db.call(files.get, user.id, file.id)

    def find_claim(self, max_running_per_user: int = 100) -> Claim | None:
        return self.db.call(checks.claim, TOOLS, LEASE, self.now, max_running_per_user)

    def claim(self) -> Claim:
        claim = self.find_claim()
        assert claim
        return claim

    def finish(self, claim: Claim, result: Report) -> bool:
        return bool(self.db.call(checks.finish, self.settings, self.link_builder, claim, result, self.now))

    def check(self, result: Report) -> Claim:
        """Claim the next check and finish it with this report."""
        claim = self.claim()
        assert self.finish(claim, result)
        return claim

    def find_email(self) -> tuple[Email, str | None] | None:
        return self.db.call(emails.claim_next, self.link_builder.key, self.now)

    def claim_email(self) -> Email:
        found = self.find_email()
        assert found
        return found[0]

    def claim_result(self) -> Result:
        """Claim the next email, and return the result of the one check in it."""
        result = self.claim_email().result
        assert isinstance(result, Result)
        return result

    def claim_batch(self) -> BatchResult:
        """Claim the next email, and return the results of the several checks in it."""
        result = self.claim_email().result
        assert isinstance(result, BatchResult)
        return result

    def count(self, table: str) -> int:
        ((count,),) = rows(self.db, f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(count)
