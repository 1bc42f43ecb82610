"""Mutates real code the way that typos, bad merges and broken editors do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from random import Random

_SPOTS = re.compile(
    r"[-+*/%|&^<>=!@,:;.()\[\]{}#\\'\"]+|\b(?:not|in|is|and|or|if|else|lambda|import)\b| +|\n"
)
_BLANKS = ("", " ", "  ", "\t", " \t", "\n", "\\\n", "\x0c", "\xa0")
_WORDS = (
    *("==", "!=", "=", ":=", "->", "**", "*", "-", "~", "@", "<<", ",", ":", ";", ".", "()", "[]", "{", "}"),
    *(
        "not ",
        " in ",
        " is ",
        " if ",
        " else ",
        "lambda: ",
        "None",
        "True",
        "l",
        "O",
        "type(a) == ",
        "await ",
    ),
    *(
        "#",
        "#:",
        "# noqa",
        "# noqa: E501,W291",
        "#!x",
        "  # a",
        "'",
        '"',
        '"""',
        "f'",
        "f'{",
        "}'",
        "rb'\\d'",
    ),
    *("async ", "def f(a: int=1, *, b = 2): pass", "class A: pass", "import os, sys", "except:", "global x"),
    *("\\", "\r", "\v", "é", "漢", "\u2028", "x" * 80),
)


def pieces_of(source: str) -> list[str]:
    """Runs of top-level statements, each small enough to be checked in no time."""
    rows = source.splitlines(keepends=True)
    pieces = []
    first = 0
    for node in ast.parse(source).body:
        last = node.end_lineno or node.lineno
        if last - first > 25:
            pieces.append("".join(rows[first:last][:60]))
            first = last
    pieces.append("".join(rows[first:][:60]))
    return pieces


def mutate(source: str, random: Random) -> str:
    """Return the source with one to four changes."""
    for _ in range(random.randint(1, 4)):
        source = random.choice(_CHANGES)(source, random)
    return source


def _delete_row(source: str, random: Random) -> str:
    rows = source.splitlines(keepends=True) or [""]
    del rows[random.randrange(len(rows))]
    return "".join(rows)


def _repeat_row(source: str, random: Random) -> str:
    rows = source.splitlines(keepends=True) or [""]
    row = random.choice(rows)
    rows.insert(
        random.randrange(len(rows) + 1), row if random.random() < 0.5 else "\n" * random.randint(1, 3)
    )
    return "".join(rows)


def _join_rows(source: str, random: Random) -> str:
    ends = [match.start() for match in re.finditer("\n", source)] or [0]
    at = random.choice(ends)
    return source[:at] + random.choice(_BLANKS) + source[at + 1 :].lstrip(" ")


def _indent_row(source: str, random: Random) -> str:
    rows = source.splitlines(keepends=True) or [""]
    at = random.randrange(len(rows))
    code = rows[at].lstrip(" \t")
    indent = len(rows[at]) - len(code) + random.choice((-4, -2, -1, 1, 2, 3, 4, 8))
    rows[at] = (" " * indent if random.random() < 0.9 else "\t" * (indent // 8 + 1)) + code
    return "".join(rows)


def _change_blanks(source: str, random: Random) -> str:
    spots = list(_SPOTS.finditer(source))
    if not spots:
        return source
    spot = random.choice(spots)
    if spot[0].isspace():
        return source[: spot.start()] + random.choice(_BLANKS) + source[spot.end() :]
    at = random.choice(spot.span())
    return source[:at] + random.choice(_BLANKS) + source[at:]


def _insert_word(source: str, random: Random) -> str:
    spots = [match.end() for match in _SPOTS.finditer(source)] or [0]
    at = random.choice(spots)
    return source[:at] + random.choice(_WORDS) + source[at:]


def _swap_words(source: str, random: Random) -> str:
    spots = list(_SPOTS.finditer(source))
    if not spots:
        return source
    there, other = random.choice(spots), random.choice(spots)
    return source[: there.start()] + other[0] + source[there.end() :]


def _change_character(source: str, random: Random) -> str:
    at = random.randrange(len(source) or 1)
    return source[:at] + chr(random.choice((9, 10, 12, 13, 32, 34, 35, 39, 92, 123, 126))) + source[at + 1 :]


def _cut_end(source: str, random: Random) -> str:
    return source[: len(source) - random.randint(1, 3)]


_CHANGES: tuple[Callable[[str, Random], str], ...] = (
    *(_delete_row, _repeat_row, _join_rows, _indent_row, _change_character, _cut_end),
    *(_change_blanks, _change_blanks, _change_blanks, _insert_word, _insert_word, _swap_words),
)
