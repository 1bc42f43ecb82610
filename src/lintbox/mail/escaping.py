"""Other people's text on one line: what cannot be seen, or lies, is shown as an escape."""

from __future__ import annotations

from lintbox.domain import escape_harmful


def make_visible(text: str, width: int) -> str:
    """Return the text with escapes for what harms, at most ``width`` characters long."""
    # a tab is only a wide blank; cut first, so that a megabyte is not searched
    shown = escape_harmful(text[: width + 1].replace("\t", " "))
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"
