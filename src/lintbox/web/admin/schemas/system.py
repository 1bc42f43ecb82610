"""Models of the server's state."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from lintbox.domain import Engine, Python, PythonState
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
    """A backup, verified by restoring it at ``verified_at``; further fields count its rows."""

    model_config = ConfigDict(extra="allow")

    at: Timestamp
    verified_at: Timestamp
    file: str
    bytes: int


class SettingOut(Schema):
    name: str
    value: str | None = Field(description="Null if not set, and for secrets")
    origin: Origin
    source: str | None = Field(
        description="A flag, the path of a file, or the setting that has this one within it"
    )
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


class EngineWorkerOut(Schema):
    """A worker on another machine."""

    name: str
    slots: int
    versions: dict[str, str]
    differences: list[str] = Field(
        description="Names of versions that this server has otherwise; such a worker gets no checks"
    )
    is_lost: bool = Field(description="Whether it has not answered for seven seconds")
    silent_seconds: int
    certificate_expires_at: Timestamp | None


class EngineOut(Schema):
    """The NATS server and the workers behind it."""

    address: str
    server: str | None = Field(description="Its version; null while it is not connected")
    problem: str | None
    workers: list[EngineWorkerOut]
    slots: int
    waiting: int = Field(description="Claimed checks that no worker has taken yet")
    unacknowledged: int = Field(description="Checks that workers have")
    redelivered: int = Field(description="Those of them that went to a second worker")
    max_payload_bytes: int
    certificate_expires_at: Timestamp | None


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
    engine: EngineOut | None = Field(description="Null where this machine checks")
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


def present_engine(engine: Engine) -> EngineOut:
    return EngineOut(
        address=engine.address,
        server=engine.server,
        problem=engine.problem,
        workers=[
            EngineWorkerOut(
                name=worker.name,
                slots=worker.slots,
                versions=dict(worker.versions),
                differences=list(worker.differences),
                is_lost=worker.is_lost,
                silent_seconds=round(worker.silent_seconds),
                certificate_expires_at=worker.certificate_expires_at,
            )
            for worker in engine.workers
        ],
        slots=engine.slots,
        waiting=engine.waiting,
        unacknowledged=engine.unacknowledged,
        redelivered=engine.redelivered,
        max_payload_bytes=engine.max_payload_bytes,
        certificate_expires_at=engine.certificate_expires_at,
    )
