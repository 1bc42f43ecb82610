"""Where each setting comes from, for people to read; secrets are not shown."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from dotenv import dotenv_values
from pydantic import ByteSize, SecretStr

from lintbox.settings import PREFIX, Settings

_DOTENV = Path(".env")
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Origin(StrEnum):
    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DOTENV = ".env"
    DEFAULT = "default"


class Setting(NamedTuple):
    """``value`` is None for what is not set, and for a secret; ``source`` is a flag, or a file's path."""

    name: str
    value: str | None
    origin: Origin
    source: str | None
    secret: bool
    is_set: bool


def describe(settings: Settings) -> list[Setting]:
    """List every setting in the order of the class."""
    dotenv = {name.upper() for name in (dotenv_values(_DOTENV) if _DOTENV.is_file() else {})}
    return [_describe(settings, field, dotenv) for field in Settings.model_fields]


def _describe(settings: Settings, field: str, dotenv: set[str]) -> Setting:
    value = getattr(settings, field)
    origin, source = _find_origin(settings, field, dotenv)
    secret = isinstance(value, SecretStr)
    is_set = value is not None and value != []
    shown = _write(field, value) if is_set and not secret else None
    return Setting(_name(field), shown, origin, source, secret, is_set)


def _find_origin(settings: Settings, field: str, dotenv: set[str]) -> tuple[Origin, str | None]:
    """Go through the sources in the order in which they win."""
    name = _name(field)
    environment = {variable.upper(): value for variable, value in os.environ.items()}
    if field in settings.flags:
        return Origin.FLAG, f"--{field.replace('_', '-')}"
    if name in environment:
        return Origin.ENVIRONMENT, None
    if path := environment.get(f"{name}_FILE"):
        return Origin.FILE, path
    return (Origin.DOTENV, None) if name in dotenv else (Origin.DEFAULT, None)


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _write(field: str, value: object) -> str:
    if isinstance(value, ByteSize):
        return value.human_readable(separator=" ").replace(".0 ", " ")
    if isinstance(value, float):
        return _write_seconds(value)
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) and not field.endswith("port") else str(value)


def _write_seconds(seconds: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), (1, "s"))
    return f"{seconds / size:g} {unit}"
