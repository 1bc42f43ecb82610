"""The one-file binary: its unpacked folder, its boot loader and its environment. No-ops from source."""

from __future__ import annotations

import encodings
import fcntl
import os
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from stat import S_ISDIR

from lintbox.platform.signals import exit_with_parent

FROZEN = bool(getattr(sys, "frozen", False))
_UNPACKED = Path(getattr(sys, "_MEIPASS", "."))
_LIBRARY = _UNPACKED / "base_library.zip"
_UNPACKING_SECONDS = 60
_NATIVE_CODECS = [f"_codecs_{name}" for name in ("cn", "hk", "iso2022", "jp", "kr", "tw")]


def set_up_process() -> None:
    """Exit with the boot loader, lock the unpacked folder, restore the library path for child programs."""
    if not FROZEN:
        return
    exit_with_parent()
    if _is_orphan():  # the boot loader was killed before prctl took effect
        os._exit(1)
    # held until exit: systemd-tmpfiles and other instances skip a locked folder
    with suppress(OSError):  # a file system without locks
        _lock(_UNPACKED, fcntl.LOCK_SH)
    # programs that we start must not load the bundled libraries; this process has loaded them already
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original


def preload_codecs() -> None:
    """Keep every encoding available when the unpacked folder is deleted under a running server.

    Codecs are imported on demand from that folder; all other modules are loaded at start or lie in the
    executable.
    """
    if not FROZEN:
        return
    for name in _NATIVE_CODECS:
        import_module(name)
    library = os.open(_LIBRARY, os.O_RDONLY)
    if Path(f"/proc/self/fd/{library}").is_file():  # an open file outlives its deletion
        encodings.__path__.insert(0, f"/proc/self/fd/{library}/encodings")
    "idna".encode("idna")


def is_unpacked_intact() -> bool:
    """Tell whether the unpacked folder is still complete, for imports and for new processes."""
    return not FROZEN or _LIBRARY.is_file()


def restart_environment() -> dict[str, str]:
    """Return the environment variables that make a restarted program unpack again, if it has to."""
    reuse = is_unpacked_intact() and _identify_program() == _PROGRAM
    return {} if reuse else {"PYINSTALLER_RESET_ENVIRONMENT": "1"}


def remove_stale_folders() -> None:
    """Delete unpacked folders of killed instances."""
    if not FROZEN:
        return
    from shutil import rmtree

    for folder in _UNPACKED.parent.glob("_MEI*"):
        with suppress(OSError):
            if _is_ours(folder) and folder.stat().st_mtime < time.time() - _UNPACKING_SECONDS:
                lock = _lock(folder, fcntl.LOCK_EX)  # fails while an instance uses it
                rmtree(folder, ignore_errors=True)
                os.close(lock)


def _is_orphan() -> bool:
    """Tell whether the boot loader, which runs the same executable, is no longer the parent."""
    try:
        ours = Path("/proc/self/exe").readlink()
    except OSError:  # no /proc
        return False
    try:
        return Path(f"/proc/{os.getppid()}/exe").readlink() != ours
    except PermissionError:
        return os.getppid() == 1
    except OSError:
        return True


def _is_ours(folder: Path) -> bool:
    about = folder.lstat()
    return S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and (folder / "lintbox").is_dir()


def _lock(folder: Path, kind: int) -> int:
    """Raises: OSError, if another process holds the lock."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _identify_program() -> tuple[int, int] | None:
    """Return inode and mtime of the executable: they change when another version replaces it."""
    with suppress(OSError):
        program = Path(sys.executable).stat()
        return program.st_ino, program.st_mtime_ns
    return None


_PROGRAM = _identify_program()
