"""The shapes of how the server is doing."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from lintbox.services import doctor
from lintbox.setting_sources import Origin
from lintbox.web.admin.schemas.emails import MailServerOut
from lintbox.web.schemas.shape import Moment, Shape


class DatabaseOut(Shape):
    bytes: int
    wal_bytes: int
    schema_: int = Field(serialization_alias="schema")


class DiskOut(Shape):
    free_bytes: int
    total_bytes: int


class QueueOut(Shape):
    queued: int
    running: int
    oldest_at: Moment | None


class EmailFiguresOut(Shape):
    queued: int
    delayed: int
    failed: int
    sent_last_day: int
    failed_last_day: int


class SweptOut(Shape):
    contents: int
    bytes: int
    reports: int
    links: int
    sessions: int
    emails: int = 0
    emails_unsent: int = Field(default=0, description="Of these, how many were given up before")
    email_files: int = Field(default=0, description="Files of the local mailbox")


class LastSweepOut(SweptOut):
    at: Moment
    next_at: Moment


class BackupOut(Shape):
    """Made and proved by restoring at ``at``; the other figures count what is in it."""

    model_config = ConfigDict(extra="allow")

    at: Moment
    proved_at: Moment
    file: str
    bytes: int


class SettingOut(Shape):
    name: str
    value: str | None = Field(description="Null for what is not set, and for a secret")
    origin: Origin
    source: str | None = Field(description="A flag, or the path of a file")
    secret: bool
    is_set: bool


class HealthOut(Shape):
    name: str
    state: doctor.State
    detail: str


class SystemOut(Shape):
    health: list[HealthOut] = Field(description="What the doctor says of each part, the worst first")
    started_at: Moment
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
    sweep: LastSweepOut | None
    backup: BackupOut | None
    settings: list[SettingOut]


class HourOut(Shape):
    at: Moment
    checks: int
    errors: int
    median_ms: int | None


class HoursOut(Shape):
    hours: list[HourOut]
