"""Why the fast path leaves a file to flake8 itself."""

from __future__ import annotations

from enum import StrEnum


class FallbackReason(StrEnum):
    """A fixed set: each is a label value in ``/metrics``."""

    # for every file (``support.find_reason``)
    VERSIONS = "an unknown version of Python or flake8"
    PLUGINS = "plugins"
    OPTIONS = "per-file-ignores"
    # for one file
    BACKSLASH_ROW = "a row that is only a backslash"
    BRACKETS = "brackets out of balance"
    EXCEPTION = "an exception in the fast path"
    FORM_FEED = "a form feed beside code"
    FSTRING_BACKSLASH = "a backslash in an f-string field"
    FSTRING_END = "an f-string without end"
    FSTRING_FIELD = "an f-string field"
    LAST_ROW = "a last row without code and line feed"
    LAST_STRING = "a last string without a line feed after it"
    LINE_SEPARATORS = "a text that is counted in the rows behind it"
    QUOTE = "a quote without its string"
    STRING_BEFORE_BACKSLASH = "a string of many rows before a backslash"
    SYNTAX_ERROR_ROWS = "a broken file whose rows count"
    TOO_DEEP = "an expression or a chain of elif that is too deep"


class Fallback(Exception):
    """flake8 itself has to check this file."""

    def __init__(self, reason: FallbackReason) -> None:
        super().__init__(reason)
        self.reason = reason
