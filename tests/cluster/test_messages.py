"""Answers in parts: put together in any order, and refused when a worker sends too much or anything else."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from lintbox.domain import Category, Finding, Noqa, PythonRefusal, Report, UselessNoqa
from lintbox.lint.cluster.messages import AnswerJoiner, decode_answer, encode_answer
from lintbox.lint.engine.versions import installed
from lintbox.lint.workers.protocol import ProtocolError

REPORT = Report(
    installed(),
    findings=tuple(
        Finding("E501", line, 80, "line too long", Category.WILL_NOT_RUN) for line in range(2_000)
    ),
    total=2_000,
    categories={Category.WILL_NOT_RUN: 2_000},
)
MEBIBYTE = 1024**2


def join(parts: Sequence[bytes]) -> list[Report]:
    joiner = AnswerJoiner()
    return [decode_answer(body) for part in parts if (body := joiner.add(part)) is not None]


def make_part(token: int, position: int, count: int, data: bytes = b"") -> bytes:
    return struct.pack("!QHH", token, position, count) + data


def test_parts_fit_a_small_server_and_are_joined_in_any_order() -> None:
    first, second = list(encode_answer(REPORT, 4_096)), list(encode_answer(REPORT, 4 * MEBIBYTE))
    assert len(first) > 20
    assert max(map(len, first)) == 4_096
    assert len(second) == 1
    random.Random(13).shuffle(first)
    assert join(first) == join(second) == [REPORT]
    assert join([*first[1:], *second]) == [REPORT]


def test_a_part_that_comes_twice_does_not_complete_an_answer() -> None:
    first, *_ = encode_answer(REPORT, 4_096)
    assert join([first] * 30) == []


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ([b"short"], "requires a buffer"),
        ([make_part(1, 1, 1)], "too many parts"),
        ([make_part(1, 0, 0)], "too many parts"),
        ([make_part(1, 0, 60_000)], "too many parts"),
        ([make_part(token, 0, 2) for token in range(20)], "too many answers"),
        ([make_part(1, number, 1_000, bytes(3 * MEBIBYTE)) for number in range(30)], "too long"),
        ([make_part(1, 0, 2, bytes(3 * MEBIBYTE))] * 30, "too long"),
    ],
    ids=["short", "beyond", "none", "count", "answers", "bytes", "the same part"],
)
def test_what_a_stolen_certificate_could_send_is_bounded(parts: list[bytes], complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        join(parts)


@pytest.mark.parametrize(
    "number",
    [str(10**30), str(2**31), "-5", "Infinity", "NaN", "-1e999", '"x"', "[]", '"' + "x" * 100_000 + '"'],
)
def test_an_answer_with_impossible_numbers_is_refused_in_a_short_sentence(number: str) -> None:
    (part,) = encode_answer(REPORT, 4 * MEBIBYTE)
    body = part[12:].replace(b", 2000, {", f", {number}, {{".encode(), 1)
    assert body != part[12:]
    with pytest.raises(ProtocolError) as raised:
        decode_answer(body)
    assert len(str(raised.value)) <= 200


@pytest.mark.parametrize(
    "changes",
    [
        {"findings": (Finding("E501", -1, 80, "line too long", Category.LAYOUT),)},
        {"findings": (Finding("E501", 1, 2**31, "line too long", Category.LAYOUT),)},
        {"findings": (REPORT.findings[0],) * 5_001},
        {"categories": {Category.LAYOUT: -1}},
        {"quotes": {-1: "x"}},
        {"quotes": dict.fromkeys(range(5_002), "x")},
        {"python_refuses": PythonRefusal(1, 10**30, "invalid syntax")},
        {"noqa": Noqa(suppressed_total=-1)},
        {"noqa": Noqa(useless=(UselessNoqa(1, ()),) * 1_001)},
    ],
)
def test_a_report_that_cannot_be_stored_is_refused(changes: dict[str, Any]) -> None:
    (part,) = encode_answer(replace(REPORT, **changes), 4 * MEBIBYTE)
    with pytest.raises(ProtocolError):
        decode_answer(part[12:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (rb"\\ud800", r"\ud800"),  # six characters of a source
        (rb"\ud83d\udc0d", "\N{SNAKE}"),
        (rb"\ud800", None),
        (rb"\uDC0D\uD83D", None),
        (b"\xed\xa0\x80", None),
        (b"\xff", None),
    ],
)
def test_a_text_that_utf_8_cannot_encode_is_refused(text: bytes, shown: str | None) -> None:
    (part,) = encode_answer(replace(REPORT, quotes={1: "QUOTE"}), 4 * MEBIBYTE)
    body = part[12:].replace(b"QUOTE", text)
    if shown is None:
        with pytest.raises(ProtocolError):
            decode_answer(body)
    else:
        assert decode_answer(body).quotes == {1: shown}


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises(ProtocolError):
        decode_answer(b"[" * MEBIBYTE + b"\n" + b"[" * MEBIBYTE)
    with pytest.raises(ProtocolError):
        decode_answer(json.dumps([{}, None]).encode() + b"\n[]")
