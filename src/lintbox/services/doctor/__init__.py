"""Looks at an installation part by part, and mends what can be mended without a doubt."""

from __future__ import annotations

from collections.abc import Iterator

from lintbox.services.doctor import data, directory, machine
from lintbox.services.doctor.examination import Examination, Patient, State, Verdict
from lintbox.services.doctor.running import Health, Measured, judge_running

__all__ = [
    "EXAMINATIONS",
    "Health",
    "Measured",
    "Patient",
    "State",
    "Verdict",
    "examine",
    "judge_running",
]

# to add one: a function Patient → Verdict, and its line here
EXAMINATIONS = (
    Examination("permissions", directory.judge_permissions, directory.make_private),
    Examination("lock", directory.judge_lock),
    Examination("disk", directory.judge_free_space),
    Examination("file system", directory.judge_file_system),
    Examination("SQLite", data.judge_sqlite),
    Examination("schema", data.judge_schema),
    Examination("integrity", data.judge_integrity),
    Examination("foreign keys", data.judge_foreign_keys),
    Examination("checks", data.judge_leases, data.give_back),
    Examination("letters", data.judge_letters),
    Examination("backups", data.judge_backups),
    Examination("clock", machine.judge_clock),
    Examination("base URL", machine.judge_base_url),
    Examination("mail", machine.judge_mail),
    Examination("limits", machine.judge_limits),
    Examination("fast path", machine.judge_fast_path),
)


def examine(patient: Patient, *, mend: bool = False) -> Iterator[tuple[str, Verdict]]:
    for examination in EXAMINATIONS:
        yield examination.name, examination.run(patient, mend=mend)
