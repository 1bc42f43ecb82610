"""Where each setting comes from, for people to read; secrets are not shown."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ByteSize, SecretStr

from lintbox.environment import PREFIX, Origin
from lintbox.hosts import display_host
from lintbox.settings import Settings

__all__ = ["Origin", "Setting", "describe"]

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


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
    return [_describe(settings, field) for field in Settings.model_fields]


def _describe(settings: Settings, field: str) -> Setting:
    value = getattr(settings, field)
    origin, source = _find_origin(settings, field)
    secret = isinstance(value, SecretStr)
    is_set = value is not None and value != []
    shown = _write(field, value) if is_set and not secret else None
    return Setting(_name(field), shown, origin, source, secret, is_set)


def _find_origin(settings: Settings, field: str) -> tuple[Origin, str | None]:
    given = settings.given.get(field)
    if given is None:
        return Origin.DEFAULT, None
    if given.origin == Origin.FLAG:
        return Origin.FLAG, f"--{field.replace('_', '-')}"
    return given.origin, given.source


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _write(field: str, value: object) -> str:
    if isinstance(value, ByteSize):
        return value.human_readable(separator=" ").replace(".0 ", " ")
    if isinstance(value, float):
        return _write_seconds(value)
    if isinstance(value, list):
        return ", ".join(map(display_host, value))
    return f"{value:,}" if isinstance(value, int) and not field.endswith("port") else str(value)


def _write_seconds(seconds: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), (1, "s"))
    return f"{seconds / size:g} {unit}"
