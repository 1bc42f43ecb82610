"""What server, nursery and children say to each other: frames, each with a number and a length."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from lintbox.domain import (
    Category,
    CheckError,
    ErrorCode,
    Finding,
    Profile,
    PythonRefusal,
    Reading,
    Refusal,
    Report,
    Tool,
)
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.workers.limits import Limits

HEAD = struct.Struct("!QI")
"""The job's number, and how many bytes follow."""

READY = 0
"""The number of the frame that belongs to no job: the nursery's first, and its answer to the same from us."""

STAYS, LEAVES = 1, 2
"""The number of a child's answer: whether it would take another file."""

PREPARED = 3
"""The number of a child's empty frame: it has tried the options of its profile, at little cost."""


class Task(StrEnum):
    """What a child does with the bytes of a job: check them as a file, or read them as a configuration."""

    CHECK = "check"
    READ = "read"


class Job(NamedTuple):
    """``owner`` is whose file it is: several of the same person may share a process, if it is not empty."""

    name: str
    data: bytes
    profile: Profile
    limits: Limits
    owner: str = ""
    task: Task = Task.CHECK


class ProtocolError(Exception):
    """The bytes are not what the other side would say."""


def frame(number: int, payload: bytes) -> bytes:
    return HEAD.pack(number, len(payload)) + payload


class Unframer:
    """Cuts a stream of bytes, which comes in any pieces, into its frames."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
        self._waiting += piece
        while len(self._waiting) >= HEAD.size:
            number, length = HEAD.unpack_from(self._waiting)
            end = HEAD.size + length
            if len(self._waiting) < end:
                return
            payload = bytes(self._waiting[HEAD.size : end])
            del self._waiting[:end]
            yield number, payload


def encode_job(job: Job) -> bytes:
    head = [job.name, job.profile.arguments, job.profile.plugins, job.owner, job.task, *job.limits]
    return json.dumps(head).encode() + b"\n" + job.data


def decode_job(payload: bytes) -> Job:
    head, _, data = payload.partition(b"\n")
    name, arguments, plugins, owner, task, *limits = json.loads(head)
    profile = Profile(tuple(arguments), tuple(plugins))
    return Job(name, data, profile, Limits(*limits), owner, Task(task))


def encode_report(report: Report) -> bytes:
    """The tool is left out: both sides are the same program."""
    error = report.error and [report.error.code, report.error.detail]
    extras = [report.encoding, report.quotes, report.python_refuses, report.fallback]
    body = [report.findings, report.total, report.categories, error, *extras]
    return json.dumps(body, ensure_ascii=False).encode()


def encode_reading(reading: Reading) -> bytes:
    body = [
        reading.profile.arguments,
        reading.profile.plugins,
        reading.refused,
        reading.plugins,
        reading.fault,
    ]
    return json.dumps({"reading": body}).encode()


def decode_reading(payload: bytes) -> Reading | None:
    """Return None for what says, as a report, why it could not be read.

    Raises:
        NonsenseError
    """
    try:
        body = json.loads(payload)
        if not isinstance(body, dict):
            return None
        arguments, names, refused, plugins, fault = body["reading"]
        return Reading(
            Profile(tuple(map(str, arguments)), tuple(map(str, names))),
            tuple(Refusal(str(name), str(value), str(reason)) for name, value, reason in refused),
            {str(name): str(reason) for name, reason in plugins.items()},
            None if fault is None else str(fault),
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as problem:
        raise ProtocolError(str(problem)) from None


def decode_report(payload: bytes, tool: Tool) -> Report:
    try:
        findings, total, categories, error, encoding, quotes, refusal, fallback = json.loads(payload)
        return Report(
            tool=tool,
            findings=tuple(
                Finding(str(code), int(line), int(column), str(text), Category(category))
                for code, line, column, text, category in findings
            ),
            total=int(total),
            categories={Category(category): int(count) for category, count in categories.items()},
            error=CheckError(ErrorCode(error[0]), str(error[1])) if error else None,
            encoding=None if encoding is None else str(encoding),
            quotes={int(line): str(source) for line, source in quotes.items()},
            python_refuses=_decode_refusal(*refusal) if refusal else None,
            fallback=None if fallback is None else FallbackReason(fallback),
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as problem:
        raise ProtocolError(str(problem)) from None


def _decode_refusal(line: int, column: int, detail: str) -> PythonRefusal:
    return PythonRefusal(int(line), int(column), str(detail))
