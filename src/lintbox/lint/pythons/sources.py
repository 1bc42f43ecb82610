"""The sources that another Python needs to run the engine, laid out in a private folder.

The folder contains nothing else: the interpreter sees neither the operator's packages nor the server's. The
binary carries the sources as an archive; a wheel and a checkout pack them from the installed files.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path

import lintbox
from lintbox.lint.engine import plugins
from lintbox.lint.pythons.permissions import find_foreign_writer

ARCHIVE = "engine.zip"
"""The name of the archive in the binary, in the folder of this package's root."""

_PACKAGES = ("flake8", "pycodestyle", "pyflakes", "mccabe", "autopep8", "autoflake")
_METADATA = ("METADATA", "entry_points.txt")
_OURS = ("domain", "lint", "platform")
_COMMAND_LINE = ("__init__.py", "__main__.py", "cli/__init__.py", "cli/check.py", "cli/streams.py")
_START = b"import sys\n\nfrom lintbox.__main__ import main\n\nsys.exit(main())\n"
_UNUSED_AFTER_SECONDS = 30 * 86400


class UnsafeFolderError(Exception):
    """Another user could write to the folder; the message is a sentence."""


def pack(compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return the archive of the sources; equal sources give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(_collect().items()):
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return packed.getvalue()


def lay_out(cache: Path) -> Path:
    """Return the folder with the sources of this Lintbox below ``cache``.

    It is made if it is missing, and anew if it is damaged or others could have written to it.
    Several processes may call this at once.

    Raises:
        OSError: the folder cannot be made.
        UnsafeFolderError
    """
    archive = _read_archive()
    cache = cache.absolute()  # other Pythons start in folders of their own
    if _is_open(cache):
        _move(cache, cache.with_name(f"{cache.name}-{secrets.token_hex(4)}-old"))
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_private(cache)
    folder = cache / sha256(archive).hexdigest()[:16]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        if not _is_usable(folder, opened):
            _replace(folder, opened)
    _require_private(folder)
    os.utime(folder)
    _remove_unused(cache)
    return folder


def find_user_cache() -> Path | None:
    """Return the folder for the command line (XDG Base Directory Specification); None without a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        home = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
    except RuntimeError:  # neither HOME nor an entry in /etc/passwd, as in a container
        return None
    return home / "lintbox" / "pythons"


def _read_archive() -> bytes:
    packed = Path(lintbox.__path__[0], ARCHIVE)
    return packed.read_bytes() if packed.is_file() else pack()


def _collect() -> dict[str, bytes]:
    root = Path(lintbox.__path__[0])
    ours = [root / name for name in _COMMAND_LINE]
    ours += [path for name in _OURS for path in sorted((root / name).rglob("*.py"))]
    files = {f"lintbox/{path.relative_to(root)}": path.read_bytes() for path in ours}
    for package in _PACKAGES:
        files |= _collect_package(package)
    files |= {f"lintbox/plugins/{name}": data for name, data in _collect_plugins(plugins.folder())}
    return files | {"__main__.py": _START}


def _collect_package(name: str) -> Mapping[str, bytes]:
    found = distribution(name)
    wanted = [
        path
        for path in found.files or ()
        if (path.suffix == ".py" and "test" not in path.parts)
        or (path.parent.name.endswith(".dist-info") and path.name in _METADATA)
    ]
    return {
        str(path): Path(str(found.locate_file(path))).read_bytes()
        for path in wanted
        if ".." not in path.parts
    }


def _collect_plugins(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        is_metadata = path.parent.name.endswith(".dist-info") and path.name in _METADATA
        if path.is_file() and (path.suffix == ".py" or is_metadata):
            yield str(path.relative_to(folder)), path.read_bytes()


def _is_usable(folder: Path, archive: zipfile.ZipFile) -> bool:
    return not _is_open(folder) and _is_complete(folder, archive)


def _is_open(folder: Path) -> bool:
    """Return whether a folder of this user has permissions of others: what it contains may be theirs."""
    try:
        about = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and bool(about.st_mode & 0o077)


def _is_complete(folder: Path, archive: zipfile.ZipFile) -> bool:
    # a power cut may leave a file of the right size without its content
    try:
        return all(zlib.crc32((folder / one.filename).read_bytes()) == one.CRC for one in archive.infolist())
    except OSError:
        return False


def _replace(folder: Path, archive: zipfile.ZipFile) -> None:
    """Unpack beside the folder, then rename: another process sees all of it or nothing."""
    unpacked = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    unpacked.mkdir(mode=0o700)
    try:
        archive.extractall(unpacked)  # the archive is our own
        with suppress(OSError):  # the folder is there
            unpacked.rename(folder)
        if not _is_usable(folder, archive):  # else another process was faster
            _move(folder, unpacked.with_name(f"{unpacked.name}-old"))
            with suppress(OSError):
                unpacked.rename(folder)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    if not _is_complete(folder, archive):
        raise OSError(f"{folder} could not be written completely")


def _move(folder: Path, away: Path) -> None:
    """Take a folder away at once, and delete it then."""
    with suppress(FileNotFoundError):
        folder.rename(away)
        shutil.rmtree(away, ignore_errors=True)


def _require_private(folder: Path) -> None:
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
        raise UnsafeFolderError(f"{folder} must be a folder that belongs to this user alone (mode 0700)")
    if reason := find_foreign_writer(folder.parent):
        raise UnsafeFolderError(reason)


def _remove_unused(cache: Path) -> None:
    """Delete the folders of other versions of Lintbox that no process has used for a month."""
    for folder in cache.iterdir():
        with suppress(OSError):
            if folder.lstat().st_mtime < time.time() - _UNUSED_AFTER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
