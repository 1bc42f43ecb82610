"""The state of the server, its cleanup and its backups."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sanic import HTTPResponse, Request

from lintbox.domain import NotBackedUp, ProblemCode
from lintbox.services import backups, cleanup, disk, doctor
from lintbox.services.admin import system
from lintbox.services.tool_versions import list_versions
from lintbox.setting_sources import describe
from lintbox.storage.server_state import StateEntry
from lintbox.web.admin.schemas.emails import present_mail_server
from lintbox.web.admin.schemas.system import (
    BackupOut,
    CleanupOut,
    DatabaseOut,
    DiskOut,
    EmailFiguresOut,
    HealthOut,
    HourOut,
    HoursOut,
    LastCleanupOut,
    QueueOut,
    SettingOut,
    SystemOut,
    present_engine,
    present_python,
)
from lintbox.web.context import Context, context_of, get_admin
from lintbox.web.routes import Route, json_response


async def show_system(request: Request) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    settings, now = context.settings, context.clock()
    figures = await context.db.read(system.measure, now)
    size, wal_size = context.db.measure_files()
    space = await asyncio.to_thread(disk.measure, settings)
    engine = context.linter.describe_engine()
    measured = doctor.Measured(
        settings,
        figures,
        context.started_at,
        now,
        free_bytes=space.free_bytes,
        wal_bytes=wal_size,
        tool=context.tool,
        engine=engine,
    )
    health = await asyncio.to_thread(doctor.diagnose_running, measured)
    return json_response(
        SystemOut(
            health=[HealthOut.model_validate(part) for part in health],
            started_at=context.started_at,
            url=context.link_builder.base_url,
            listening=context.listening,
            data_dir=str(settings.data_dir.resolve()),
            versions={name.lower(): version for name, version in list_versions(context.tool).items()},
            pythons=list(map(present_python, context.linter.list_pythons())),
            database=DatabaseOut(bytes=size, wal_bytes=wal_size, schema_=figures.schema),
            disk=DiskOut.model_validate(space),
            queue=QueueOut.model_validate(figures),
            engine=present_engine(engine) if engine else None,
            workers=engine.slots if engine else settings.check_workers,
            checks_last_hour=figures.checks_last_hour,
            emails=EmailFiguresOut(
                queued=figures.emails_queued,
                delayed=figures.emails_delayed,
                failed=figures.emails_failed,
                sent_last_day=figures.last_day.sent,
                failed_last_day=figures.last_day.failed,
            ),
            mail=present_mail_server(settings, context.link_builder.base_url, context.mail),
            sweep=figures.last_cleanup and _present_cleanup(context, figures.last_cleanup, now),
            backup=figures.backup and _present_backup(figures.backup),
            settings=[SettingOut.model_validate(setting) for setting in describe(settings)],
        )
    )


async def show_hours(request: Request) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    hours = await context.db.read(system.list_hours, context.clock())
    return json_response(HoursOut(hours=[HourOut.model_validate(hour) for hour in hours]))


async def run_cleanup(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    deleted = await cleanup.clean_up(context.db, context.settings, context.clock(), actor)
    return json_response(CleanupOut.model_validate(deleted))


async def create_backup(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    data_dir, events = context.settings.data_dir, context.events
    await backups.make_now(context.db, data_dir, actor, context.clock(), lambda: events.closed)
    figures = await context.db.read(system.measure, context.clock())
    if figures.backup is None:
        raise NotBackedUp("No backup was made. Try again in a moment.")
    return json_response(_present_backup(figures.backup), 201)


def _present_cleanup(context: Context, last: StateEntry, now: datetime) -> LastCleanupOut:
    interval = timedelta(seconds=context.settings.sweep_interval)
    next_at = system.get_next_cleanup(context.started_at, interval, now)
    return LastCleanupOut.model_validate({**last.value, "at": last.at, "next_at": next_at})


def _present_backup(last: StateEntry) -> BackupOut:
    return BackupOut.model_validate({**last.value, "at": last.at, "verified_at": last.at})


ROUTES = (
    Route(
        "GET", "/admin/system", show_system, "Show health, versions, queues and settings", {200: SystemOut}
    ),
    Route("GET", "/admin/system/hours", show_hours, "Count the last day's checks by hour", {200: HoursOut}),
    Route("POST", "/admin/sweep", run_cleanup, "Run the cleanup now", {200: CleanupOut}),
    Route(
        "POST",
        "/admin/backup",
        create_backup,
        "Create a backup now, and verify it by restoring it",
        {201: BackupOut},
        (ProblemCode.NOT_BACKED_UP,),
    ),
)
