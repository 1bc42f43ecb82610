"""A bound on CPU time, which other work on the machine does not change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

HOSTILE_INPUT_SECONDS = 2.0


@contextmanager
def at_most_cpu(seconds: float = HOSTILE_INPUT_SECONDS) -> Iterator[None]:
    """Fail if the block takes more CPU time of this process, of all its threads together."""
    started = time.process_time()
    yield
    taken = time.process_time() - started
    assert taken <= seconds, f"{taken:.2f} s of CPU time"
