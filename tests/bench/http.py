"""The service over HTTP, against a cold flake8 and against its own idle state."""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.measuring import (
    Pair,
    find_sources,
    measure_in_turn,
    percentile,
    seconds_of,
    show_pairs,
    show_row,
    show_title,
)
from tests.people import READY, Person
from tests.running import Running

LENGTHS = (50, 500)
KNOWN_LENGTHS = (500, 4_500)
ROUNDS = 24
WAITING = 5_000
PER_REQUEST = 50
IDLE_ROUNDS = 200
POLL_SECONDS = 0.005


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as running:
        alice, bob = (Person(running.url, name).sign_up() for name in ("alice", "bob"))
        for lines in LENGTHS:
            compare_with_flake8(alice, Path(folder), lines)
        measure_known(alice)
        measure_answers(alice, bob)


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    running = Running(folder / "data", rate_limits="off", log_level="warning")
    try:
        yield running
    finally:
        running.stop()


def compare_with_flake8(alice: Person, folder: Path, lines: int) -> None:
    show_title(f"Upload to findings over HTTP, {lines} lines, against a cold `flake8 --isolated file.py`")
    sources = find_sources(lines)

    def ours(number: int) -> None:
        check(alice, make_new(sources[number % len(sources)]))

    def cold(number: int) -> None:
        path = folder / "file.py"
        path.write_bytes(make_new(sources[number % len(sources)]))
        command = [sys.executable, "-m", "flake8", "--isolated", "-j1", str(path)]
        subprocess.run(command, capture_output=True, check=False)

    show_pairs("service / cold flake8, medians", measure_in_turn(ROUNDS, ours, cold), 0.5)


def make_new(source: bytes) -> bytes:
    """Return the same code as new content, so that no report is cached."""
    return source + f"# {secrets.token_hex(8)}\n".encode()


def check(person: Person, data: bytes) -> str:
    file_id = person.upload_one("file.py", data)
    wait(person, file_id)
    return file_id


def wait(person: Person, file_id: str) -> None:
    while person.read(file_id)["state"] not in READY:
        time.sleep(POLL_SECONDS)


def measure_known(alice: Person) -> None:
    show_title("The same content, options and versions again, against its first check")
    for lines in KNOWN_LENGTHS:
        source = find_sources(lines)[0]
        whole, inside = [], []
        for _ in range(ROUNDS // 3):
            data = make_new(source)
            both = [measure_check(alice, data) for _ in ("first", "again")]
            whole.append(Pair(both[1].seconds, both[0].seconds))
            inside.append(Pair(both[1].duration_ms / 1000, both[0].duration_ms / 1000))
        show_pairs(f"again / first, {lines} lines, from claim to verdict", inside)
        show_pairs(f"again / first, {lines} lines, upload to findings", whole)


class Measured(NamedTuple):
    seconds: float
    duration_ms: int


def measure_check(person: Person, data: bytes) -> Measured:
    """``duration_ms`` is the API's: from the claim to the stored result."""
    started = time.perf_counter()
    file_id = check(person, data)
    seconds = time.perf_counter() - started
    return Measured(seconds, person.read(file_id)["checks"][0]["duration_ms"])


def measure_answers(alice: Person, bob: Person) -> None:
    show_title(f"Answers to one user while {WAITING:,} files of another wait, and idle before and after")
    his = check(bob, find_sources(LENGTHS[0])[0])
    page = str(bob.api.base_url).partition("/api")[0] + "/"
    asks: dict[str, Callable[[], object]] = {
        "GET /": partial(bob.api.get, page),
        "GET /api/v1/session": partial(bob.api.get, "/session"),
        "GET /api/v1/files": partial(bob.api.get, "/files"),
        "GET /api/v1/files/{id}": partial(bob.api.get, f"/files/{his}"),
    }
    before = ask_in_turn(asks, lambda count: count < IDLE_ROUNDS)
    fill(alice)
    waiting = count_waiting(alice)
    own = seconds_of(partial(check, bob, make_new(find_sources(LENGTHS[0])[1])))
    busy = ask_in_turn(asks, lambda count: count % 50 or count_waiting(alice) > waiting / 2)
    left = count_waiting(alice)
    while count_waiting(alice):
        time.sleep(1)
    after = ask_in_turn(asks, lambda count: count < IDLE_ROUNDS)
    for name in asks:
        idle = before[name] + after[name]
        for share in (0.5, 0.99):
            now, then = percentile(busy[name], share), percentile(idle, share)
            figure = f"{now * 1000:.1f} / {then * 1000:.1f} ms = {now / then:.2g}"
            show_row(
                f"p{share:.0%} of {name}, waiting / idle".replace("%", ""), figure, "aim <= 2, p99 <= 50 ms"
            )
    show_row("files that waited, at first / at last", f"{waiting:,} / {left:,}")
    show_row("the other user's own upload to findings meanwhile", f"{own * 1000:,.0f} ms")


def ask_in_turn(
    asks: dict[str, Callable[[], object]], go_on: Callable[[int], object]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in asks}
    rounds = 0
    while go_on(rounds):
        for name, ask in asks.items():
            taken[name].append(seconds_of(ask))
            time.sleep(POLL_SECONDS)
        rounds += 1
    return taken


def fill(alice: Person) -> None:
    sources = find_sources(200)
    for first in range(0, WAITING, PER_REQUEST):
        numbers = range(first, first + PER_REQUEST)
        alice.upload({f"file_{number}.py": make_new(sources[number % len(sources)]) for number in numbers})


def count_waiting(alice: Person) -> int:
    counts = alice.api.get("/files?limit=1").json()["counts"]
    return int(counts["queued"] + counts["running"])


if __name__ == "__main__":
    main()
