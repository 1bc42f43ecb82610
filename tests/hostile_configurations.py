"""Generates 500 hostile configurations, reproducibly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

_WORDS = (
    *("[flake8]", "[tool.flake8]", "[flake8:local-plugins]", "[", "]", "[[", "=", ":", ",", ".", "#", ";"),
    *("select", "ignore", "extend-ignore", "per-file-ignores", "max-line-length", "builtins", "doctests"),
    *("require-plugins", "import-order-style", "banned-modules", "config", "E501", "ALL", "X999", "*.py"),
    *("%(here)s", "${HOME}", "\\", "'", '"', '"""', "{", "}", "true", "1e999", "0x1", "-1", "nan"),
    *("\n", "\n ", "\n\t", "\r", "\r\n", "\x00", "\x0b", "\x0c", "\x1b[31m", "\x85", "\u2028", "\u202e"),
    *("\ufeff", "\ud800", "é", "漢", "🙂", "a" * 300, " " * 300, "9" * 300, "\t" * 300),
)


def _mixed(chance: random.Random) -> str:
    return "".join(chance.choices(_WORDS, k=chance.randrange(1, 400)))


def _blanks(chance: random.Random) -> str:
    blank = chance.choice((" ", "\t", "\x0c", "\n", "\x0b", "\u2003"))
    return f"[flake8]\na{blank * chance.randrange(1_000, 60_000)}b\n"


def _broken_in_lines(chance: random.Random) -> str:
    line = f"a{' ' * chance.randrange(500, 3_900)}b\n"
    return "[flake8]\n" + line * (65_000 // len(line))


def _crossed(chance: random.Random) -> str:
    names, codes = chance.randrange(50, 12_000), chance.randrange(50, 12_000)
    between = chance.choice((",", " ", "\n  ", ",,"))
    return f"[flake8]\nper-file-ignores=\n  {between.join(['a'] * names)}:{between.join(['E1'] * codes)}\n"


def _many(chance: random.Random) -> str:
    row = chance.choice(("x{0}=1\n", "[s{0}]\n", "# {0}\n", "x=1\n", " y{0}\n", "x{0}:\n\n", "[a.b{0}.c]\n"))
    head = chance.choice(("[flake8]\n", "[tool.flake8]\n", ""))
    return head + "".join(row.format(number) for number in range(chance.randrange(100, 6_000)))


def _nested(chance: random.Random) -> str:
    opened = chance.choice(("[", "{a=", "a.", "[[", '"', "'''", "\\U", "{", "a=["))
    return f"[tool.flake8]\nignore = {opened * chance.randrange(10, 1_300)}\n{opened * 100}"


def _numbers(chance: random.Random) -> str:
    number = chance.choice(("1", "0x", "1_", "-", "1e", "9" * 99, "0o7")) * chance.randrange(1, 2_000)
    return f"{chance.choice(('[flake8]', '[tool.flake8]'))}\nmax-line-length = {number}\n"


def _long_lists(chance: random.Random) -> str:
    words = [f"n{number}" for number in range(chance.randrange(100, 9_000))]
    name = chance.choice(("builtins", "ignore-names", "select", "require-plugins", "banned-modules"))
    return f"[flake8]\n{name} =\n  " + chance.choice((",", "\n  ", " ")).join(words)


def _halves(chance: random.Random) -> str:
    """A sound one, with a piece of it cut out and another doubled."""
    text = "[flake8]\nmax-line-length = 88\nselect = E,F\nper-file-ignores =\n  a.py:E501\n  b.py:F401\n"
    start, end = sorted(chance.sample(range(len(text)), 2))
    return text[:start] + text[start:end] * chance.choice((0, 2, 900)) + text[end:]


_FAMILIES: tuple[Callable[[random.Random], str], ...] = (
    _mixed,
    _blanks,
    _broken_in_lines,
    _crossed,
    _many,
    _nested,
    _numbers,
    _long_lists,
    _halves,
)


def hostile_configurations(count: int = 500, seed: int = 9) -> Iterator[str]:
    chance = random.Random(seed)
    for number in range(count):
        yield _FAMILIES[number % len(_FAMILIES)](chance)
