"""Logs on stderr: text on a terminal, JSON lines otherwise; email addresses are redacted."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

from lintbox.platform.log_limit import LimitedHandler

_ADDRESS = re.compile(r"([^\s<>\"'(),:;=@\[\]])[^\s<>\"'(),:;=@\[\]]*@(?=[^\s@])")

current_request: ContextVar[str | None] = ContextVar("current_request", default=None)
"""The id of the request being handled. Problems show it to the user, and each log line carries it."""


def set_up_logs(level: str, form: Literal["auto", "text", "json"]) -> None:
    """Configure the root logger; ``level`` is a name such as "info"."""
    logging.raiseExceptions = False  # a full or closed stderr does not stop the server
    handler = LimitedHandler()
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler.setFormatter(_Text("%(asctime)s %(levelname)s %(message)s") if as_text else _Json())
    logging.basicConfig(level=level.upper(), handlers=[handler])
    # their messages quote requests and SQL statements, which may hold a token, an address or a source
    for name in ("sanic", "peewee"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def redact_addresses(text: str) -> str:
    """Keep the first character and the domain of each email address: enough to tell two apart."""
    return _ADDRESS.sub(r"\1…@", text)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request = current_request.get()
        return redact_addresses(super().format(record)) + (f" [{request}]" if request else "")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact_addresses(record.getMessage()),
        }
        if request := current_request.get():
            line["request"] = request
        if record.exc_info:
            line["exception"] = redact_addresses(self.formatException(record.exc_info))
        return json.dumps(line)
