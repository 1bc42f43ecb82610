"""The health of a running server, judged by what it measures of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.services.admin.system import Figures
from lintbox.services.doctor.data import judge_last_backup
from lintbox.services.doctor.diagnosis import State, Verdict, fault, fine, warning
from lintbox.services.readiness import judge_disk
from lintbox.settings import Settings

_LONG_WAIT = timedelta(minutes=1)
_SLACK = timedelta(minutes=10)
_LARGE_WAL_BYTES = 256 * 1024**2


class Measured(NamedTuple):
    settings: Settings
    figures: Figures
    started_at: datetime
    now: datetime
    free_bytes: int
    wal_bytes: int


class Health(NamedTuple):
    """One part, with a sentence on its state and, where something is wrong, on what to do."""

    name: str
    state: State
    detail: str


def judge_running(measured: Measured) -> list[Health]:
    """Return each part's health, what users feel now first."""
    found = [(name, judge(measured)) for name, judge in _JUDGES.items()]
    health = [Health(name, *verdict) for name, verdict in found]
    return sorted(health, key=lambda part: (State.FAULT, State.WARNING, State.FINE).index(part.state))


def _judge_disk(measured: Measured) -> Verdict:
    if trouble := judge_disk(measured.settings):
        where = measured.settings.data_dir.resolve()
        return fault(
            "The disk is nearly full. New files are refused until there is more room on the disk that "
            f"holds {where}: {trouble}"
        )
    return fine(f"{measured.free_bytes / 1e9:,.1f} GB of disk are free.")


def _judge_queue(measured: Measured) -> Verdict:
    oldest = measured.figures.oldest_at
    if oldest is None or measured.now - oldest < _LONG_WAIT:
        return fine("No check waits for long.")
    minutes = (measured.now - oldest) // timedelta(minutes=1)
    return warning(
        f"The oldest check waits for {minutes} min. {_count(measured.figures.queued, 'file')} wait for "
        f"{_count(measured.settings.check_workers, 'worker')}. It goes on by itself; more workers help where "
        "the machine has cores to spare (LINTBOX_CHECK_WORKERS)."
    )


def _judge_emails(measured: Measured) -> Verdict:
    figures = measured.figures
    is_local = not measured.settings.smtp_host
    reason = "The reason" if is_local else "What the mail server said"
    done = "saved" if is_local else "taken"
    if failed := figures.last_day.failed:
        return warning(
            f"{_count(failed, 'email')} of the last day could not be "
            f"{'saved on this server' if is_local else 'delivered'}. {reason} stands in the list. "
            + ("Save again when that is mended." if is_local else "Correct the settings, then send again.")
        )
    if delayed := figures.emails_delayed:
        return warning(
            f"{_count(delayed, 'email')} {'was' if delayed == 1 else 'were'} not {done} yet. {reason} stands "
            "in the list. Lintbox tries again for three days; new accounts wait for their links."
        )
    return fine(f"Every email of the last day was {done}.")


def _judge_mail_server(measured: Measured) -> Verdict:
    if host := measured.settings.smtp_host:
        return fine(f"Emails leave through {host}.")
    return fine(
        "No mail server is set (LINTBOX_SMTP_HOST). Emails are saved on this server and go to nobody; new "
        "accounts wait until you confirm them or pass the link on."
    )


def _judge_cleanup(measured: Measured) -> Verdict:
    """Late is later than the next but one, so that a single slow one is no alarm."""
    interval = timedelta(seconds=measured.settings.sweep_interval)
    last = measured.figures.sweep
    since = max(last.at, measured.started_at) if last else measured.started_at
    if measured.now - since > 2 * interval + _SLACK:
        return warning("The cleanup is overdue. Start it by hand, and look into the log for the reason.")
    return fine("The cleanup runs when it is due.")


def _judge_backups(measured: Measured) -> Verdict:
    figures = measured.figures
    trouble = figures.backup_trouble and str(figures.backup_trouble.value["detail"])
    last = figures.backup and figures.backup.at
    return judge_last_backup(
        measured.settings, last, trouble, now=measured.now, running_since=measured.started_at
    )


def _judge_log(measured: Measured) -> Verdict:
    if measured.wal_bytes < _LARGE_WAL_BYTES:
        return fine("The database writes back what it takes in.")
    return warning(
        f"{measured.wal_bytes / 1024**2:,.0f} MiB are not yet written back to the database. A long-running "
        "reader may hold it up, such as a program that copies the database. Nothing is lost."
    )


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


_JUDGES: dict[str, Callable[[Measured], Verdict]] = {
    "disk": _judge_disk,
    "queue": _judge_queue,
    "emails": _judge_emails,
    "mail-server": _judge_mail_server,
    "cleanup": _judge_cleanup,
    "backups": _judge_backups,
    "database-log": _judge_log,
}
