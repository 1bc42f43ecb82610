"""Looks at an installation part by part, and mends what can be mended without a doubt."""

from __future__ import annotations

from collections.abc import Iterator

from lintbox.services.doctor import data, directory, machine
from lintbox.services.doctor.diagnosis import Diagnosis, Installation, State, Verdict
from lintbox.services.doctor.running import Health, Measured, judge_running

__all__ = [
    "EXAMINATIONS",
    "Health",
    "Installation",
    "Measured",
    "State",
    "Verdict",
    "examine",
    "judge_running",
]

# to add one: a function Patient → Verdict, and its line here
EXAMINATIONS = (
    Diagnosis("permissions", directory.judge_permissions, directory.make_private),
    Diagnosis("lock", directory.judge_lock),
    Diagnosis("disk", directory.judge_free_space),
    Diagnosis("file system", directory.judge_file_system),
    Diagnosis("SQLite", data.judge_sqlite),
    Diagnosis("schema", data.judge_schema),
    Diagnosis("integrity", data.judge_integrity),
    Diagnosis("foreign keys", data.judge_foreign_keys),
    Diagnosis("checks", data.judge_leases, data.give_back),
    Diagnosis("emails", data.judge_emails),
    Diagnosis("backups", data.judge_backups),
    Diagnosis("clock", machine.judge_clock),
    Diagnosis("base URL", machine.judge_base_url),
    Diagnosis("mail", machine.judge_mail),
    Diagnosis("limits", machine.judge_limits),
    Diagnosis("fast path", machine.judge_fast_path),
)


def examine(installation: Installation, *, mend: bool = False) -> Iterator[tuple[str, Verdict]]:
    for diagnosis in EXAMINATIONS:
        yield diagnosis.name, diagnosis.run(installation, mend=mend)
