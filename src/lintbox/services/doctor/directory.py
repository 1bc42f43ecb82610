"""Diagnoses of the data directory and its disk."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from lintbox.services.disk import find_shortage
from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.storage.directory import CONTENT, find_holder, has_database, list_open, measure_free

_MOUNTS = Path("/proc/self/mountinfo")
# proc(5): a space, a tab, a line break or a backslash in a path
_ESCAPE = re.compile(r"\\([0-7]{3})")
# SQLite's WAL needs reliable locks and shared memory maps, which these do not guarantee
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}


def diagnose_permissions(installation: Installation) -> Verdict:
    folder = installation.folder
    if folder.exists() and not folder.is_dir():
        return fault(f"{folder} is not a folder: choose another LINTBOX_DATA_DIR.")
    if not folder.is_dir():
        return fine(f"There is no data directory {folder} yet; the first start makes it.")
    if writable := list_open(folder, 0o002):
        return fault(f"Every user of this machine may write to {_name(writable)}: no server starts there.")
    accessible = list_open(folder)
    if ours := [path for path in accessible if path.stat().st_uid == os.geteuid()]:
        return fault(f"Other users of this machine can access {_name(ours)}.")
    if unwritable := [path for path in _list_content(folder) if not os.access(path, os.R_OK | os.W_OK)]:
        return fault(f"Lintbox may not write to {_name(unwritable)}: use the user that they belong to.")
    if foreign := [path for path in _list_content(folder) if path.stat().st_uid != os.geteuid()]:
        others = ", and others can read it" if accessible else ""
        return warning(
            f"{_name(foreign)} belongs to another user{others}. Lintbox may write there, so it works."
        )
    return fine("Only Lintbox may read its data.")


def make_private(installation: Installation) -> None:
    """Remove the permissions of others from files of this user, in a directory that has a database."""
    if not has_database(installation.folder):
        return
    for path in _list_content(installation.folder):
        mode = path.stat().st_mode
        if mode & 0o077 and path.stat().st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(mode) & ~0o077)


def diagnose_lock(installation: Installation) -> Verdict:
    holder = find_holder(installation.folder) if installation.folder.is_dir() else None
    if holder is None:
        return fine("No server has the data.")
    return fine(
        f"The server has it, as process {holder.pid}{holder.base_url and ', at '}{holder.base_url}. Its "
        "settings may be others than those of this command, which are examined."
    )


def diagnose_free_space(installation: Installation) -> Verdict:
    if shortage := find_shortage(installation.settings):
        return fault(f"{shortage} Files are refused until there is more room.")
    return fine(f"{measure_free(installation.folder) / 1e9:,.1f} GB of disk are free.")


def diagnose_file_system(installation: Installation) -> Verdict:
    if not _MOUNTS.exists():
        return fine("This system does not report the file system of the data; it must be a local disk.")
    kind = identify_file_system(_MOUNTS.read_text("utf-8", "surrogateescape"), installation.folder.resolve())
    if kind in _NETWORK:
        return fault(f"The data is on a network file system ({kind}), where SQLite loses data. Move it.")
    return fine(f"The data is on a disk of this machine ({kind}).")


def identify_file_system(mounts: str, path: Path) -> str:
    """Return the type of the innermost mount that contains the path, from the text of proc(5) mountinfo."""
    kinds = {}
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        kinds[_ESCAPE.sub(lambda match: chr(int(match[1], 8)), left.split()[4])] = right.split()[0]
    return next((kinds[str(p)] for p in (path, *path.parents) if str(p) in kinds), "unknown")


def _list_content(folder: Path) -> list[Path]:
    return [path for path in (folder, *(folder / name for name in CONTENT)) if path.exists()]


def _name(paths: list[Path]) -> str:
    return " and ".join(path.name for path in paths)
