"""argparse types for flags; an empty value counts as unset."""

from __future__ import annotations

import argparse
from pathlib import Path


def text(written: str) -> str | None:
    return written.strip() or None


def line(written: str) -> str:
    """Raises: argparse.ArgumentTypeError, for control characters and bytes that are not UTF-8."""
    if not written.isprintable():  # bytes that are not UTF-8 arrive as surrogates
        raise argparse.ArgumentTypeError(f"{written!a} is not one line of text")
    return written


def path(written: str) -> Path | None:
    return Path(written) if written.strip() else None


def number(written: str) -> int | None:
    """Raises: argparse.ArgumentTypeError."""
    if not written.strip():
        return None
    try:
        return int(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!a} is not a whole number") from None


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=path, help="the directory of all data (lintbox-data)")
