"""Wraps flake8; nothing else in Lintbox knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lintbox.lint.linter import Linter

__all__ = ["Linter"]


def __getattr__(name: str) -> type[Linter]:
    # the nursery comes through here too, and asyncio would make it, and so each fork, a quarter larger
    if name != "Linter":
        raise AttributeError(name)
    from lintbox.lint.linter import Linter

    return Linter
