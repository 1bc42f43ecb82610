"""Durable writes: files and directory entries that survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(file: Path, data: bytes) -> None:
    """Write and sync a file with mode 0600."""
    with open(file, "wb", opener=open_private) as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def sync_file(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Sync a directory: a new or renamed file is durable only after this (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_private(path: str, flags: int) -> int:
    """An ``opener`` for ``open`` that creates the file with mode 0600."""
    return os.open(path, flags, 0o600)
