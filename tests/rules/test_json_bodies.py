"""Large JSON bodies are texts, not structures: those would block the server while they are parsed."""

from __future__ import annotations

import json

import pytest

from lintbox.web.routes import measure_structure

MANY = 500_000


@pytest.mark.parametrize(
    "text",
    [character * MANY for character in ("x", '"', "\\", "\n", "\x01", '\\"', "é", "[")],
    ids=["plain", "quotes", "backslashes", "lines", "controls", "both", "accents", "brackets"],
)
def test_a_long_text_is_no_structure(text: str) -> None:
    for spelling in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        assert measure_structure(f'{{"name": "a.py", "content": {spelling}}}'.encode()) < 30


@pytest.mark.parametrize(
    "body",
    [
        b"[" * MANY,
        b'{"name":"a.py","x":[' + b"1," * MANY,
        b"".join(b'"%d":{},' % number for number in range(MANY)),
        b'{"content":"' + b'\\"' * MANY,
    ],
    ids=["brackets", "numbers", "names", "an open string"],
)
def test_megabytes_of_structure_are_measured_without_parsing(body: bytes) -> None:
    assert measure_structure(body) >= MANY
