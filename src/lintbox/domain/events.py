"""What an event tells of a file."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
