"""What the benchmarks share: sides measured in turn, ratios pair by pair, and rows for people to read."""

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


class Pair(NamedTuple):
    """One round: the same work done by us and by the peer, in seconds."""

    ours: float
    peers: float

    @property
    def ratio(self) -> float:
        return self.ours / self.peers


def measure_in_turn(rounds: int, ours: Callable[[int], object], peers: Callable[[int], object]) -> list[Pair]:
    """Call both with the number of the round; who comes first changes, so that neither rests longer."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            theirs = seconds_of(partial(peers, number))
            pairs.append(Pair(seconds_of(partial(ours, number)), theirs))
        else:
            pairs.append(Pair(seconds_of(partial(ours, number)), seconds_of(partial(peers, number))))
    return pairs


def seconds_of(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all are not above."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def show_title(words: str) -> None:
    print(f"\n## {words}", flush=True)


def show_row(name: str, figure: str, aim: str = "") -> None:
    print(f"{name:<58} {figure:>24}  {aim}".rstrip(), flush=True)


def show_pairs(name: str, pairs: Sequence[Pair], aim: float | None = None) -> None:
    """Medians of both sides, and the median of the ratios of the rounds."""
    ours, peers = (median(side) * 1000 for side in zip(*pairs, strict=True))
    ratio = median(pair.ratio for pair in pairs)
    show_row(name, f"{ours:.3g} / {peers:.3g} ms = {ratio:.3g}", f"aim <= {aim:g}" if aim else "")


def find_sources(lines: int) -> list[bytes]:
    """Modules of the standard library of about so many lines, always the same ones."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py"))
    fit = [path for path in paths if not {"test", "site-packages", "idlelib"} & set(path.parts)]
    data = [path.read_bytes() for path in sorted(fit, key=lambda path: sha256(path.name.encode()).digest())]
    return [source for source in data if 0.9 < source.count(b"\n") / lines < 1.1][:12]
