"""State of the server that survives a restart: one small JSON object per name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from lintbox.storage.models import ServerState

Value = str | int | float | bool | None


class StateEntry(NamedTuple):
    value: dict[str, Value]
    at: datetime


def write(name: str, value: Mapping[str, Value], now: datetime) -> None:
    ServerState.replace(name=name, value=json.dumps(dict(value)), at=now).execute()


def read(name: str) -> StateEntry | None:
    row = ServerState.get_or_none(ServerState.name == name)
    return row and StateEntry(json.loads(row.value), row.at)


def remove(name: str) -> None:
    ServerState.delete().where(ServerState.name == name).execute()
