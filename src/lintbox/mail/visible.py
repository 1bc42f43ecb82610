"""Other people's text on one line: what cannot be seen, or lies, is shown as an escape."""

from __future__ import annotations

import re

# Control characters (a line feed would begin another header), line and paragraph separators, marks
# that turn the direction of writing, lone surrogates.  Joiners stay: names in Persian and many emoji
# need them.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def make_visible(text: str, width: int) -> str:
    """Return the text with escapes for what harms, at most ``width`` characters long."""
    # a tab is only a wide blank; cut first, so that a megabyte is not searched
    shown = _HARMFUL.sub(_escape, text[: width + 1].replace("\t", " "))
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
