"""Which request the work at hand is for, so that a line in the log can be found by what a user was told."""

from __future__ import annotations

from contextvars import ContextVar

current_request: ContextVar[str | None] = ContextVar("current_request", default=None)
