"""Where interpreters are: on the PATH and in the usual places, or where the setting ``PYTHONS`` says."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lintbox.domain import EMBEDDED_ONLY
from lintbox.lint.pythons.permissions import find_foreign_writer_above

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


class Candidate(NamedTuple):
    """A path that may be an interpreter; ``refusal`` says why it is not tried.

    ``version`` is the one that the setting names, if it names no path.
    """

    path: str
    is_named: bool = False
    refusal: str | None = None
    version: str | None = None


def list_all(wanted: Sequence[str]) -> list[Candidate]:
    """Return the candidates, each file once; ``wanted`` is the setting, empty for all that are found."""
    if list(wanted) == [EMBEDDED_ONLY]:
        return []
    found = list(_list_usual())
    if not wanted:
        return _check_all(found, is_named=False)
    candidates: list[Candidate] = []
    for entry in dict.fromkeys(wanted):
        if _VERSION.fullmatch(entry):
            of_version = _check_all((path for path in found if path.name == f"python{entry}"), is_named=False)
            missing = Candidate(entry, refusal=f"no Python {entry} is on the PATH or in the usual places")
            candidates += [one._replace(version=entry) for one in of_version or [missing]]
        else:
            candidates += _check_all(_list_named(Path(entry)), is_named=True)
    return candidates


def _list_named(path: Path) -> list[Path]:
    """Return the interpreters of a named folder, or the named file itself."""
    return [*_list_folder(path), *_list_folder(path / "bin")] or [path]


def _list_usual() -> Iterator[Path]:
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
