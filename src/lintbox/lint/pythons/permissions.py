"""Finds out whether other users could replace a file that Lintbox is about to run."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path

# their members can become root anyway: Debian's group of /usr/local, Red Hat's of sudo, macOS's of Homebrew
_ADMINISTRATORS = ((50, "staff"), (10, "wheel"), (80, "admin"))


def find_foreign_writer_above(path: Path) -> str | None:
    """Return a sentence if other users can replace the file or folder, or one of the folders above it."""
    try:
        reasons = (find_foreign_writer(one) or _find_foreign_group(one) for one in (path, *path.parents))
        return next(filter(None, reasons), None)
    except OSError as problem:
        return f"it cannot be read: {problem.strerror or problem}"


def find_foreign_writer(path: Path) -> str | None:
    """Return a sentence if users other than root and this one can replace the file or folder."""
    about = path.stat()
    if about.st_uid not in (0, os.geteuid()):
        return f"{path} belongs to another user"
    if about.st_mode & stat.S_IWOTH and not _is_sticky(about):
        return f"every user of this machine may write to {path}"
    return None


def _find_foreign_group(path: Path) -> str | None:
    about = path.stat()
    if about.st_gid == 0 or not about.st_mode & stat.S_IWGRP or _is_sticky(about):
        return None
    try:
        group = grp.getgrgid(about.st_gid)
    except KeyError:
        return f"the group {about.st_gid} may write to {path}"
    if (group.gr_gid, group.gr_name) in _ADMINISTRATORS or _is_own(group):
        return None
    return f"the group {group.gr_name} may write to {path}"


def _is_own(group: grp.struct_group) -> bool:
    """Return whether it is the group that has this user's name, and nobody else in it."""
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _is_sticky(about: os.stat_result) -> bool:
    """Return whether it is a folder in which each user can replace only what is theirs, such as /tmp."""
    return stat.S_ISDIR(about.st_mode) and bool(about.st_mode & stat.S_ISVTX)
