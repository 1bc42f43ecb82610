"""Wraps flake8; no other package imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lintbox.lint.linter import Linter

__all__ = ["Linter"]


def __getattr__(name: str) -> type[Linter]:
    # Lazy (PEP 562): the fork server imports this package too. Linter imports asyncio, which would make the
    # fork server, and so each fork, a quarter larger.
    if name != "Linter":
        raise AttributeError(name)
    from lintbox.lint.linter import Linter

    return Linter
