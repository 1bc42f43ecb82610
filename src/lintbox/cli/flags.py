"""argparse types for flags; an empty value counts as unset."""

from __future__ import annotations

import argparse
import re
from pathlib import Path


def text(written: str) -> str | None:
    return line(written).strip() or None


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
    if not re.fullmatch(r"[+-]?[0-9]{1,20}", written.strip()):
        raise argparse.ArgumentTypeError(f"{written!a} is not a whole number in the digits 0 to 9")
    return int(written)


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=path, help="the directory of all data (lintbox-data)")
