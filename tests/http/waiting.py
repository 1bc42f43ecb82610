"""Polls a condition until a deadline."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_SLOW = b"x = not" + b"\f" * 1200 + b"a\n"


def make_slow() -> bytes:
    """Return a content that takes seconds to check, and another one each time: a known one takes none.

    E713 is a cubic regular expression, and with form feeds the fast path leaves it to flake8.
    """
    return _SLOW + f"# {secrets.token_hex(4)}\n".encode()


def until(condition: Callable[[], T], seconds: float = 60) -> T:
    """Poll until ``condition`` returns a true value, and return it; fail after ``seconds``."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"still {value!r} after {seconds} seconds"
        time.sleep(0.03)
    return value
