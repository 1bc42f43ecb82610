"""What is written, and survives a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(file: Path, data: bytes) -> None:
    """Write for nobody else to read."""
    with open(file, "wb", opener=open_private) as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def sync_file(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """A new name survives only when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_private(path: str, flags: int) -> int:
    """An ``opener`` for ``open``: private from the first byte on."""
    return os.open(path, flags, 0o600)
