"""The names on the NATS server, the times, and the digest that keeps other versions apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lintbox import __version__
from lintbox.domain import EngineUnusable, Tools, short_version
from lintbox.lint.workers.limits import Limits

STREAM = "LINTBOX"
SERVICE = "lintbox-worker"
CHECKS = "lintbox.check"
ANSWERS = "lintbox.done"
SERVER_INBOX = "lintbox.inbox.server"
WORKER_INBOX = "lintbox.inbox.worker"
ADVISORIES = f"$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.{STREAM}"

MAX_PAYLOAD_BYTES = 4 * 1024**2
"""What the NATS server must accept in one message: the largest upload by default has 1 MiB."""

MAX_SLOTS = 1_024
"""Of one worker, and of all together."""

ACK_WAIT_SECONDS = 3.0
"""A check of which nothing is heard for so long goes to another worker."""

PROGRESS_INTERVAL_SECONDS = 1.0
MAX_DELIVERIES = 3

PULL_SECONDS = 2.0
"""Less than ``ACK_WAIT_SECONDS``, so that a stopped worker gets no check a second time."""

DEFAULT_WORKER = "lintbox-worker"
"""The common name of a worker's certificate, unless the operator chooses another."""

_MESSAGES_VERSION = "1"
_DIGEST_LENGTH = 12
# what a subject can hold, without its wildcards
_NAME = re.compile(r"[A-Za-z0-9_@-]+(\.[A-Za-z0-9_@-]+)*")


class Address(NamedTuple):
    """Where the NATS server is, and the files with which both sides prove who they are; none on loopback."""

    url: str
    ca: Path | None
    certificate: Path | None
    key: Path | None


def get_worker_inbox(name: str) -> str:
    """Return where the workers with this common name, and no others, receive checks.

    Raises:
        EngineUnusable: a subject cannot hold the name.
    """
    if not _NAME.fullmatch(name):
        raise EngineUnusable(
            f"{name}: give the certificate of a worker a common name of A to Z, a to z, 0 to 9, -, _ and @, "
            "with single dots between them"
        )
    return f"{WORKER_INBOX}.{name}"


def describe_versions(tools: Tools, limits: Limits) -> dict[str, str]:
    """Return all that a result depends on, by a name that a person knows."""
    any_tool = next(iter(tools.by_python.values()))  # each Python runs the same packages
    shared = {name: version for name, version in any_tool.versions.items() if name != "python"}
    return {
        "Lintbox": __version__,
        "messages": _MESSAGES_VERSION,
        **{f"Python {short_version(tool.python)}": tool.python for tool in tools.by_python.values()},
        "newest Python": tools.newest,
        **shared,
        "LINTBOX_CHECK_TIMEOUT": f"{limits.timeout_seconds:g} s",
        "LINTBOX_CHECK_MEMORY": f"{limits.memory_bytes} bytes",
    }


def make_digest(versions: Mapping[str, str]) -> str:
    """Return the part of a subject that only workers with equal versions have."""
    return hashlib.sha256(json.dumps(sorted(versions.items())).encode()).hexdigest()[:_DIGEST_LENGTH]


def list_differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the versions that are not equal."""
    return tuple(name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name))
