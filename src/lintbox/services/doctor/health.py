"""The health of a running server, diagnosed from its own measurements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import Engine, Tool, count_noun
from lintbox.services.admin.system import Figures
from lintbox.services.disk import find_shortage
from lintbox.services.doctor.data import diagnose_last_backup
from lintbox.services.doctor.diagnosis import State, Verdict, fault, fine, warning
from lintbox.services.doctor.engine import describe_engine
from lintbox.services.doctor.machine import diagnose_speed
from lintbox.settings import Settings

_LONG_WAIT = timedelta(minutes=1)
_CLEANUP_TOLERANCE = timedelta(minutes=10)
_LARGE_WAL_BYTES = 256 * 1024**2


class Measured(NamedTuple):
    settings: Settings
    figures: Figures
    started_at: datetime
    now: datetime
    free_bytes: int
    wal_bytes: int
    tool: Tool
    engine: Engine | None = None


class Health(NamedTuple):
    """The state of one part; ``detail`` is a sentence that also says what to do about a fault."""

    name: str
    state: State
    detail: str


def diagnose_running(measured: Measured) -> list[Health]:
    """Return the health of each part, the most serious first."""
    health = [Health(name, *diagnose(measured)) for name, diagnose in _DIAGNOSES.items()]
    return sorted(health, key=lambda part: (State.FAULT, State.WARNING, State.FINE).index(part.state))


def _diagnose_disk(measured: Measured) -> Verdict:
    if shortage := find_shortage(measured.settings):
        where = measured.settings.data_dir.resolve()
        return fault(
            "The disk is nearly full. New files are refused until there is more room on the disk that "
            f"holds {where}: {shortage}"
        )
    return fine(f"{measured.free_bytes / 1e9:,.1f} GB of disk are free.")


def _diagnose_queue(measured: Measured) -> Verdict:
    oldest = measured.figures.oldest_at
    if oldest is None or measured.now - oldest < _LONG_WAIT:
        return fine("No check waits for long.")
    minutes = (measured.now - oldest) // timedelta(minutes=1)
    return warning(
        f"The oldest check waits for {minutes} min. {count_noun(measured.figures.queued, 'file')} wait for "
        f"{_describe_workers(measured)}"
    )


def _describe_workers(measured: Measured) -> str:
    if measured.engine:
        slots = count_noun(measured.engine.slots, "slot")
        return f"{slots} on other machines. It goes on by itself; more workers help (lintbox worker)."
    workers = count_noun(measured.settings.check_workers, "worker")
    return (
        f"{workers}. It goes on by itself; more workers help where the machine has cores to spare "
        "(LINTBOX_CHECK_WORKERS)."
    )


def _diagnose_emails(measured: Measured) -> Verdict:
    figures = measured.figures
    is_local = not measured.settings.smtp_host
    reason = "The reason" if is_local else "What the mail server said"
    done = "saved" if is_local else "taken"
    if failed := figures.last_day.failed:
        return warning(
            f"{count_noun(failed, 'email')} of the last day could not be "
            f"{'saved on this server' if is_local else 'delivered'}. {reason} stands in the list. "
            + ("Save again when that is fixed." if is_local else "Correct the settings, then send again.")
        )
    if delayed := figures.emails_delayed:
        return warning(
            f"{count_noun(delayed, 'email')} {'was' if delayed == 1 else 'were'} not {done} yet. {reason} "
            "stands in the list. Lintbox tries again for three days; new accounts wait for their links."
        )
    return fine(f"Every email of the last day was {done}.")


def _diagnose_mail_server(measured: Measured) -> Verdict:
    if host := measured.settings.smtp_host:
        return fine(f"Emails leave through {host}.")
    return fine(
        "No mail server is set (LINTBOX_SMTP_HOST). Emails are saved on this server and go to nobody; new "
        "accounts wait until you confirm them or pass the link on."
    )


def _diagnose_cleanup(measured: Measured) -> Verdict:
    """Warn after two missed cleanups, so that a single slow one is no alarm."""
    interval = timedelta(seconds=measured.settings.sweep_interval)
    last = measured.figures.last_cleanup
    since = max(last.at, measured.started_at) if last else measured.started_at
    if measured.now - since > 2 * interval + _CLEANUP_TOLERANCE:
        return warning("The cleanup is overdue. Start it by hand, and look into the log for the reason.")
    return fine("The cleanup runs when it is due.")


def _diagnose_backups(measured: Measured) -> Verdict:
    figures = measured.figures
    failure = figures.backup_failure and str(figures.backup_failure.value["detail"])
    last = figures.backup and figures.backup.at
    return diagnose_last_backup(
        measured.settings, last, failure, now=measured.now, running_since=measured.started_at
    )


def _diagnose_log(measured: Measured) -> Verdict:
    if measured.wal_bytes < _LARGE_WAL_BYTES:
        return fine("The database writes back what it takes in.")
    return warning(
        f"{measured.wal_bytes / 1024**2:,.0f} MiB are not yet written back to the database. A long-running "
        "reader may hold it up, such as a program that copies the database. Nothing is lost."
    )


def _diagnose_fast_path(measured: Measured) -> Verdict:
    return diagnose_speed(measured.tool)


def _diagnose_engine(measured: Measured) -> Verdict:
    if measured.engine is None:
        return fine("This machine checks.")
    return describe_engine(measured.settings, measured.engine, measured.now)


_DIAGNOSES: dict[str, Callable[[Measured], Verdict]] = {
    "disk": _diagnose_disk,
    "queue": _diagnose_queue,
    "emails": _diagnose_emails,
    "mail-server": _diagnose_mail_server,
    "cleanup": _diagnose_cleanup,
    "backups": _diagnose_backups,
    "database-log": _diagnose_log,
    "fast-path": _diagnose_fast_path,
    "check-engine": _diagnose_engine,
}
