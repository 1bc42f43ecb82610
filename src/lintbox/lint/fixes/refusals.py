"""Why nothing was repaired, if the worker gave no answer: each sentence says what to do."""

from __future__ import annotations

from lintbox.domain import CheckError, ErrorCode, Fixes

_SENTENCES = {
    ErrorCode.TIMEOUT: "Nothing was fixed: it took too long and was given up. Fix one code at a time. A very "
    "long file or line makes the tools slow: split it, then replace the file.",
    ErrorCode.MEMORY: "Nothing was fixed: it needed too much memory. Fix one code at a time, or split the "
    "file, then replace it.",
    ErrorCode.TOO_DEEP: "Nothing was fixed: an expression, or a chain of “elif”, goes too deep to follow. "
    "Split it into smaller parts, then replace the file.",
    ErrorCode.CRASH: "Nothing was fixed: the process that repaired the file ended without a result. Fix one "
    "code at a time; if it stays so, tell the administrator of this server.",
}


def explain(error: CheckError) -> Fixes:
    return Fixes(refusal=_SENTENCES.get(error.code, error.detail))


def lost(reason: str) -> Fixes:
    return Fixes(refusal=f"Nothing was fixed: this could not be tried now ({reason}). Try again.")
