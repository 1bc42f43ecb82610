"""Models of the server's state."""

from __future__ import annotations

from pydantic import ConfigDict, Field

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
