"""Models of the server's state."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from lintbox.domain import Python, PythonState
from lintbox.services import doctor
from lintbox.setting_sources import Origin
from lintbox.web.admin.schemas.emails import MailServerOut
from lintbox.web.schemas.base import Schema, Timestamp


class DatabaseOut(Schema):
    bytes: int
    wal_bytes: int
    schema_: int = Field(serialization_alias="schema")


class DiskOut(Schema):
    free_bytes: int
    total_bytes: int


class QueueOut(Schema):
    queued: int
    running: int
    oldest_at: Timestamp | None


class EmailFiguresOut(Schema):
    queued: int
    delayed: int
    failed: int
    sent_last_day: int
    failed_last_day: int


class CleanupOut(Schema):
    contents: int
    bytes: int
    reports: int
    links: int
    sessions: int
    emails: int = 0
    emails_unsent: int = Field(default=0, description="How many of these had failed before")
    email_files: int = Field(default=0, description="Files of the local mailbox")


class LastCleanupOut(CleanupOut):
    at: Timestamp
    next_at: Timestamp


class BackupOut(Schema):
    """A backup, verified by restoring it at ``proved_at``; further fields count its rows."""

    model_config = ConfigDict(extra="allow")

    at: Timestamp
    proved_at: Timestamp
    file: str
    bytes: int


class SettingOut(Schema):
    name: str
    value: str | None = Field(description="Null if not set, and for secrets")
    origin: Origin
    source: str | None = Field(description="A command-line flag, or the path of a file")
    secret: bool
    is_set: bool


class PythonStateOut(Schema):
    """An interpreter on the server's machine."""

    path: str
    version: str | None
    is_embedded: bool
    state: PythonState
    detail: str | None = Field(description="Why it is refused or replaced")
    is_fast: bool = Field(
        description="Whether the fast path is on; otherwise flake8 itself checks every file"
    )
    obstacle: str | None = Field(description="Why the fast path is off")


class HealthOut(Schema):
    name: str
    state: doctor.State
    detail: str


class SystemOut(Schema):
    health: list[HealthOut] = Field(description="The state of each component, the worst first")
    started_at: Timestamp
    url: str
    listening: str
    data_dir: str
    versions: dict[str, str]
    pythons: list[PythonStateOut]
    database: DatabaseOut
    disk: DiskOut
    queue: QueueOut
    workers: int
    checks_last_hour: int
    emails: EmailFiguresOut
    mail: MailServerOut
    sweep: LastCleanupOut | None
    backup: BackupOut | None
    settings: list[SettingOut]


class HourOut(Schema):
    at: Timestamp
    checks: int
    errors: int
    median_ms: int | None


class HoursOut(Schema):
    hours: list[HourOut]


def present_python(python: Python) -> PythonStateOut:
    return PythonStateOut(
        path=python.path,
        version=python.version,
        is_embedded=python.is_embedded,
        state=python.state,
        detail=python.detail,
        is_fast=python.state != PythonState.REFUSED and python.obstacle is None,
        obstacle=python.obstacle,
    )
