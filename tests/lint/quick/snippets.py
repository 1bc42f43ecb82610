"""Generates small modules from a grammar that has what is new in this Python and in those before it."""

from __future__ import annotations

import re
import sys
from random import Random

from tests.lint.quick.grammar import grammar_of

_GRAMMAR = grammar_of(sys.version_info[:2])
_MOST_NESTED = 3 if sys.version_info >= (3, 12) else 1
_REFERENCE = re.compile(r"\$([a-z_]+)")


def write_module(random: Random, depth: int = 9) -> str:
    """Return a module of a few rows; *depth* bounds how often rules nest."""
    return _Writer(random).write("module", depth)


class _Writer:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._quotes: list[str] = []
        """Quotes of the strings that are open, from the outermost."""

    def write(self, rule: str, depth: int) -> str:
        if rule == "string":
            return self._write_string(depth)
        templates = _GRAMMAR[rule]
        template = templates[0] if depth <= 0 else self._random.choice(templates)
        return _REFERENCE.sub(lambda reference: self.write(reference[1], depth - 1), template)

    def _write_string(self, depth: int) -> str:
        prefix, quote = self.write("prefix", 1), self.write("quote", 1)
        if quote[0] in "".join(self._quotes) and sys.version_info < (3, 12):
            return "a"
        self._quotes.append(quote)
        parts = [self._write_part(prefix, quote, depth) for _ in range(self._random.randint(0, 3))]
        self._quotes.pop()
        return prefix + quote + "".join(parts) + quote

    def _write_part(self, prefix: str, quote: str, depth: int) -> str:
        chance = self._random.random()
        if chance < 0.2 and len(quote) == 3:
            return self.write("break", 1)
        if chance < 0.45 or not set(prefix.lower()) & {"f", "t"}:
            return self.write("text", 1)
        return "{" + self._write_field(depth) + "}"

    def _write_field(self, depth: int) -> str:
        nested = len(self._quotes) < _MOST_NESTED and self._random.random() < 0.4
        value = self._write_string(depth) if nested else self.write("value", min(depth, 3))
        format_ = self.write("format", 1) if self._random.random() < 0.25 else ""
        return (
            self.write("inside", 1) + value + self.write("inside", 1) + self.write("conversion", 1) + format_
        )
