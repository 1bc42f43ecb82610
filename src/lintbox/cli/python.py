"""Finds the Python that ``lintbox check --python VERSION`` asks for."""

from __future__ import annotations

import asyncio
import os

from pydantic import TypeAdapter, ValidationError

from lintbox.domain import short_version
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons import sources
from lintbox.lint.pythons.catalogue import Catalogue
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.setting_types import Interpreters
from lintbox.settings import PREFIX


def find_interpreter(python: str) -> Interpreter | None:
    """Return the interpreter of a version such as "3.14", or of "newest"; None for the embedded one.

    Raises:
        LookupError: no such interpreter is found, or the setting is wrong; the message says which.
    """
    cache = sources.find_user_cache()
    catalogue = Catalogue(installed(), _read_setting(), cache)
    if not catalogue.found.is_set():
        asyncio.run(catalogue.refresh())
    if catalogue.tools.find(python) is None:
        hint = "" if cache else ". For others, set HOME or XDG_CACHE_HOME"
        raise LookupError(_describe_missing(python, catalogue) + hint)
    return catalogue.find(python)


def _read_setting() -> list[str]:
    try:
        return TypeAdapter(Interpreters).validate_python(os.environ.get(f"{PREFIX}PYTHONS", ""))
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise LookupError(f"{PREFIX}PYTHONS: {message}") from None


def _describe_missing(python: str, catalogue: Catalogue) -> str:
    refused = [
        f"{one.path}: {one.detail}"
        for one in catalogue.list_all()
        if one.version and short_version(one.version) == python
    ]
    reasons = f" ({'; '.join(refused)})" if refused else ""
    there = ", ".join(["newest", *catalogue.tools.by_python])
    return f"there is no Python {python!a} here{reasons}; --python takes one of {there}"
