"""Real files: the service's findings equal flake8's output."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.people import Person

COUNT, AT_ONCE, LARGEST = 100, 50, 60_000


def choose_files(count: int) -> list[Path]:
    """Return so many files at a fixed interval from the standard library, always the same ones."""
    library = Path(sysconfig.get_paths()["stdlib"])
    fit = [
        path
        for path in sorted(library.rglob("*.py"))
        if "site-packages" not in path.parts and "test" not in path.parts and path.stat().st_size < LARGEST
    ]
    return fit[:: len(fit) // count][:count]


def run_flake8(paths: list[Path]) -> dict[str, list[str]]:
    rows = defaultdict(list)
    form = "--format=%(path)s\t%(row)d\t%(col)d\t%(code)s\t%(text)s"
    printed = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", form, *map(str, paths)],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed.stderr == ""
    for row in printed.stdout.splitlines():
        path, rest = row.split("\t", 1)
        rows[path].append(rest)
    return rows


def test_a_hundred_files_of_the_standard_library_give_flake8s_rows(alice: Person, bob: Person) -> None:
    paths = choose_files(COUNT)
    assert len(paths) == COUNT
    with ThreadPoolExecutor(1) as aside:
        expected = aside.submit(run_flake8, paths)
        ids: dict[str, str] = {}
        for first in range(0, COUNT, AT_ONCE):
            batch = paths[first : first + AT_ONCE]
            parts = [("file", (path.name, path.read_bytes())) for path in batch]
            files = alice.api.post("/files", files=parts).json()["files"]
            ids |= {str(path): file["id"] for path, file in zip(batch, files, strict=True)}
        begun, slowest = time.monotonic(), 0.0
        while alice.api.get("/files?limit=1&state=queued,running").json()["total"]:
            started = time.monotonic()
            assert bob.api.get("/files").status_code == 200
            slowest = max(slowest, time.monotonic() - started)
            assert time.monotonic() - begun < 150
            time.sleep(0.1)
    assert slowest < (time.monotonic() - begun) / 4, "Bob's list waited for the checks of Alice"
    for path, file_id in ids.items():
        findings = alice.read(file_id)["checks"][0]["findings"]
        rows = [f"{f['line']}\t{f['column']}\t{f['code']}\t{f['text']}" for f in findings]
        assert rows == expected.result()[path], path
