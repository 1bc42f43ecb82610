"""The data directory, and the disk that it is on."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.services.readiness import judge_disk
from lintbox.storage.directory import OURS, find_holder, find_open, has_database, measure_free

_MOUNTS = Path("/proc/self/mountinfo")
# their locks and their memory maps are no promise, and SQLite's log needs both
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}


def judge_permissions(installation: Installation) -> Verdict:
    folder = installation.folder
    if folder.exists() and not folder.is_dir():
        return fault(f"{folder} is no folder: choose another LINTBOX_DATA_DIR.")
    if not folder.is_dir():
        return fine(f"There is no data directory {folder} yet; the first start makes it.")
    if writable := find_open(folder, 0o002):
        return fault(f"Everybody on this machine may write to {_name(writable)}: no server starts there.")
    opened = find_open(folder)
    if ours := [path for path in opened if path.stat().st_uid == os.geteuid()]:
        return fault(f"Others on this machine can get at {_name(ours)}.")
    if closed := [path for path in _find_ours(folder) if not os.access(path, os.R_OK | os.W_OK)]:
        return fault(f"Lintbox may not write to {_name(closed)}: use the user that they belong to.")
    if foreign := [path for path in _find_ours(folder) if path.stat().st_uid != os.geteuid()]:
        others = ", and others can look into it" if opened else ""
        return warning(
            f"{_name(foreign)} belongs to another user{others}. Lintbox may write there, so it works."
        )
    return fine("Only Lintbox may read its data.")


def make_private(installation: Installation) -> None:
    """Take the permissions of others away, from what belongs to us, in a folder that holds our data."""
    if not has_database(installation.folder):
        return
    for path in _find_ours(installation.folder):
        mode = path.stat().st_mode
        if mode & 0o077 and path.stat().st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(mode) & ~0o077)


def judge_lock(installation: Installation) -> Verdict:
    holder = find_holder(installation.folder) if installation.folder.is_dir() else None
    return fine("No server has the data." if holder is None else f"The server has it, as process {holder}.")


def judge_free_space(installation: Installation) -> Verdict:
    if trouble := judge_disk(installation.settings):
        return fault(f"{trouble} Files are refused until there is more room.")
    return fine(f"{measure_free(installation.folder) / 1e9:,.1f} GB of disk are free.")


def judge_file_system(installation: Installation) -> Verdict:
    if not _MOUNTS.exists():
        return fine("This system does not say what the data is on; it must be a disk of this machine.")
    kind = find_file_system(_MOUNTS.read_text("utf-8", "replace"), installation.folder.resolve())
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


def _find_ours(folder: Path) -> list[Path]:
    return [path for path in (folder, *(folder / name for name in OURS)) if path.exists()]


def _name(paths: list[Path]) -> str:
    return " and ".join(path.name for path in paths)
