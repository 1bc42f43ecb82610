"""Untrusted text, whose characters may control a terminal, hide or reorder it; and numbers with a noun."""

from __future__ import annotations

import re
from unicodedata import normalize

# Control characters (a line feed could start another row or header), line and paragraph separators,
# marks that change the direction of writing (CVE-2021-42574), lone surrogates. Joiners are allowed: names
# in Persian and many emoji need them.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def is_harmless(text: str) -> bool:
    return not _HARMFUL.search(text)


def fold(text: str) -> str:
    """Return a form for comparison that ignores case and whether accents are composed (NFC).

    Takes time quadratic in the accents on one character: 0.1 ms for a text as long as the longest name.
    """
    return text.casefold() if text.isascii() else normalize("NFC", normalize("NFC", text).casefold())


def escape_harmful(text: str) -> str:
    r"""Replace each harmful character by its escape sequence, such as ``\x1b``."""
    return _HARMFUL.sub(_escape, text)


def make_visible(text: str, width: int) -> str:
    """Return one line of at most ``width`` characters, with escapes for harmful characters."""
    # truncate first, so that a megabyte is not searched
    shown = escape_harmful(text[: width + 1].replace("\t", " "))
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def end_sentence(text: str) -> str:
    """Return the text with a full stop at its end, unless it ends a sentence by itself."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def count_noun(number: int, noun: str) -> str:
    """Return such as "1 file" and "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
