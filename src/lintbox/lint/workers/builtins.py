"""What an interpreter inside the binary lacks."""

from __future__ import annotations

import site


def restore_builtins() -> None:
    """Before pyflakes is imported, which collects these names, and would call them undefined."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
