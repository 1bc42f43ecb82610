"""What the server last did or holds for itself: one small JSON object to a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from lintbox.storage.models import Facts

Value = str | int | float | bool | None


class Fact(NamedTuple):
    value: dict[str, Value]
    at: datetime


def write(name: str, value: Mapping[str, Value], now: datetime) -> None:
    Facts.replace(name=name, value=json.dumps(dict(value)), at=now).execute()


def read(name: str) -> Fact | None:
    row = Facts.get_or_none(Facts.name == name)
    return row and Fact(json.loads(row.value), row.at)


def remove(name: str) -> None:
    Facts.delete().where(Facts.name == name).execute()
