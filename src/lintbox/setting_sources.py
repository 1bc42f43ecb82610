"""Describes each setting with its value and source, for display; secrets have no value here."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ByteSize, SecretStr

from lintbox.environment import PREFIX, Origin
from lintbox.hosts import display_host
from lintbox.settings import Settings

__all__ = ["Origin", "Setting", "describe"]

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Setting(NamedTuple):
    """One setting, as it is shown.

    ``value`` is None if it is unset or secret. ``source`` is a flag, the path of a file, or the name of
    another setting that has this one within it.
    """

    name: str
    value: str | None
    origin: Origin
    source: str | None
    secret: bool
    is_set: bool


def describe(settings: Settings) -> list[Setting]:
    """List every setting, in the order of ``Settings``."""
    return [_describe(settings, field) for field in Settings.model_fields]


def _describe(settings: Settings, field: str) -> Setting:
    value = getattr(settings, field)
    origin, source = _get_origin(settings, field)
    secret = isinstance(value, SecretStr)
    is_set = value is not None and value != []
    shown = _format(field, value) if is_set and not secret else None
    return Setting(PREFIX + field.upper(), shown, origin, source, secret, is_set)


def _get_origin(settings: Settings, field: str) -> tuple[Origin, str | None]:
    raw = settings.sources.get(field)
    if raw is None:
        return Origin.DEFAULT, None
    if raw.origin == Origin.FLAG:
        return Origin.FLAG, raw.source or f"--{field.replace('_', '-')}"
    return raw.origin, raw.source


def _format(field: str, value: object) -> str:
    if isinstance(value, ByteSize):
        return value.human_readable(separator=" ").replace(".0 ", " ")
    if isinstance(value, float):
        return _format_seconds(value)
    if isinstance(value, list):
        return ", ".join(map(display_host, value))
    return f"{value:,}" if isinstance(value, int) and not field.endswith("port") else str(value)


def _format_seconds(seconds: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), (1, "s"))
    return f"{seconds / size:g} {unit}"
