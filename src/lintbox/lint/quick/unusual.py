"""What makes the quick way give up on a file."""

from __future__ import annotations


class Unusual(Exception):
    """Only flake8 itself is sure of this file; the message says why, for counting."""
