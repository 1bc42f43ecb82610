"""Hostile content costs only its own check: the server never interprets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.people import Person

HOSTILE = {
    # Python's Punycode decoder is quadratic: this takes a minute and a half
    "punycode": b"# coding: punycode\n" + b"a" * 500_000 + b"-" + b"A" * 540_000,
    "idna": b"# coding: idna\n" + b"a." * 500_000,
    "utf-7": b"# coding: utf-7\n" + b"+AAA" * 250_000,
    "unicode_escape": b"# coding: unicode_escape\n" + rb"\N{BULLET}" * 95_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_slow_codec_named_by_a_file_blocks_nobody(alice: Person, bob: Person, data: bytes) -> None:
    file_id = bob.upload_one("b.py", b"import os\n")
    with ThreadPoolExecutor(1) as beside:
        uploading = beside.submit(alice.upload, {"a.py": data})
        assert bob.replace(file_id, "b.py", b"x = 1\n").status_code == 200
        assert uploading.result().status_code == 201
    assert bob.wait(file_id)["state"] == "passed"
