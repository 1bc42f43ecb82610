"""Import a module without what it needs only in places that we never come to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

FLAKE8_POOL = ("multiprocessing", "multiprocessing.pool")


@contextmanager
def imported_without(*names: str) -> Iterator[None]:
    """Modules that are loaded already stay; afterwards anybody can import the real ones."""
    absent = {name: ModuleType(name) for name in names if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
