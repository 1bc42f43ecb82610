"""What Python itself says of a file about which flake8 is silent."""

from __future__ import annotations

import re

from lintbox.domain import CheckError, Tool
from lintbox.lint import reasons

# CPython gives no class for these, only words (Parser/tokenizer and Python/pythonrun)
_ABOUT_ENCODING = re.compile(r"unknown encoding|encoding problem|codec can't decode|Non-UTF-8")


def of_python(data: bytes, tool: Tool, *, understood: bool) -> CheckError | None:
    """Compile the bytes, never run them; None when Python takes the file.

    ``understood`` is whether flake8 could decode it: where not, that is what Python says, too.
    """
    try:
        compile(data, "file.py", "exec", dont_inherit=True)
    except SyntaxError as problem:
        if not understood or _ABOUT_ENCODING.search(str(problem.msg)):
            return _about_encoding(data, str(problem.msg))
        return reasons.refused_by_python(tool.python, str(problem.msg), problem.lineno)
    except RecursionError:
        return reasons.too_deep()
    except UnicodeError as problem:
        return reasons.unreadable(str(problem))
    except (ValueError, OverflowError) as problem:
        return reasons.refused_by_python(tool.python, str(problem), None)
    return None


def _about_encoding(data: bytes, words: str) -> CheckError:
    if "'utf-8' codec" in words or "Non-UTF-8" in words:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as problem:
            return reasons.not_utf8(data, problem)
    return reasons.unreadable(words)
