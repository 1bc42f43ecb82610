"""The messages between server and workers: a check, and its answer in parts that NATS accepts."""

from __future__ import annotations

import json
import secrets
import struct
from collections.abc import Iterator
from typing import NamedTuple

from lintbox.domain import Profile, Report
from lintbox.lint.cluster.layout import MAX_DELIVERIES
from lintbox.lint.workers import protocol
from lintbox.lint.workers.protocol import ProtocolError

_PART = struct.Struct("!8sHH")
"""Which answer the part belongs to, its position, and the number of parts."""

_PART_BYTES = 3 * 1024**2
_MAX_PARTS = 1_024
_MAX_ANSWERS = 2 * MAX_DELIVERIES  # of one check, which may also be published again
_MAX_JOINED_BYTES = 64 * 1024**2  # two of the largest reports
_ERROR_LENGTH = 200


class RemoteCheck(NamedTuple):
    """A file to check, and the subject that its answer goes to."""

    answer_to: str
    name: str
    data: bytes
    profile: Profile
    owner: str


def encode_check(check: RemoteCheck) -> bytes:
    profile = check.profile
    header = [check.answer_to, check.name, profile.arguments, profile.plugins, profile.python, check.owner]
    return json.dumps(header).encode() + b"\n" + check.data


def decode_check(payload: bytes) -> RemoteCheck:
    """Raises: ProtocolError."""
    try:
        header, _, data = payload.partition(b"\n")
        answer_to, name, arguments, plugins, python, owner = json.loads(header)
        profile = Profile(tuple(map(str, arguments)), tuple(map(str, plugins)), str(python))
        return RemoteCheck(str(answer_to), str(name), data, profile, str(owner))
    except (ValueError, TypeError, RecursionError) as problem:
        raise ProtocolError(str(problem)) from None


def encode_answer(report: Report, max_payload_bytes: int) -> Iterator[bytes]:
    """Return the parts of an answer: the versions that made the report, and the report.

    ``max_payload_bytes`` is what the NATS server accepts.
    """
    part_bytes = min(_PART_BYTES, max_payload_bytes - _PART.size)
    versions = protocol.encode_ready(protocol.Ready(report.tool, None))
    body = versions + b"\n" + protocol.encode_report(report)
    token, count = secrets.token_bytes(8), -(-len(body) // part_bytes)
    for position in range(count):
        part = body[position * part_bytes : (position + 1) * part_bytes]
        yield _PART.pack(token, position, count) + part


class AnswerJoiner:
    """Joins the parts of the answers to one check; two workers may answer at the same time."""

    def __init__(self) -> None:
        self.size = 0
        """The bytes of all parts so far."""
        self._parts: dict[bytes, dict[int, bytes]] = {}

    def add(self, part: bytes) -> bytes | None:
        """Return the body of an answer that is complete.

        Raises:
            ProtocolError
        """
        try:
            token, position, count = _PART.unpack_from(part)
        except struct.error as problem:
            raise ProtocolError(str(problem)) from None
        if not position < count <= _MAX_PARTS:
            raise ProtocolError("an answer has too many parts")
        if token not in self._parts and len(self._parts) >= _MAX_ANSWERS:
            raise ProtocolError("a check has too many answers")
        if self.size + len(part) > _MAX_JOINED_BYTES:
            raise ProtocolError("the answers to a check are too long")
        self.size += len(part)
        parts = self._parts.setdefault(token, {})
        parts[position] = part[_PART.size :]
        return b"".join(parts[n] for n in range(count)) if parts.keys() >= set(range(count)) else None


def decode_answer(body: bytes) -> Report:
    """Raises: ProtocolError."""
    versions, _, report = body.partition(b"\n")
    try:
        return protocol.decode_report(report, protocol.decode_ready(versions).tool)
    except ProtocolError as problem:  # the message of Python may repeat the whole answer
        raise ProtocolError(str(problem)[:_ERROR_LENGTH]) from None
