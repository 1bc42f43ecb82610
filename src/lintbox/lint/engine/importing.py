"""Prepares the interpreter before flake8 and pyflakes are imported."""

from __future__ import annotations

import importlib
import site
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType

FLAKE8_POOL = ("multiprocessing", "multiprocessing.pool")
"""flake8 imports these for its process pool, which Lintbox never uses."""


def restore_builtins() -> None:
    """Add the built-ins that an interpreter inside the binary lacks.

    Call it before pyflakes is imported: pyflakes collects the names of the built-ins at import time, and
    would report the missing ones as undefined.
    """
    site.setquit()
    site.setcopyright()
    site.sethelper()


def load_lazy_imports() -> None:
    """Load the modules whose import waits for their first use, and let later imports load at once (PEP 810).

    From Python 3.15 on, the standard library imports some modules lazily; a worker in its sandbox cannot open
    their files any more.
    """
    if sys.version_info >= (3, 15):
        sys.set_lazy_imports_filter(lambda *_: False)
        for name in tuple(sys.lazy_modules):
            with suppress(ImportError):  # the name of an attribute: its module is loaded by now
                importlib.import_module(name)


@contextmanager
def imported_without(*names: str) -> Iterator[None]:
    """Replace modules by empty ones during an import that needs them only in code that never runs.

    Modules that are already loaded stay. Afterwards, the real ones can be imported as usual.
    """
    absent = {name: ModuleType(name) for name in names if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
