"""The tables as peewee models, and the database that the current thread's unit of work uses.

The schema itself is made by ``migrations``.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import peewee

from lintbox.domain import fold

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


class _Current(threading.local):
    database = peewee.SqliteDatabase(None)


_current = _Current()


def open_database(path: str) -> peewee.SqliteDatabase:
    database = peewee.SqliteDatabase(path)
    # SQLite's own LOWER knows ASCII only
    database.register_function(fold, "FOLDED", 1, deterministic=True)
    return database


def use_database(database: peewee.SqliteDatabase) -> None:
    """Let the models and ``connection`` refer to this database in the current thread."""
    _current.database = database


class _CurrentDatabase(peewee.DatabaseProxy):
    def __init__(self) -> None:
        self._callbacks: list[Any] = []

    @property
    def obj(self) -> peewee.SqliteDatabase:
        return _current.database

    def __getattr__(self, name: str) -> Any:
        return getattr(_current.database, name)


connection = _CurrentDatabase()


class MomentField(peewee.IntegerField):
    """A UTC time, stored as whole milliseconds since 1970."""

    def db_value(self, value: Any) -> Any:
        return to_milliseconds(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        return to_moment(value) if isinstance(value, int) else value


def to_milliseconds(moment: datetime) -> int:
    """Truncate to milliseconds, as the API does: a time reads the same before and after it is stored."""
    return (moment - _EPOCH) // _MILLISECOND


def to_moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def to_optional_moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else to_moment(milliseconds)


class Row(peewee.Model):
    class Meta:
        database = connection
        legacy_table_names = False


class Users(Row):
    id = peewee.TextField(primary_key=True)
    email = peewee.TextField()
    email_key = peewee.TextField(unique=True)
    password_hash = peewee.TextField()
    role = peewee.TextField()
    verified_at = MomentField(null=True)
    created_at = MomentField()
    turn = peewee.IntegerField(default=0)
    seen_at = MomentField(null=True)
    disabled_at = MomentField(null=True)
    disabled_by = peewee.TextField(null=True)
    profile_id = peewee.TextField(null=True)
    result_mail = peewee.TextField(null=True)
    display_name = peewee.TextField(null=True)


class Profiles(Row):
    number = peewee.AutoField()
    id = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(Users)
    name = peewee.TextField()
    profile = peewee.TextField()
    created_at = MomentField()


class Links(Row):
    id = peewee.TextField(primary_key=True)
    user = peewee.ForeignKeyField(Users)
    nonce = peewee.BlobField()
    token_sha256 = peewee.TextField(unique=True)
    expires_at = MomentField()
    purpose = peewee.TextField()


class Registrations(Row):
    number = peewee.AutoField()
    user = peewee.ForeignKeyField(Users)
    password_hash = peewee.TextField()
    network = peewee.TextField()
    created_at = MomentField()


class Sessions(Row):
    token_sha256 = peewee.TextField(primary_key=True)
    user = peewee.ForeignKeyField(Users)
    created_at = MomentField()
    seen_at = MomentField()


class Attempts(Row):
    kind = peewee.TextField()
    subject = peewee.TextField()
    at = MomentField()


class Contents(Row):
    sha256 = peewee.TextField(primary_key=True)
    size = peewee.IntegerField()
    lines = peewee.IntegerField()
    bound_at = MomentField()
    data = peewee.BlobField()


class Files(Row):
    number = peewee.AutoField()
    id = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(Users)
    name = peewee.TextField()
    content = peewee.ForeignKeyField(Contents, column_name="sha256")
    notified_digest = peewee.TextField(null=True)
    profile_id = peewee.TextField(null=True)
    python = peewee.TextField(null=True)
    created_at = MomentField()
    updated_at = MomentField()
    result_mail = peewee.TextField(null=True)


class Reports(Row):
    number = peewee.AutoField()
    key = peewee.TextField(null=True, unique=True)
    total = peewee.IntegerField()
    codes = peewee.TextField()
    summary = peewee.TextField()
    findings = peewee.TextField()
    quotes = peewee.TextField(default="{}")
    noqa = peewee.TextField(default="[[],0,[]]")


class Checks(Row):
    number = peewee.AutoField()
    id = peewee.TextField(unique=True)
    file = peewee.ForeignKeyField(Files)
    user = peewee.ForeignKeyField(Users)
    profile = peewee.TextField()
    profile_name = peewee.TextField()
    state = peewee.TextField()
    claim = peewee.TextField(null=True)
    lease_until = MomentField(null=True)
    attempts = peewee.IntegerField(default=0)
    created_at = MomentField()
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    duration_ms = peewee.IntegerField(null=True)
    report = peewee.ForeignKeyField(Reports, null=True)
    unchanged = peewee.IntegerField(default=0)
    mail_note = peewee.TextField(null=True)
    batch = peewee.TextField(null=True)
    email_subject = peewee.TextField(null=True)


class Comparisons(Row):
    check_number = peewee.ForeignKeyField(Checks, primary_key=True, column_name="check_number")
    base_report = peewee.ForeignKeyField(Reports, null=True, column_name="base_report")
    base_sha256 = peewee.TextField()
    base_profile = peewee.TextField()
    counts = peewee.TextField(null=True)
    changes = peewee.TextField(null=True)
    findings = peewee.TextField(null=True)


class Shares(Row):
    id = peewee.TextField(primary_key=True)
    file = peewee.ForeignKeyField(Files)
    nonce = peewee.BlobField()
    token_sha256 = peewee.TextField(unique=True)
    created_at = MomentField()
    expires_at = MomentField()


class Versions(Row):
    number = peewee.AutoField()
    id = peewee.TextField(unique=True)
    file = peewee.ForeignKeyField(Files)
    name = peewee.TextField()
    content = peewee.ForeignKeyField(Contents, column_name="sha256")
    replaced_at = MomentField()
    check_id = peewee.TextField(null=True)
    state = peewee.TextField(null=True)
    created_at = MomentField(null=True)
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    duration_ms = peewee.IntegerField(null=True)
    profile = peewee.TextField(null=True)
    profile_name = peewee.TextField(null=True)
    report = peewee.ForeignKeyField(Reports, null=True)


class Outbox(Row):
    number = peewee.AutoField()
    id = peewee.TextField(unique=True)
    kind = peewee.TextField()
    subject = peewee.TextField()
    user = peewee.ForeignKeyField(Users)
    recipient = peewee.TextField()
    message_id = peewee.TextField()
    link = peewee.TextField(null=True)
    result = peewee.TextField(null=True)
    state = peewee.TextField()
    attempts = peewee.IntegerField(default=0)
    due_at = MomentField()
    created_at = MomentField()
    sent_at = MomentField(null=True)
    detail = peewee.TextField(null=True)
    via = peewee.TextField(null=True)
    batch = peewee.TextField(null=True)


class CollectedResults(Row):
    check_number = peewee.ForeignKeyField(Checks, primary_key=True, column_name="check_number")
    result = peewee.TextField()


class ServerState(Row):
    name = peewee.TextField(primary_key=True)
    value = peewee.TextField()
    at = MomentField()


class Audit(Row):
    number = peewee.AutoField()
    at = MomentField()
    action = peewee.TextField()
    by_id = peewee.TextField(null=True)
    by_name = peewee.TextField(null=True)
    user_id = peewee.TextField(null=True)
    user_email = peewee.TextField(null=True)
    what = peewee.TextField(null=True)
    network = peewee.TextField(null=True)


TABLES: tuple[type[Row], ...] = (
    Users,
    Profiles,
    Links,
    Registrations,
    Sessions,
    Attempts,
    Contents,
    Files,
    Reports,
    Checks,
    Comparisons,
    Shares,
    Versions,
    Outbox,
    CollectedResults,
    ServerState,
    Audit,
)
