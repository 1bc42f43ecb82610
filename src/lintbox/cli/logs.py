"""Logs on stderr: text on a terminal, JSON lines otherwise; no address in full, whoever logs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from lintbox.cli.log_limit import LimitedHandler
from lintbox.platform.redaction import redact_addresses
from lintbox.platform.request_id import current_request
from lintbox.settings import Settings


def set_up_logs(settings: Settings) -> None:
    logging.raiseExceptions = False  # a log that is full or closed does not stop the work
    handler = LimitedHandler()
    as_text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    handler.setFormatter(_Text("%(asctime)s %(levelname)s %(message)s") if as_text else _Json())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])
    # what these say of a request or a statement could hold a token, an address or a source
    for name in ("sanic", "peewee"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


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
