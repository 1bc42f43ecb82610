"""Diagnoses an installation part by part, and repairs what can be repaired safely."""

from __future__ import annotations

from collections.abc import Iterator

from lintbox.services.doctor import data, directory, engine, machine
from lintbox.services.doctor.diagnosis import Diagnosis, Installation, State, Verdict
from lintbox.services.doctor.health import Health, Measured, diagnose_running

# to add a diagnosis: a function Installation → Verdict, and its line here
DIAGNOSES = (
    Diagnosis("permissions", directory.diagnose_permissions, directory.make_private),
    Diagnosis("lock", directory.diagnose_lock),
    Diagnosis("disk", directory.diagnose_free_space),
    Diagnosis("file system", directory.diagnose_file_system),
    Diagnosis("SQLite", data.diagnose_sqlite),
    Diagnosis("schema", data.diagnose_schema),
    Diagnosis("integrity", data.diagnose_integrity),
    Diagnosis("foreign keys", data.diagnose_foreign_keys),
    Diagnosis("checks", data.diagnose_leases, data.requeue_stuck),
    Diagnosis("emails", data.diagnose_emails),
    Diagnosis("backups", data.diagnose_backups),
    Diagnosis("clock", machine.diagnose_clock),
    Diagnosis("base URL", machine.diagnose_base_url),
    Diagnosis("mail", machine.diagnose_mail),
    Diagnosis("limits", machine.diagnose_limits),
    Diagnosis("fast path", machine.diagnose_fast_path),
    Diagnosis("Pythons", machine.diagnose_pythons),
    Diagnosis("engine", engine.diagnose_engine),
)


def diagnose(installation: Installation, *, repair: bool = False) -> Iterator[tuple[str, Verdict]]:
    """Return the name and the verdict of each diagnosis; with ``repair`` after repairing."""
    for diagnosis in DIAGNOSES:
        yield diagnosis.name, diagnosis.run(installation, repair=repair)
