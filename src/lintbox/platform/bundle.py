"""Life in one file: what the boot loader of the binary leaves to us. From source nothing of it is done."""

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


def settle() -> None:
    """End when the boot loader ends, keep the unpacked folder ours, and give programs their own libraries."""
    if not FROZEN:
        return
    exit_with_parent()
    if _is_orphan():  # it was killed before the kernel knew of our wish
        os._exit(1)
    # held until the end: cleaners of temporary folders leave a locked one alone, as do others of us
    with suppress(OSError):  # a file system without locks
        _lock(_UNPACKED, fcntl.LOCK_SH)
    # what we start is not ours, and must not find our libraries; we ourselves have found them
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original


def keep_codecs() -> None:
    """Let a server that outlives its unpacked folder read files in any encoding.

    Those are imported when asked for; all else is loaded at the start, or lies in the program itself.
    """
    if not FROZEN:
        return
    for name in _NATIVE_CODECS:
        import_module(name)
    library = os.open(_LIBRARY, os.O_RDONLY)
    if Path(f"/proc/self/fd/{library}").is_file():  # opened so, a file that was deleted is still there
        encodings.__path__.insert(0, f"/proc/self/fd/{library}/encodings")
    "idna".encode("idna")


def is_unpacked_intact() -> bool:
    """Tell whether the unpacked folder still holds what a new process, or an import, looks for there."""
    return not FROZEN or _LIBRARY.is_file()


def restart_environment() -> dict[str, str]:
    """What makes the program, started by itself, unpack anew where it cannot use our folder."""
    reuse = is_unpacked_intact() and _identify_program() == _PROGRAM
    return {} if reuse else {"PYINSTALLER_RESET_ENVIRONMENT": "1"}


def remove_stale_folders() -> None:
    """Remove what killed processes of ours have left behind."""
    if not FROZEN:
        return
    from shutil import rmtree

    for folder in _UNPACKED.parent.glob("_MEI*"):
        with suppress(OSError):
            if _is_ours(folder) and folder.stat().st_mtime < time.time() - _UNPACKING_SECONDS:
                lock = _lock(folder, fcntl.LOCK_EX)  # fails for one that is in use
                rmtree(folder, ignore_errors=True)
                os.close(lock)


def _is_orphan() -> bool:
    """Tell whether our parent is another program than ours, which is what the boot loader is."""
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
    """Raises OSError when somebody else holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _identify_program() -> tuple[int, int] | None:
    """Another file of the same name is another version of us."""
    with suppress(OSError):
        program = Path(sys.executable).stat()
        return program.st_ino, program.st_mtime_ns
    return None


_PROGRAM = _identify_program()
