"""Says for which Python a file with a syntax error was written, from the text at the place of the error."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from lintbox.domain import Hint, Tool, Tools, short_version, version_key

_MAX_LINE = 1_000
_WORD = r"[^\W\d]\w*"


class _Sign(NamedTuple):
    """A construct that one Python reads and another does not.

    ``pattern`` matches the line of the error at its column, or anywhere; ``message`` matches the message of
    the error. ``python`` is the first version with the construct; None for Python 2 and others before 3.11.
    """

    pattern: re.Pattern[str]
    python: str | None
    detail: str
    message: re.Pattern[str]
    is_anywhere: bool

    def is_known_here(self) -> bool:
        """Tell whether this Python has the construct: then the error has another cause."""
        return self.python is not None and version_key(self.python) <= sys.version_info[:2]


def _sign(
    pattern: str, python: str | None, detail: str, message: str = "", *, is_anywhere: bool = False
) -> _Sign:
    return _Sign(re.compile(pattern), python, detail, re.compile(message), is_anywhere)


_SIGNS = (
    _sign(
        r"\bprint\b",
        None,
        "This is Python 2: a “print” statement. Since Python 3, print is a function: write print(…).",
        r"call to 'print'",
    ),
    _sign(
        r"\bexec\b",
        None,
        "This is Python 2: an “exec” statement. Since Python 3, exec is a function: write exec(…).",
        r"call to 'exec'",
    ),
    _sign(r"`", None, "This is Python 2: backticks. Since Python 3, write repr(…)."),
    _sign(r"<>", None, "This is Python 2: the operator “<>”. Since Python 3, write “!=”."),
    _sign(
        r"\bexcept\s+[\w.]+\s*,\s*(?=[a-z_])\w+\s*:",
        None,
        "This is Python 2: “except X, e:”. Since Python 3, write “except X as e:”.",
    ),
    _sign(
        r"\bexcept\s+\([^()]*\)\s*,\s*\w+\s*:",
        None,
        "This is Python 2: “except (X, Y), e:”. Since Python 3, write “except (X, Y) as e:”.",
    ),
    _sign(
        r"\bexcept\s+[\w.]+(\s*,\s*[\w.]+)+\s*,?\s*:",
        "3.14",
        "This is Python 3.14: “except A, B:” without brackets (PEP 758).",
    ),
    _sign(
        r"\braise\s+[\w.]+\s*,", None, "This is Python 2: “raise X, …”. Since Python 3, write “raise X(…)”."
    ),
    _sign(
        r"\b\d+[lL]\b",
        None,
        "This is Python 2: a long number such as 10L. Since Python 3, write it without the L.",
    ),
    _sign(
        r"\b0\d+",
        None,
        "This is Python 2: an octal number such as 0777. Since Python 3, write 0o777.",
        r"leading zeros",
    ),
    _sign(
        r"\b(ur|uR|Ur|UR)['\"]",
        None,
        "This is Python 2: a string that begins with ur. Python 3 has no ur prefix: remove the r or write u.",
    ),
    _sign(
        r"\basync\s*[=.,)\]:+*/-]|\b(?:import|from)\s+async\b|\.async\b|\bawait\s*=(?!=)",
        None,
        "This is for a Python before 3.7: “async” or “await” as a name. Since then they are keywords: choose "
        "another name.",
    ),
    _sign(
        r"(?i)(?<!\w)(t|tr|rt)(?=['\"])",
        "3.14",
        'This is Python 3.14: a template string, t"…" (PEP 750).',
    ),
    _sign(
        r"^\s*lazy\s+(import|from)\b",
        "3.15",
        "This is Python 3.15: “lazy import” (PEP 810).",
    ),
    _sign(
        r"[\[({]\s*\*",
        "3.15",
        "This is Python 3.15: an unpacking in a comprehension (PEP 798).",
        r"unpacking cannot be used in (dict )?comprehension",
    ),
    _sign(
        rf"\b(def|class)\s+{_WORD}\s*\[[^\]]*=",
        "3.13",
        "This is Python 3.13: a type parameter with a default (PEP 696).",
    ),
    _sign(
        rf"\b(def|class)\s+{_WORD}\s*\[",
        "3.12",
        "This is Python 3.12: type parameters in square brackets (PEP 695).",
    ),
    _sign(
        rf"^\s*type\s+{_WORD}\s*(\[[^\]]*\])?\s*=",
        "3.12",
        "This is Python 3.12: a “type” statement (PEP 695).",
    ),
    _sign(
        r"(?i)(?<!\w)(f|fr|rf)['\"]",
        "3.12",
        "This is Python 3.12: an f-string with quotes, backslashes, comments or line breaks in its fields "
        "(PEP 701).",
        r"f-string: (unmatched|expecting '}'|unterminated)|f-string expression part cannot include",
        is_anywhere=True,
    ),
)


def find(lines: Sequence[str]) -> Hint | None:
    """Return a hint for a file that this Python cannot parse; None if no known construct stands at the error.

    ``python`` of the hint is the first version that could read it, whether it is on the server or not.
    """
    error = _find_error(lines)
    if error is None or not error.lineno or error.lineno > len(lines):
        return None
    line, column = lines[error.lineno - 1][:_MAX_LINE], (error.offset or 1) - 1
    for sign in _SIGNS:
        if sign.message.search(error.msg) and not sign.is_known_here():
            for match in sign.pattern.finditer(line):
                if sign.is_anywhere or match.start() - 1 <= column <= match.end() + 1:
                    return Hint(sign.python, sign.detail)
    return None


def _find_error(lines: Sequence[str]) -> SyntaxError | None:
    try:
        ast.parse("".join(lines))
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):  # null bytes, and files that are too deep
        return None
    return None


def choose_newer(tools: Tools, used: Tool, hint: Hint | None) -> str | None:
    """Return the oldest Python that the hint allows, or the newest one; None without one newer than used."""
    present = short_version(used.python)
    newer = [python for python in tools.by_python if version_key(python) > version_key(present)]
    if hint and hint.python:
        allowed = [python for python in newer if version_key(python) >= version_key(hint.python)]
        return min(allowed, key=version_key, default=None)
    return tools.newest if tools.newest in newer else None
