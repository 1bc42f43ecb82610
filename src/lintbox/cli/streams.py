"""Standard streams: each may be closed, full, left by its reader, or in an encoding that lacks emails."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

_OUTPUT, _ERRORS = 1, 2
# a terminal obeys these, and what users wrote may hold them
_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(9), 11, *range(14, 32), *range(127, 160))}


class OutputLostError(OSError):
    """Standard output takes nothing; ``__cause__`` is why."""


class _Output(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text.translate(_VISIBLE))
        except OSError as error:
            raise OutputLostError(error.errno, error.strerror) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise OutputLostError(error.errno, error.strerror) from error


def open_closed() -> None:
    """Give closed descriptors to nothing, or a file of ours would get their number, and what is printed.

    What is closed for writing stays so (EBADF), and can be told from what was written.
    """
    for number in (0, _OUTPUT, _ERRORS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == _ERRORS else os.O_RDONLY)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115  as long as the process lives
    if sys.stderr is None:
        sys.stderr = open(_ERRORS, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115


def prepare_output() -> None:
    """Print emails that the encoding lacks, and control characters, as escapes; tell what is lost."""
    before = sys.stdout if isinstance(sys.stdout, io.TextIOWrapper) else None
    sys.stdout = _Output(
        io.BufferedWriter(io.FileIO(_OUTPUT, "w", closefd=False)),
        before.encoding if before else "utf-8",
        "backslashreplace",
        line_buffering=before is not None and before.line_buffering,
        write_through=before is not None and before.write_through,
    )


def tell(text: str) -> None:
    """Say what was done: it stays done, and is said elsewhere, where standard output takes nothing."""
    try:
        print(text, flush=True)
    except OutputLostError as error:
        drop_output()
        if not isinstance(error.__cause__, BrokenPipeError):
            complain(f"standard output cannot be written ({error.strerror}), so here: {text}")


def complain(sentence: str, prefix: str = "lintbox: ") -> None:
    """Say it on standard error; where that takes nothing, the exit code has to do."""
    try:
        shown = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in sentence)
        print(f"{prefix}{shown}", file=sys.stderr, flush=True)
    except OSError:
        _point_at_nothing(_ERRORS)


def drop_output() -> None:
    """Take no more: the interpreter writes what is left when it ends, and would fail once more."""
    _point_at_nothing(_OUTPUT)


def settle() -> None:
    """Leave nothing for the interpreter's end, which would change the exit code.

    Raises:
        OutputLostError
    """
    with suppress(ValueError):  # closed by hand
        try:
            sys.stderr.flush()
        except OSError:
            _point_at_nothing(_ERRORS)
        sys.stdout.flush()


def _point_at_nothing(number: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, number)
    os.close(nothing)
