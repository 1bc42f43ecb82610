"""The doctor diagnoses a running server by its settings and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lintbox.lint.engine.versions import installed
from lintbox.services.admin.emails import LastDay
from lintbox.services.admin.system import Figures
from lintbox.services.doctor import Measured, State, diagnose_running
from lintbox.settings import Settings
from lintbox.storage.server_state import StateEntry

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
QUIET = Figures(
    queued=0,
    running=0,
    oldest_at=None,
    checks_last_hour=0,
    emails_queued=0,
    emails_delayed=0,
    emails_failed=0,
    last_day=LastDay(sent=0, failed=0),
    schema=1,
    last_cleanup=None,
    backup=None,
    backup_failure=None,
)


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def look(
    tmp_path: Path,
    *,
    up_for_hours: float = 0,
    wal_bytes: int = 0,
    figures: object = None,
    mccabe: str = "",
    **settings: Any,
) -> dict[str, State]:
    changed = QUIET._replace(**figures) if isinstance(figures, dict) else QUIET
    measured = Measured(
        Settings(_env_file=None, data_dir=tmp_path, **settings),
        changed,
        hours_ago(up_for_hours),
        NOW,
        free_bytes=10**10,
        wal_bytes=wal_bytes,
        tool=replace(installed(), mccabe=mccabe) if mccabe else installed(),
    )
    return {part.name: part.state for part in diagnose_running(measured)}


def test_a_new_server_is_healthy(tmp_path: Path) -> None:
    assert set(look(tmp_path).values()) == {State.FINE}


@pytest.mark.parametrize(
    ("interval", "hours", "state"),
    [
        ("1h", 2, State.FINE),
        ("1h", 2.5, State.WARNING),
        ("6h", 11, State.FINE),
        ("6h", 12.5, State.WARNING),
        ("1d", 40, State.FINE),
    ],
)
def test_an_overdue_cleanup_depends_on_the_interval(
    tmp_path: Path, interval: str, hours: float, state: State
) -> None:
    cleaned = {"last_cleanup": StateEntry({}, hours_ago(hours))}
    assert look(tmp_path, up_for_hours=1000, figures=cleaned, sweep_interval=interval)["cleanup"] == state
    assert look(tmp_path, up_for_hours=hours, sweep_interval=interval)["cleanup"] == state


@pytest.mark.parametrize(
    ("kept", "hours", "up_for", "state"),
    [
        (7, 47, 1000, State.FINE),
        (7, 49, 1000, State.WARNING),
        (7, 500, 1, State.FINE),  # it has just started, and makes one
        (0, 500, 1000, State.FINE),
    ],
)
def test_an_old_backup_is_a_warning_only_with_daily_backups(
    tmp_path: Path, kept: int, hours: float, up_for: float, state: State
) -> None:
    made = {"backup": StateEntry({}, hours_ago(hours))}
    assert look(tmp_path, up_for_hours=up_for, figures=made, backups_kept=kept)["backups"] == state


def test_a_missing_backup_is_fine_without_daily_backups(tmp_path: Path) -> None:
    assert look(tmp_path, up_for_hours=1000, backups_kept=0)["backups"] == State.FINE


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("backups", {"backup_failure": StateEntry({"detail": "there is no room"}, NOW)}),
        ("queue", {"queued": 3, "oldest_at": hours_ago(1)}),
        ("emails", {"emails_delayed": 1}),
        ("emails", {"last_day": LastDay(sent=5, failed=2)}),
    ],
)
def test_each_problem_is_reported(tmp_path: Path, name: str, figures: dict[str, object]) -> None:
    states = look(tmp_path, figures=figures)
    assert [part for part, state in states.items() if state != State.FINE] == [name]


def test_an_unknown_version_of_flake8_or_python_is_reported(tmp_path: Path) -> None:
    states = look(tmp_path, mccabe="0.1")
    assert [part for part, state in states.items() if state != State.FINE] == ["fast-path"]


def test_faults_are_reported_before_warnings(tmp_path: Path) -> None:
    states = look(tmp_path, wal_bytes=2**30, disk_reserve="1000TiB")
    assert list(states.items())[:2] == [("disk", State.FAULT), ("database-log", State.WARNING)]
