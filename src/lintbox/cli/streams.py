"""Standard streams that may be closed, full, a broken pipe, or in an encoding that lacks some characters."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

_OUTPUT, _ERRORS = 1, 2
# terminals interpret control characters, and user data may hold them
_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(9), 11, *range(14, 32), *range(127, 160))}


class OutputLostError(OSError):
    """Standard output cannot be written; ``__cause__`` is the reason."""


class _Output(io.TextIOWrapper):
    def write(self, text: str) -> int:
        return self.write_unescaped(text.translate(_VISIBLE))

    def write_unescaped(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise OutputLostError(error.errno, error.strerror) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise OutputLostError(error.errno, error.strerror) from error


def reopen_closed() -> None:
    """Open /dev/null in place of closed standard descriptors, or the next opened file would get their number.

    A closed standard output is opened for reading, so that writing to it still fails (EBADF).
    """
    for number in (0, _OUTPUT, _ERRORS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == _ERRORS else os.O_RDONLY)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115  open until the process exits
    if sys.stderr is None:
        sys.stderr = open(_ERRORS, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115


def prepare_output() -> None:
    """Escape control characters and characters that the encoding lacks; raise OutputLostError on failure."""
    before = sys.stdout if isinstance(sys.stdout, io.TextIOWrapper) else None
    sys.stdout = _Output(
        io.BufferedWriter(io.FileIO(_OUTPUT, "w", closefd=False)),
        before.encoding if before else "utf-8",
        "backslashreplace",
        line_buffering=before is not None and before.line_buffering,
        write_through=before is not None and before.write_through,
    )


def print_styled(text: str) -> None:
    """Print text with escape sequences of a terminal; for texts of ours, which hold no user data."""
    write = sys.stdout.write_unescaped if isinstance(sys.stdout, _Output) else sys.stdout.write
    write(f"{text}\n")


def print_result(text: str) -> None:
    """Print the result of a command that succeeded; on standard error if standard output fails."""
    try:
        print(text, flush=True)
    except OutputLostError as error:
        discard_output()
        if not isinstance(error.__cause__, BrokenPipeError):
            print_error(f"standard output cannot be written ({error.strerror}); the result: {text}")


def print_error(sentence: str, prefix: str = "lintbox: ") -> None:
    """Print an error on standard error; if that fails too, only the exit status reports it."""
    try:
        shown = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in sentence)
        print(f"{prefix}{shown}", file=sys.stderr, flush=True)
    except OSError:
        _redirect_to_null(_ERRORS)


def discard_output() -> None:
    """Discard further output: the interpreter flushes its buffer at exit and would fail again."""
    _redirect_to_null(_OUTPUT)


def flush_all() -> None:
    """Flush both streams now: a failure at the interpreter's exit would change the exit status.

    Raises:
        OutputLostError
    """
    with suppress(ValueError):  # already closed
        try:
            sys.stderr.flush()
        except OSError:
            _redirect_to_null(_ERRORS)
        sys.stdout.flush()


def _redirect_to_null(number: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)
