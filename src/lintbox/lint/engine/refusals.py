"""Finds out whether Python itself would refuse to run a file, and why."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from lintbox.domain import CheckError, PythonRefusal, Tool
from lintbox.lint.engine import check_errors
from lintbox.lint.engine.decoding import (
    EncodingError,
    find_undecodable,
    find_wide_encoding,
    place_of,
    read_as_python,
)
from lintbox.lint.engine.reports import sanitize
from lintbox.lint.engine.source import Source, has_cookie

_SURROGATE_ESCAPE = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")
_MAX_SAFE_DEPTH = 20
# a longer row may hold a number that the compiler cannot print as decimal: an annotation after
# "from __future__ import annotations" is kept as text (sys.int_info.default_max_str_digits)
_MAX_SAFE_ROW = 3_500
# a row that begins with a name closes all brackets outside strings and comments
_BRACKET = re.compile(r"[\[\](){}]|\n(?=[^\W\d])")
_NULL = "source code cannot contain null bytes"
_NOT_UTF8 = re.compile(r"'utf-8' codec can't decode")
_ESCAPE = re.compile(
    r"\((?:unicode|value) error\) (?:'unicodeescape' codec can't decode [^:]*: )?(.*)", re.DOTALL
)


class Refused(NamedTuple):
    """``error`` is the check's result if flake8 reports nothing for the file."""

    refusal: PythonRefusal
    error: CheckError
    is_about_encoding: bool = False


def find(
    data: bytes, source: Source | None, tool: Tool, *, surely_compiles: bool, has_rows: bool = False
) -> Refused | None:
    """Return why ``python FILE`` would refuse the file; None if it would run it.

    ``surely_compiles``: the syntax tree holds nothing that the compiler could refuse, so only the decoding
    is examined. ``has_rows``: flake8 reports findings, so code that might crash the compiler is only parsed.

    Raises:
        RecursionError, MemoryError: the file is too deep or too large for the compiler in this process.
    """
    if surely_compiles and source and source.encoding == "utf-8" and not _is_doubtful(data, source):
        return None  # decoded strictly, as Python does
    try:
        text = read_as_python(data)
    except EncodingError as problem:
        return _of_encoding(problem, data)
    if (offset := text.find("\0") if isinstance(text, str) else text.find(b"\0")) >= 0:
        return _of_encoding(EncodingError(*place_of(text, offset), _NULL), data)
    parse_only = has_rows and isinstance(text, str) and _is_deep(text)
    try:
        compile(text, "file.py", "exec", ast.PyCF_ONLY_AST if parse_only else 0, dont_inherit=True)
    except SyntaxError as problem:
        return _of_syntax(problem, text, tool)
    except UnicodeEncodeError as problem:  # in a docstring
        surrogate = _SURROGATE_ESCAPE.search(text) if isinstance(text, str) else None
        return _of_words(*place_of(text, surrogate.start() if surrogate else 0), str(problem), tool)
    except UnicodeDecodeError as problem:
        return _of_encoding(_in_bytes(data, 1, str(problem)), data)
    except (ValueError, OverflowError) as problem:
        return _of_words(1, 1, str(problem), tool)
    return None


def _is_doubtful(data: bytes, source: Source) -> bool:
    return has_cookie(data) or max(map(len, source.lines), default=0) > _MAX_SAFE_ROW


def _is_deep(text: str) -> bool:
    """Return whether brackets nest deeply: CPython 3.12 and 3.13 crash on 20 nested comprehensions."""
    depth = 0
    for sign in _BRACKET.findall(text):
        if sign in "([{":
            depth += 1
            if depth > _MAX_SAFE_DEPTH:
                return True
        else:
            depth = max(0, depth - 1) if sign != "\n" else 0
    return False


def _of_syntax(problem: SyntaxError, text: str | bytes, tool: Tool) -> Refused:
    line, column, message = problem.lineno or 1, max(problem.offset or 1, 1), str(problem.msg)
    if isinstance(text, bytes):
        if _NOT_UTF8.search(message):
            return _of_encoding(_in_bytes(text, line, message), text)
    elif not text.isascii() and _is_of_compiler(text):
        column = _to_characters(text, line, column)
    return _of_words(line, column, message, tool)


def _is_of_compiler(text: str) -> bool:
    """Return whether the compiler raised the error: it counts columns in UTF-8 bytes, not in characters."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _to_characters(text: str, line: int, column: int) -> int:
    rows = re.split(r"\r\n?|\n", text)
    row = rows[line - 1] if line <= len(rows) else ""
    return len(row.encode()[: column - 1].decode(errors="ignore")) + 1


def _in_bytes(data: bytes, line: int, message: str) -> EncodingError:
    """Find the byte that the message is about; earlier comments may contain invalid bytes too."""
    return find_undecodable(data, line) or EncodingError(line, 1, message)


def _of_words(line: int, column: int, message: str, tool: Tool) -> Refused:
    if escape := _ESCAPE.fullmatch(message):
        message = f"broken escape in a string: {escape[1]}"
        error = check_errors.broken_escape(tool.python, line, column, escape[1])
    else:
        error = check_errors.refused_by_python(tool.python, line, column, message)
    return Refused(PythonRefusal(line, column, sanitize(message)), error)


def _of_encoding(problem: EncodingError, data: bytes) -> Refused:
    line, column = problem.line, problem.column
    if encoding := find_wide_encoding(data):
        error = check_errors.wide(encoding)
    elif problem.message == _NULL:
        error = check_errors.null_byte(line, column)
    elif problem.byte is None:
        error = check_errors.cookie_refused(line, column, problem.message)
    else:
        error = check_errors.not_utf8(line, column, problem.byte)
    return Refused(PythonRefusal(line, column, sanitize(problem.message)), error, is_about_encoding=True)
