"""The binary against the source: size, time to the first response, and idle memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import httpx

from tests.binary.program import BINARY, Place, Program, children_of
from tests.measuring import show_row, show_title
from tests.running import Running

ROUNDS = 3


class Start(NamedTuple):
    """``memory_bytes`` is the sum of all processes; shared memory is counted once."""

    seconds: float
    memory_bytes: int


class FromSource(Running):
    """``python -m lintbox serve`` in an interpreter of its own: that of the tests has imported it already."""

    def _launch(
        self, arguments: list[str], settings: dict[str, str], output: IO[str], log: IO[str]
    ) -> subprocess.Popen[bytes]:
        usual = {"LINTBOX_PYTHONS": "none", "LINTBOX_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "lintbox", *arguments],
            env=os.environ | usual | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=log,
        )


def main() -> None:
    show_title(f"Start: the binary / the source, median of {ROUNDS} in turn")
    place = Place()
    with TemporaryDirectory() as folder:
        ours, source = [], []
        for number in range(ROUNDS):
            ours.append(measure(partial(Program, place, f"data{number}")))
            source.append(measure(partial(FromSource, Path(folder, f"data{number}"))))
    place.remove()
    seconds = [median(start.seconds for start in side) for side in (ours, source)]
    memory = [median(start.memory_bytes for start in side) / 1e6 for side in (ours, source)]
    show_row("size of the file", f"{BINARY.stat().st_size / 1e6:.1f} MB", "aim <= 40 MB")
    show_row("from the start to the first answer", "{:.2f} / {:.2f} s".format(*seconds), "aim <= 1 s")
    show_row("memory at rest, all processes", "{:.0f} / {:.0f} MB".format(*memory), "aim <= 80 MB")


def measure(launch: Callable[[], Running]) -> Start:
    started = time.perf_counter()
    running = launch()
    while not answers(running.url):
        time.sleep(0.005)
    seconds = time.perf_counter() - started
    time.sleep(2)
    memory = sum(map(memory_of, find_family(running.process.pid)))
    assert running.stop() == 0
    return Start(seconds, memory)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def find_family(pid: int) -> list[int]:
    return [pid, *(member for child in children_of(pid) for member in find_family(child))]


def memory_of(pid: int) -> int:
    """Return the proportional set size (proc_pid_smaps(5))."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
