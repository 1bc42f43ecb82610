"""The messages between server, fork server and worker processes: frames with a number and a length."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterator, Sized
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from lintbox.domain import (
    FINDINGS_KEPT,
    NOQA_KEPT,
    Category,
    CheckError,
    ErrorCode,
    Finding,
    Fixes,
    FixRequest,
    Hint,
    Noqa,
    ParsedConfiguration,
    Profile,
    PythonRefusal,
    RefusedOption,
    Report,
    SuppressedFinding,
    Tool,
    UselessNoqa,
)
from lintbox.lint.engine import check_errors
from lintbox.lint.fixes import refusals
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.workers.limits import Limits

Result = TypeVar("Result")
Decode = Callable[[bytes, Tool], Result]
"""Reads an answer; a report, too, that says why there is no other answer. Raises: ProtocolError."""

HEADER = struct.Struct("!QI")
"""The number of the job, and the length of the payload in bytes."""

READY = 0
"""Frame number of the fork server's first message (``Ready``), of a ping, and of the answer to a ping."""

NOT_STARTED = 1 << 63
"""Added to a job's number by the fork server, never by a worker: none was started; the payload says why."""

KEEPS_RUNNING, EXITS = 1, 2
"""Frame numbers of a worker's answer: the worker accepts another file, or it exits."""

CANCEL = b""
"""The payload of a frame that cancels the job of this number; no job is empty."""

PREPARED = 3
"""Frame number of a worker's empty message: preparing the options of the profile was cheap."""

_NUMBERS_END = 2**31
_CATEGORIES = {category.value: category for category in Category}
# JSON has numbers that no int can hold, such as Infinity
_MALFORMED = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)


class Task(StrEnum):
    """What a worker does with the data of a job: check a file, read a configuration, or repair a file."""

    CHECK = "check"
    READ = "read"
    FIX = "fix"


class Job(NamedTuple):
    """Files of the same ``owner`` may share a process, unless it is empty. ``fix`` is for that task alone."""

    name: str
    data: bytes
    profile: Profile
    limits: Limits
    owner: str = ""
    task: Task = Task.CHECK
    fix: FixRequest = FixRequest()


class Ready(NamedTuple):
    """What the fork server runs; ``obstacle`` is the reason why its fast path is off, None if it is on."""

    tool: Tool
    obstacle: str | None


class ProtocolError(Exception):
    """The payload does not have the expected form."""


def frame(number: int, payload: bytes) -> bytes:
    return HEADER.pack(number, len(payload)) + payload


class FrameDecoder:
    """Splits a byte stream, received in chunks of any size, into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes]]:
        self._buffer += chunk
        while len(self._buffer) >= HEADER.size:
            number, length = HEADER.unpack_from(self._buffer)
            end = HEADER.size + length
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[HEADER.size : end])
            del self._buffer[:end]
            yield number, payload


def encode_job(job: Job) -> bytes:
    profile = job.profile
    header = [job.name, profile.arguments, profile.plugins, job.owner, job.task, job.fix, *job.limits]
    return json.dumps(header).encode() + b"\n" + job.data


def decode_job(payload: bytes) -> Job:
    header, _, data = payload.partition(b"\n")
    name, arguments, plugins, owner, task, (codes, line), *limits = json.loads(header)
    profile = Profile(tuple(arguments), tuple(plugins))
    return Job(name, data, profile, Limits(*limits), owner, Task(task), FixRequest(tuple(codes), line))


def encode_ready(ready: Ready) -> bytes:
    return json.dumps([asdict(ready.tool), ready.obstacle]).encode()


def decode_ready(payload: bytes) -> Ready:
    try:
        tool, obstacle = _load(payload)
        plugins = {str(name): str(version) for name, version in tool.pop("plugins").items()}
        own = {str(name): str(version) for name, version in tool.items()}
        return Ready(Tool(**own, plugins=plugins), None if obstacle is None else str(obstacle))
    except _MALFORMED as problem:
        raise ProtocolError(str(problem)) from None


def encode_report(report: Report) -> bytes:
    """Encode a report without its tool, which the fork server announced when it was ready."""
    error = report.error and [report.error.code, report.error.detail]
    noqa = report.noqa
    comments = [noqa.suppressed, noqa.suppressed_total, noqa.useless, noqa.opted_out]
    extras = [report.encoding, report.quotes, report.python_refuses, report.hint, comments, report.fallback]
    body = [report.findings, report.total, report.categories, error, *extras]
    return json.dumps(body, ensure_ascii=False).encode()


def encode_reading(reading: ParsedConfiguration) -> bytes:
    body = [
        reading.profile.arguments,
        reading.profile.plugins,
        reading.refused,
        reading.plugins,
        reading.fault,
    ]
    return json.dumps({"reading": body}).encode()


def decode_reading(payload: bytes) -> ParsedConfiguration | None:
    """Return the reading, or None if the payload is a report that says why there is none.

    Raises:
        ProtocolError
    """
    try:
        body = _load(payload)
        if not isinstance(body, dict):
            return None
        arguments, names, refused, plugins, fault = body["reading"]
        return ParsedConfiguration(
            Profile(tuple(map(str, arguments)), tuple(map(str, names))),
            tuple(RefusedOption(str(name), str(value), str(reason)) for name, value, reason in refused),
            {str(name): str(reason) for name, reason in plugins.items()},
            None if fault is None else str(fault),
        )
    except _MALFORMED as problem:
        raise ProtocolError(str(problem)) from None


def encode_fixes(fixes: Fixes) -> bytes:
    encoded = fixes.encoded and base64.b64encode(fixes.encoded).decode()
    return json.dumps({"fixes": asdict(replace(fixes, encoded=None)) | {"encoded": encoded}}).encode()


def decode_fixes(payload: bytes, tool: Tool) -> Fixes:
    """Return the fixes, or a refusal if the payload is a report that says why there are none.

    Raises:
        ProtocolError
    """
    try:
        body = _load(payload)
        if not isinstance(body, dict):
            return refusals.explain(decode_report(payload, tool).error or check_errors.no_answer())
        fields = body["fixes"]
        encoded = fields.pop("encoded")
        for name in ("fixed", "left"):
            fields[name] = {str(code): _to_number(count) for code, count in fields[name].items()}
        for name in ("changes_meaning", "unsafe"):
            fields[name] = tuple(map(str, fields[name]))
        for name in ("content", "diff", "refusal"):
            fields[name] = str(fields[name])
        return Fixes(**fields, encoded=None if encoded is None else base64.b64decode(encoded, validate=True))
    except _MALFORMED as problem:
        raise ProtocolError(str(problem)) from None


def decode_report(payload: bytes, tool: Tool) -> Report:
    """Return a report that can be stored; a worker that was taken over may send anything.

    Raises:
        ProtocolError
    """
    try:
        findings, total, categories, error, *extras = _load(payload)
        encoding, quotes, refusal, hint, noqa, fallback = extras
        _validate_length(findings, FINDINGS_KEPT)
        _validate_length(quotes, FINDINGS_KEPT + 1)  # of Python's refusal
        return Report(
            tool=tool,
            findings=tuple(
                [
                    Finding(str(code), _to_number(line), _to_number(column), str(text), _CATEGORIES[category])
                    for code, line, column, text, category in findings
                ]
            ),
            total=_to_number(total),
            categories={_CATEGORIES[category]: _to_number(count) for category, count in categories.items()},
            error=CheckError(ErrorCode(error[0]), str(error[1])) if error else None,
            encoding=None if encoding is None else str(encoding),
            quotes={_to_number(line): str(source) for line, source in quotes.items()},
            python_refuses=_decode_refusal(*refusal) if refusal else None,
            hint=_decode_hint(*hint) if hint else None,
            noqa=_decode_noqa(*noqa),
            fallback=None if fallback is None else FallbackReason(fallback),
        )
    except _MALFORMED as problem:
        raise ProtocolError(str(problem)) from None


def _load(payload: bytes) -> Any:
    """Return what the JSON says, if each text in it is valid Unicode; raises an error of ``_MALFORMED``."""
    written = payload.decode()
    body = json.loads(written)
    if "\\ud" in written or "\\uD" in written:  # perhaps half of a pair, which UTF-8 cannot encode
        json.dumps(body, ensure_ascii=False).encode()
    return body


def _to_number(value: Any) -> int:
    number = int(value)
    if 0 <= number < _NUMBERS_END:
        return number
    raise ValueError("a number is too large, or negative")


def _validate_length(rows: Sized, most: int) -> None:
    if len(rows) > most:
        raise ValueError(f"there are more than {most} rows")


def _decode_hint(python: str | None, detail: str) -> Hint:
    return Hint(None if python is None else str(python), str(detail))


def _decode_noqa(suppressed: Any, total: int, useless: Any, opted_out: bool) -> Noqa:
    _validate_length(suppressed, NOQA_KEPT)
    _validate_length(useless, NOQA_KEPT)
    return Noqa(
        tuple(
            SuppressedFinding(
                str(code),
                _to_number(line),
                _to_number(column),
                str(text),
                _CATEGORIES[category],
                _to_number(by_line),
            )
            for code, line, column, text, category, by_line in suppressed
        ),
        _to_number(total),
        tuple(UselessNoqa(_to_number(line), tuple(map(str, codes))) for line, codes in useless),
        bool(opted_out),
    )


def _decode_refusal(line: int, column: int, detail: str) -> PythonRefusal:
    return PythonRefusal(_to_number(line), _to_number(column), str(detail))
