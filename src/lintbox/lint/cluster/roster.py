"""The workers that were seen: asked every two seconds as NATS services, named, and compared with us."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from nats.aio.client import Client
from nats.aio.msg import Msg

from lintbox.domain import LOST_AFTER_SECONDS, EngineWorker
from lintbox.lint.cluster import layout

_FORGET_AFTER_SECONDS = 600.0
_MAX_WORKERS = 2_000
_MAX_VERSIONS = 100
_MAX_LENGTH = 200
_MAX_ANSWER_BYTES = 64 * 1024


class Seen(NamedTuple):
    """What a worker said of itself, and when, by the monotonic clock."""

    name: str
    slots: int
    versions: Mapping[str, str]
    certificate_expires_at: datetime | None
    seen_at: float


class Roster:
    """Workers by their id, whatever their connection; one that was silent for ten minutes is forgotten."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}
        self._inbox = ""

    async def subscribe(self, client: Client) -> None:
        self._inbox = client.new_inbox()
        await client.subscribe(self._inbox, cb=self.note)

    async def ask(self, client: Client) -> None:
        """Ask every worker; the answers arrive later."""
        now = time.monotonic()
        self._seen = {
            key: seen for key, seen in self._seen.items() if now - seen.seen_at < _FORGET_AFTER_SECONDS
        }
        await client.publish(f"$SRV.INFO.{layout.SERVICE}", reply=self._inbox)

    def count_slots(self, ours: Mapping[str, str]) -> int:
        """Return the slots of the workers that serve us: they answer, and have our versions.

        At most 1,024 in all: the server keeps a file in memory for each, and a worker may say anything.
        """
        oldest = time.monotonic() - LOST_AFTER_SECONDS
        serving = (seen for seen in self._seen.values() if seen.seen_at >= oldest and seen.versions == ours)
        return min(sum(seen.slots for seen in serving), layout.MAX_SLOTS)

    def list_workers(self, ours: Mapping[str, str]) -> tuple[EngineWorker, ...]:
        """Return the workers by name, compared with our own versions."""
        now = time.monotonic()
        workers = (
            EngineWorker(
                seen.name,
                seen.slots,
                seen.versions,
                layout.list_differences(ours, seen.versions),
                now - seen.seen_at,
                seen.certificate_expires_at,
            )
            for seen in self._seen.values()
        )
        return tuple(sorted(workers, key=lambda worker: (worker.name, worker.silent_seconds)))

    async def note(self, message: Msg) -> None:
        """Take the answer of a worker; anything else is dropped."""
        if len(message.data) > _MAX_ANSWER_BYTES:
            return
        try:
            key, seen = _read(message.data)
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, OSError):
            return  # not a worker of any version
        if key in self._seen or len(self._seen) < _MAX_WORKERS:
            self._seen[key] = seen


def _read(answer: bytes) -> tuple[str, Seen]:
    metadata = json.loads(answer)["metadata"]
    versions = list(json.loads(metadata["versions"]).items())[:_MAX_VERSIONS]
    expires = metadata.get("certificate_expires_at")
    return _shorten(metadata["id"]), Seen(
        _shorten(metadata["name"]),
        min(max(int(metadata["slots"]), 0), layout.MAX_SLOTS),
        {_shorten(name): _shorten(version) for name, version in versions},
        datetime.fromtimestamp(float(expires), UTC) if expires else None,
        time.monotonic(),  # the clock of the worker is never asked
    )


def _shorten(text: object) -> str:
    return str(text)[:_MAX_LENGTH]


def describe_worker(
    worker_id: str, name: str, slots: int, versions: Mapping[str, str], expires: datetime | None
) -> dict[str, str]:
    """Return what a worker says of itself, as metadata of its service."""
    metadata = {"id": worker_id, "name": name, "slots": str(slots), "versions": json.dumps(dict(versions))}
    return metadata | ({"certificate_expires_at": str(expires.timestamp())} if expires else {})
