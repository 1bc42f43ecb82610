"""Compares each file with flake8's own checker: identical findings, and less CPU time for each ordinary file.

Takes folders; without any it is the standard library with its tests. Two processes share the files.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from lintbox.lint.engine.initialization import Setup
from tests.lint.quick.both_ways import OPTION_SETS, Rows, quick_rows, set_up, standard_library, stock_rows
from tests.measuring import show_row, show_title

ORDINARY = range(100, 20_000)
"""Lines; in shorter files reading and set-up dominate."""

LEAST = 3
"""flake8's CPU time divided by ours."""


class Share(NamedTuple):
    """One process's results for its share of the files."""

    rows: int
    differing: list[str]
    left: Counter[str]
    ratios: list[tuple[float, str]]
    """flake8's CPU time divided by ours, for each ordinary file."""
    quick_seconds: float
    stock_seconds: float


def main(*folders: str) -> None:
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.py")) or standard_library()
    lines = sum(path.read_bytes().count(b"\n") for path in paths)
    show_title(f"Identity: {len(paths):,} files, {lines:,} lines, by flake8's checker and by ours in turn")
    for name, options in OPTION_SETS.items():
        jobs = [(options, paths[number::8]) for number in range(8)]
        with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
            show(name, pool.starmap(compare_all, jobs, chunksize=1))


def show(name: str, shares: Sequence[Share]) -> None:
    differing = [path for share in shares for path in share.differing]
    left = sum((share.left for share in shares), Counter[str]())
    ratios = sorted(ratio for share in shares for ratio in share.ratios)
    seconds = sum(share.stock_seconds for share in shares) / sum(share.quick_seconds for share in shares)
    show_row(
        f"{name}: {sum(share.rows for share in shares):,} rows", f"{len(differing)} files differ", "aim 0"
    )
    show_row("  left to flake8 itself", f"{left.total()} files", str(dict(left)))
    show_row("  all files, times less CPU", f"{seconds:.2f}")
    below = sum(ratio < LEAST for ratio, _ in ratios)
    show_row(f"  of {len(ratios):,} ordinary files, below {LEAST} times", f"{below} files", "aim 0")
    for ratio, path in ratios[:3]:
        show_row(f"  {path[-50:]}", f"{ratio:.2f}", f"aim >= {LEAST}")
    for path in differing[:5]:
        show_row(f"  differs: {path}", "")


def compare_all(options: tuple[str, ...], paths: Sequence[Path]) -> Share:
    warnings.simplefilter("ignore")
    setup = set_up(options)
    gc.collect()
    gc.freeze()
    share = Share(0, [], Counter(), [], 0, 0)
    for path in paths:
        share = compare(setup, path, share)
    return share._replace(left=Counter(map(str, setup.fast_path.stock.elements() if setup.fast_path else ())))


def compare(setup: Setup, path: Path, share: Share) -> Share:
    data = path.read_bytes()
    gc.enable()  # as in flake8
    stock_seconds, expected = measure(stock_rows, setup, path, data)
    gc.disable()  # as in our workers
    quick_seconds, got = measure(quick_rows, setup, path, data)
    if got != expected:
        share.differing.append(str(path))
    if data.count(b"\n") in ORDINARY and isinstance(expected, list):
        quickest = min(quick_seconds, measure(quick_rows, setup, path, data)[0])
        share.ratios.append((stock_seconds / quickest, str(path)))
    return share._replace(
        rows=share.rows + len(expected),
        stock_seconds=share.stock_seconds + stock_seconds,
        quick_seconds=share.quick_seconds + quick_seconds,
    )


def measure(
    rows_of: Callable[[Setup, str, bytes], Rows], setup: Setup, path: Path, data: bytes
) -> tuple[float, Rows]:
    started = time.process_time()
    rows = rows_of(setup, str(path), data)
    return time.process_time() - started, rows


if __name__ == "__main__":
    main(*sys.argv[1:])
