"""Where interpreters are: on the PATH and in the usual places, or where the setting ``PYTHONS`` says."""

from __future__ import annotations

import grp
import os
import pwd
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lintbox.domain import EMBEDDED_ONLY

FIRST_MINOR = 11
"""The engine needs Python 3.11: ``enum.StrEnum``."""

_NAME = re.compile(r"python3\.([0-9]{1,3})")
_VERSION = re.compile(r"3\.[0-9]{1,3}")
_USUAL = (
    "usr/bin",
    "usr/local/bin",
    "opt/homebrew/bin",
    "opt/python*/bin",
    "opt/python/*/bin",
    "Library/Frameworks/Python.framework/Versions/3.*/bin",
)
# version managers keep each version in a folder below these, named by variables or in the home directory
_MANAGERS = (
    ("PYENV_ROOT", ".pyenv", "versions/*/bin"),
    ("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", "*/bin"),
    ("ASDF_DATA_DIR", ".asdf", "installs/python/*/bin"),
    ("MISE_DATA_DIR", ".local/share/mise", "installs/python/*/bin"),
)

# these may become root: the group of /usr/local in Debian, that of sudo in Red Hat, that of Homebrew in macOS
_ADMINISTRATORS = ((50, "staff"), (10, "wheel"), (80, "admin"))


class Candidate(NamedTuple):
    """A path that may be an interpreter; ``refusal`` says why it is not tried."""

    path: str
    is_named: bool = False
    refusal: str | None = None


def find(wanted: Sequence[str]) -> list[Candidate]:
    """Return the candidates, each file once; ``wanted`` is the setting, empty for all that are found."""
    if list(wanted) == [EMBEDDED_ONLY]:
        return []
    found = list(_find_usual())
    if not wanted:
        return _check_all(found, is_named=False)
    candidates: list[Candidate] = []
    for entry in dict.fromkeys(wanted):
        if _VERSION.fullmatch(entry):
            of_version = _check_all((path for path in found if path.name == f"python{entry}"), is_named=False)
            missing = Candidate(entry, refusal=f"no Python {entry} is on the PATH or in the usual places")
            candidates += of_version or [missing]
        else:
            candidates += _check_all(_list_named(Path(entry)), is_named=True)
    return candidates


def _list_named(path: Path) -> list[Path]:
    """Return the interpreters of a named folder, or the named file itself."""
    return [*_list_folder(path), *_list_folder(path / "bin")] or [path]


def _find_usual() -> Iterator[Path]:
    on_path = os.environ.get("PATH", "").split(os.pathsep)
    # shims are skipped: each is a script of a version manager that starts an interpreter found below
    for name in on_path:
        if Path(name).is_absolute() and "shims" not in name:
            yield from _list_folder(Path(name))
    for pattern in _USUAL:
        yield from _list_folders(Path("/"), pattern)
    home = Path(os.environ.get("HOME", "/nonexistent"))
    for variable, default, pattern in _MANAGERS:
        root = Path(os.environ.get(variable) or home / default)
        if root.is_absolute():
            yield from _list_folders(root, pattern)


def _list_folders(root: Path, pattern: str) -> Iterator[Path]:
    with suppress(OSError):
        for folder in sorted(root.glob(pattern)):
            yield from _list_folder(folder)


def _list_folder(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        name = _NAME.fullmatch(path.name)
        if name and int(name[1]) >= FIRST_MINOR:
            yield path


def _check_all(paths: Iterable[Path], *, is_named: bool) -> list[Candidate]:
    resolved = dict.fromkeys(os.path.realpath(path) for path in paths)
    return [Candidate(path, is_named, find_refusal(Path(path))) for path in resolved]


def find_refusal(path: Path) -> str | None:
    """Return why this file must not be started: another user could have written it, or it is no program."""
    try:
        about = path.stat()
    except OSError as problem:
        return f"it cannot be read: {problem.strerror or problem}"
    if not stat.S_ISREG(about.st_mode) or not os.access(path, os.X_OK):
        return "it is not a program that this user may start"
    return find_foreign_writer_above(path)


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
    """Tell whether it is the group that has this user's name, and nobody else in it."""
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _is_sticky(about: os.stat_result) -> bool:
    """Tell whether it is a folder in which each user can replace only what is theirs, such as /tmp."""
    return stat.S_ISDIR(about.st_mode) and bool(about.st_mode & stat.S_ISVTX)
