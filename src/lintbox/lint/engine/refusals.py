"""What Python itself says when it would not run a file."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from lintbox.domain import CheckError, PythonRefusal, Tool
from lintbox.lint.engine import check_errors
from lintbox.lint.engine.decoding import EncodingError, find_undecodable, place_of, read_as_python
from lintbox.lint.engine.reports import harmless
from lintbox.lint.engine.source import Source, names_a_codec

_HALF = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_SURELY_FOLLOWED = 20
# a row that begins with a name ends all brackets but those of texts and comments
_BRACKET = re.compile(r"[\[\](){}]|\n(?=[^\W\d])")
_NULL = "source code cannot contain null bytes"
_NOT_UTF8 = re.compile(r"'utf-8' codec can't decode")
_ESCAPE = re.compile(
    r"\((?:unicode|value) error\) (?:'unicodeescape' codec can't decode [^:]*: )?(.*)", re.DOTALL
)


class Refused(NamedTuple):
    """``error`` is what to say where flake8 has no rows of its own for the file."""

    refusal: PythonRefusal
    error: CheckError
    is_about_encoding: bool = False


def find(
    data: bytes, source: Source | None, tool: Tool, *, settled: bool, has_rows: bool = False
) -> Refused | None:
    """Return what ``python FILE`` says before it runs the file; None when it would run.

    ``settled`` is whether the parsed text holds nothing that the compiler could refuse: then only what
    flake8 reads in another way than Python is looked at. ``has_rows`` is whether flake8 has something to
    say: then the compiler is not asked about what may end the process.

    Raises:
        RecursionError, MemoryError: the compiler cannot follow the file, or not here.
    """
    if settled and source and source.encoding == "utf-8" and not names_a_codec(data):
        return None  # it was decoded strictly, and Python does the same
    try:
        text = read_as_python(data)
    except EncodingError as problem:
        return _of_encoding(problem)
    if (offset := text.find("\0") if isinstance(text, str) else text.find(b"\0")) >= 0:
        return _of_words(*place_of(text, offset), _NULL, tool)
    if has_rows and isinstance(text, str) and _is_deep(text):
        return None
    try:
        compile(text, "file.py", "exec", dont_inherit=True)
    except SyntaxError as problem:
        return _of_syntax(problem, text, tool)
    except UnicodeEncodeError as problem:  # of a docstring
        half = _HALF.search(text) if isinstance(text, str) else None
        return _of_words(*place_of(text, half.start() if half else 0), str(problem), tool)
    except UnicodeDecodeError as problem:
        return _of_encoding(_in_bytes(data, 1, str(problem)))
    except (ValueError, OverflowError) as problem:
        return _of_words(1, 1, str(problem), tool)
    return None


def _is_deep(text: str) -> bool:
    """CPython 3.12 and 3.13 crash where more than 20 comprehensions stand in one another."""
    depth = 0
    for sign in _BRACKET.findall(text):
        if sign in "([{":
            depth += 1
            if depth > _SURELY_FOLLOWED:
                return True
        else:
            depth = max(0, depth - 1) if sign != "\n" else 0
    return False


def _of_syntax(problem: SyntaxError, text: str | bytes, tool: Tool) -> Refused:
    line, column, words = problem.lineno or 1, max(problem.offset or 1, 1), str(problem.msg)
    if isinstance(text, bytes):
        if _NOT_UTF8.search(words):
            return _of_encoding(_in_bytes(text, line, words))
    elif not text.isascii() and _is_of_compiler(text):
        column = _to_characters(text, line, column)
    return _of_words(line, column, words, tool)


def _is_of_compiler(text: str) -> bool:
    """The compiler counts columns in bytes of UTF-8, the parser in characters."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _to_characters(text: str, line: int, column: int) -> int:
    rows = re.split(r"\r\n?|\n", text)
    row = rows[line - 1] if line <= len(rows) else ""
    return len(row.encode()[: column - 1].decode(errors="ignore")) + 1


def _in_bytes(data: bytes, line: int, words: str) -> EncodingError:
    """Find the byte behind the words: comments before it may hold such bytes, too."""
    return find_undecodable(data, line) or EncodingError(line, 1, words)


def _of_words(line: int, column: int, words: str, tool: Tool) -> Refused:
    if escape := _ESCAPE.fullmatch(words):
        words = f"broken escape in a string: {escape[1]}"
        error = check_errors.broken_escape(tool.python, line, column, escape[1])
    else:
        error = check_errors.refused_by_python(tool.python, line, column, words)
    return Refused(PythonRefusal(line, column, harmless(words)), error)


def _of_encoding(problem: EncodingError) -> Refused:
    line, column = problem.line, problem.column
    if problem.byte is None:
        error = check_errors.cookie_refused(line, column, problem.words)
    else:
        error = check_errors.not_utf8(line, column, problem.byte)
    return Refused(PythonRefusal(line, column, harmless(problem.words)), error, is_about_encoding=True)
