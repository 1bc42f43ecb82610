"""Who holds a port, where Linux lets us read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"


def find_holder(port: int) -> str | None:
    """Name the process that listens on the port; None where it is another user's, or not to be read."""
    sockets = {f"socket:[{inode}]" for inode in _find_inodes(port)}
    for process in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            if any(str(descriptor.readlink()) in sockets for descriptor in (process / "fd").iterdir()):
                return f"the process {process.name} ({(process / 'comm').read_text('utf-8').strip()})"
    return None


def _find_inodes(port: int) -> Iterator[str]:
    """Read the kernel's table (proc_pid_net(5)): address and port in hexadecimal, the state, the inode."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (_PROC / "net" / table).read_text("ascii").splitlines()[1:]:
                columns = line.split()
                if columns[3] == _LISTENS and int(columns[1].rpartition(":")[2], 16) == port:
                    yield columns[9]
