"""A program that a test has started ends with the process of the tests, even if that is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.http.waiting import until
from tests.processes import is_gone, on_linux

START_AND_DIE = """
import os, signal
from tests.preloaded import Launcher, Order

launcher = Launcher((), hash_seed="0")
order = Order("http.server", ["0", "--bind", "127.0.0.1"], dict(os.environ), "/")
with open(os.devnull, "r+b", buffering=0) as nothing:
    started = launcher.start(order, nothing, nothing, nothing)
print(started.pid, flush=True)
assert started.poll() is None
os.kill(os.getpid(), signal.SIGKILL)
"""


@on_linux
def test_a_program_ends_with_the_process_that_started_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", START_AND_DIE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -9, ended.stderr
    until(lambda: is_gone(int(ended.stdout)))
