"""The data directory, and the disk that it is on."""

from __future__ import annotations

import os
from pathlib import Path

from lintbox.services.doctor.examination import Patient, Verdict, fault, fine
from lintbox.services.readiness import judge_disk
from lintbox.storage.directory import KEY, find_holder, measure_free

_MOUNTS = Path("/proc/self/mountinfo")
# their locks and their memory maps are no promise, and SQLite's log needs both
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}


def judge_permissions(patient: Patient) -> Verdict:
    if patient.folder.exists() and not patient.folder.is_dir():
        return fault(f"{patient.folder} is no folder: choose another LINTBOX_DATA_DIR.")
    if not patient.folder.is_dir():
        return fine(f"There is no data directory {patient.folder} yet; the first start makes it.")
    if open_to_others := [path.name for path in _private(patient) if path.stat().st_mode & 0o077]:
        return fault(f"Others on this machine can get at {', '.join(open_to_others)}.")
    if foreign := [path.name for path in _private(patient) if path.stat().st_uid != os.geteuid()]:
        return fault(f"{', '.join(foreign)} belong to another user than the one who asks: use that user.")
    return fine("Only Lintbox may read its data.")


def make_private(patient: Patient) -> None:
    if not patient.folder.is_dir():  # it is not ours
        return
    for path in _private(patient):
        path.chmod(0o700 if path.is_dir() else 0o600)


def judge_lock(patient: Patient) -> Verdict:
    holder = find_holder(patient.folder) if patient.folder.is_dir() else None
    return fine("No server has the data." if holder is None else f"The server has it, as process {holder}.")


def judge_free_space(patient: Patient) -> Verdict:
    if trouble := judge_disk(patient.settings):
        return fault(f"{trouble} Files are refused until there is more room.")
    return fine(f"{measure_free(patient.folder) / 1e9:,.1f} GB of disk are free.")


def judge_file_system(patient: Patient) -> Verdict:
    if not _MOUNTS.exists():
        return fine("This system does not say what the data is on; it must be a disk of this machine.")
    kind = find_file_system(_MOUNTS.read_text("utf-8", "replace"), patient.folder.resolve())
    if kind in _NETWORK:
        return fault(f"The data is on a network file system ({kind}), where SQLite loses data. Move it.")
    return fine(f"The data is on a disk of this machine ({kind}).")


def find_file_system(mounts: str, path: Path) -> str:
    """Return the kind of the innermost mount that has the path, as proc(5) lists them."""
    kinds = {}
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        kinds[left.split()[4].encode().decode("unicode_escape")] = right.split()[0]
    return next((kinds[str(p)] for p in (path, *path.parents) if str(p) in kinds), "unknown")


def _private(patient: Patient) -> list[Path]:
    return [path for path in (patient.folder, patient.database, patient.folder / KEY) if path.exists()]
