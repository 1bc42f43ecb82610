"""The errors of a check: each message says what happened and what to do."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from lintbox.domain import CheckError, ErrorCode, end_sentence
from lintbox.lint.engine.reports import sanitize


def timeout(seconds: float) -> CheckError:
    return CheckError(
        ErrorCode.TIMEOUT,
        f"flake8 gave up after {seconds:g} seconds. A very long line, or a long run of blanks or tabs, makes "
        "some of its rules slow: shorten it, then replace the file. If the server was very busy, check the "
        "file again.",
    )


def memory(limit_bytes: int) -> CheckError:
    return CheckError(
        ErrorCode.MEMORY,
        f"flake8 needed more than {limit_bytes / 1024**2:,.0f} MiB of memory. A very long line or list is "
        "the usual cause: split it or make it shorter, then replace the file.",
    )


def too_deep() -> CheckError:
    return CheckError(
        ErrorCode.TOO_DEEP,
        "An expression, or a chain of “elif”, goes too deep for flake8 to follow. Split it into smaller "
        "parts, then replace the file.",
    )


def not_utf8(line: int, column: int, byte: int) -> CheckError:
    return CheckError(
        ErrorCode.ENCODING,
        f"This file is not UTF-8: Python itself would refuse it. Line {line} has the byte {byte:02X} at "
        f"column {column}. Save the file as UTF-8 in your editor, or make “# coding: latin-1” its first "
        "line if it was saved that way; then replace it.",
    )


def wide(encoding: str) -> CheckError:
    return CheckError(
        ErrorCode.ENCODING,
        f"This file is {encoding}: Python itself would refuse it. Save the file as UTF-8 in your editor, "
        "then replace it.",
    )


def null_byte(line: int, column: int) -> CheckError:
    return CheckError(
        ErrorCode.UNSUPPORTED,
        f"This file has a null byte, in line {line} at column {column}: it is no text, and Python itself "
        "would refuse it. Save it as UTF-8 in your editor, then replace it.",
    )


def unreadable(message: str) -> CheckError:
    return CheckError(
        ErrorCode.ENCODING,
        f"The text of this file cannot be read: {end_sentence(sanitize(message))} Save it as UTF-8 in your "
        "editor and take away the “coding” comment in its first two lines, then replace it.",
    )


def cookie_refused(line: int, column: int, message: str) -> CheckError:
    return unreadable(f"line {line}, column {column}, {message}")


def refused_by_python(version: str, line: int, column: int, message: str) -> CheckError:
    return CheckError(
        ErrorCode.UNSUPPORTED,
        f"flake8 has nothing to say, but Python {version} refuses this file at line {line}, column {column}: "
        f"{end_sentence(sanitize(message))} Correct that, then replace the file.",
    )


def broken_escape(version: str, line: int, column: int, message: str) -> CheckError:
    return CheckError(
        ErrorCode.UNSUPPORTED,
        f"flake8 has nothing to say, but Python {version} refuses this file: the string at line {line}, "
        f"column {column} has a broken escape ({sanitize(message)}). Write two backslashes where one is "
        "meant, or r before the string, then replace the file.",
    )


def options_refused(message: str) -> CheckError:
    return CheckError(
        ErrorCode.OPTIONS,
        f"flake8 refuses the options of this check ({sanitize(message)}). The file is not to blame: choose "
        "another profile or change this one, then check the file again.",
    )


def no_python(python: str, available: Sequence[str]) -> CheckError:
    return CheckError(
        ErrorCode.NO_PYTHON,
        f"There is no Python {python} on this server now. The file is not to blame: choose another version "
        f"for it or in its profile ({', '.join(available)}), then check it again.",
    )


def flake8_failed(problem: BaseException) -> CheckError:
    message = sanitize(f"{type(problem).__name__}: {problem}")
    return CheckError(
        ErrorCode.CRASH,
        f"flake8 itself failed on this file ({message}). The file need not be to blame. Tell the "
        "administrator of this server, so that the authors of flake8 can fix it.",
    )


def killed(number: int) -> CheckError:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return CheckError(
        ErrorCode.CRASH,
        f"The process that checked this file was ended from outside or failed hard ({name}). Check the file "
        "again; if it stays so, tell the administrator of this server.",
    )


def no_answer() -> CheckError:
    return CheckError(
        ErrorCode.CRASH,
        "The process that checked this file ended without a result. Check the file again; if it stays so, "
        "tell the administrator of this server.",
    )
