"""Shared by the benchmarks: alternating measurements, ratios per round, and printed rows."""

from __future__ import annotations

import math
import sysconfig
import time
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import NamedTuple

FLAKE8 = (
    "-c",
    "import multiprocessing, sys; multiprocessing.set_start_method('fork')\n"
    "from flake8.main.cli import main; sys.exit(main())",
    "--isolated",
)
"""flake8 with forked processes, as before Python 3.14: those of a fork server are not its children, and so
their CPU time would not be counted."""


class Pair(NamedTuple):
    """One round: seconds for the same work by us and by the peer."""

    ours: float
    peers: float

    @property
    def ratio(self) -> float:
        return self.ours / self.peers


def measure_in_turn(rounds: int, ours: Callable[[int], object], peers: Callable[[int], object]) -> list[Pair]:
    """Call both with the number of the round, in alternating order."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            theirs = seconds_of(partial(peers, number))
            pairs.append(Pair(seconds_of(partial(ours, number)), theirs))
        else:
            pairs.append(Pair(seconds_of(partial(ours, number)), seconds_of(partial(peers, number))))
    return pairs


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def show_title(title: str) -> None:
    print(f"\n## {title}", flush=True)


def show_row(name: str, figure: str, aim: str = "") -> None:
    print(f"{name:<58} {figure:>24}  {aim}".rstrip(), flush=True)


def show_pairs(name: str, pairs: Sequence[Pair], aim: float | None = None) -> None:
    """Print the medians of both sides, and the median ratio."""
    ours, peers = (median(side) * 1000 for side in zip(*pairs, strict=True))
    ratio = median(pair.ratio for pair in pairs)
    show_row(name, f"{ours:.3g} / {peers:.3g} ms = {ratio:.3g}", f"aim <= {aim:g}" if aim else "")


def find_sources(lines: int) -> list[bytes]:
    """Return standard library modules of about this many lines, always the same ones."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py"))
    fit = [path for path in paths if not {"test", "site-packages", "idlelib"} & set(path.parts)]
    data = [path.read_bytes() for path in sorted(fit, key=lambda path: sha256(path.name.encode()).digest())]
    return [source for source in data if 0.9 < source.count(b"\n") / lines < 1.1][:12]
