"""Extreme files end in the expected state within the timeout."""

from __future__ import annotations

import pytest

from lintbox.domain import CheckState, ErrorCode
from tests.lint.conftest import Check

MANY = 1024**2


def elif_chain(branches: int) -> bytes:
    more = b"".join(
        b"    elif a == %d:\n        return %d\n" % (number, number) for number in range(branches)
    )
    return b"def f(a):\n    if a is None:\n        return 0\n" + more


SLOW = {
    "cubic expression": b"x = not" + b"\x0c" * 2000 + b"a\n",
}


@pytest.mark.parametrize("data", SLOW.values(), ids=SLOW)
def test_a_check_that_takes_too_long_times_out(check_in_a_second: Check, data: bytes) -> None:
    report = check_in_a_second(data)
    assert report.state is CheckState.ERROR
    assert report.error is not None
    assert report.error.code is ErrorCode.TIMEOUT


ERRORS: dict[str, tuple[ErrorCode, bytes]] = {
    "one line of integers": (ErrorCode.MEMORY, b"x = [" + b"1, " * (MANY // 3) + b"]\n"),
    "one line of statements": (ErrorCode.MEMORY, b"x=1;" * (MANY // 4) + b"\n"),
    "large tree": (ErrorCode.MEMORY, b"x = [" + b"[]," * (MANY // 3) + b"]\n"),
    "sum of 900 terms": (ErrorCode.TOO_DEEP, b"x = " + b" + ".join([b"a"] * 900) + b"\n"),
    "parser's stack": (ErrorCode.TOO_DEEP, b"x = " + b"not " * 6000 + b"a\n"),
    "deep tree": (ErrorCode.TOO_DEEP, b"x = a" + b".b" * 100_000 + b"\n"),
    "deep, opted out": (ErrorCode.TOO_DEEP, b"# flake8: noqa\nx = " + b"-" * 10_000 + b"1\n"),
    "codec zlib": (ErrorCode.ENCODING, b"# coding: zlib\nx = 1\n"),
    "codec hex": (ErrorCode.ENCODING, b"# coding: hex\nx = 1\n"),
    "codec rot13": (ErrorCode.ENCODING, b"# coding: rot13\nx = 1\n"),
    "codec unknown": (ErrorCode.ENCODING, b"# coding: klingon\nx = 1\n"),
    "codec undefined": (ErrorCode.ENCODING, b"# coding: undefined\nx = 1\n"),
    "codec after a carriage return": (ErrorCode.ENCODING, b"#\rx = 1\r# coding: zlib\n"),
    "codec that makes a surrogate": (ErrorCode.ENCODING, b'# coding: unicode_escape\nx = "\\ud800"\n'),
    "mark and cookie differ": (ErrorCode.ENCODING, b"\xef\xbb\xbf# coding: latin-1\nx = 1\n"),
    "Latin-1": (ErrorCode.ENCODING, b'x = "Cr\xe8me"\n'),
    "Latin-1 with findings": (ErrorCode.ENCODING, b'import os\nx = "Cr\xe8me" \n'),
    "Latin-1, opted out": (ErrorCode.ENCODING, b'# flake8: noqa\nx = "Cr\xe8me"\n'),
    "Python refuses": (ErrorCode.UNSUPPORTED, b"x = 1\nnonlocal x\n"),
    "Python refuses, silenced": (ErrorCode.UNSUPPORTED, b"return 1  # noqa\n"),
    "broken, opted out": (ErrorCode.UNSUPPORTED, b"# flake8: noqa\nx = (\n"),
}


@pytest.mark.parametrize(("code", "data"), ERRORS.values(), ids=ERRORS)
def test_what_flake8_cannot_check_is_an_error_with_a_reason(
    check: Check, code: ErrorCode, data: bytes
) -> None:
    report = check(data)
    assert report.state is CheckState.ERROR
    assert report.error is not None
    assert (report.error.code, report.total, report.findings) == (code, 0, ())
    assert report.error.detail.endswith(".")


FINDINGS: dict[str, tuple[str, int, bytes]] = {
    "no cubic expression": ("E273", 3, b"x = not" + b"\t" * 4000 + b"a\n"),
    "one line of blanks": ("E501", 1, b'x = "' + b" " * MANY + b'"\n'),
    "one long string": ("E501", 1, b'x = "' + b"a" * MANY + b'"\n'),
    "long hexadecimal": ("E501", 1, b"x = 0x" + b"f" * (MANY // 8) + b"\n"),
    "long decimal": ("E999", 1, b"x = " + b"9" * (MANY // 8) + b"\n"),
    "zero byte": ("E999", 1, b"x = 1\n\x00\n"),
    "UTF-16": ("E999", 1, "x = 1\n".encode("utf-16")),
    "10,000 brackets": ("E999", 1, b"(" * 10_000 + b")" * 10_000 + b"\n"),
    "20,001 blank lines": ("W391", 1, b"\n" * 20_001),
    "Latin-1 and broken": ("E999", 1, b'x = "\xe8"\ny = (\n'),
    "150 branches": ("C901", 1, elif_chain(150)),
}


@pytest.mark.parametrize(("code", "total", "data"), FINDINGS.values(), ids=FINDINGS)
def test_findings_in_extreme_files_are_reported(check: Check, code: str, total: int, data: bytes) -> None:
    report = check(data, "--max-complexity=10")
    assert (report.error, report.state) == (None, CheckState.FAILED)
    assert (report.findings[0].code, report.total) == (code, total)


PASSING = {
    "empty": b"",
    "byte order mark": b"\xef\xbb\xbfx = 1\n",
    "cookie": b'# coding: latin-1\nx = "\xe8"\n',
    "200 branches": elif_chain(200),
    "escape in a string": b'x = "\x1b"\n',
}


@pytest.mark.parametrize("data", PASSING.values(), ids=PASSING)
def test_unusual_files_can_pass(check: Check, data: bytes) -> None:
    assert check(data).state is CheckState.PASSED


def test_200_branches_are_too_deep_only_with_a_complexity_limit(check: Check) -> None:
    error = check(elif_chain(200), "--max-complexity=10").error
    assert error is not None
    assert error.code is ErrorCode.TOO_DEEP


def test_bytes_that_are_not_utf8_are_named_with_their_position(check: Check) -> None:
    error = check(b'# one\r\nx = "\xc3\xa8\xe8"\r\n').error
    assert error is not None
    assert "Line 2 has the byte E8 at column 7." in error.detail


def test_options_that_flake8_refuses_are_an_error(check: Check) -> None:
    error = check(b"x = 1\n", "--nonsense").error
    assert error is not None
    assert (error.code, "unrecognized arguments: --nonsense" in error.detail) == (ErrorCode.OPTIONS, True)
