"""Waiting with a deadline, never with a nap of a guessed length."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# seconds of computing: E713 is a cubic expression, and beside form feeds only flake8 knows its answer
SLOW = b"x = not" + b"\f" * 1200 + b"a\n"


def until(look: Callable[[], T], seconds: float = 20) -> T:
    """Look again and again until there is something to be seen, and return it."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"still {seen!r} after {seconds} seconds"
        time.sleep(0.03)
    return seen
