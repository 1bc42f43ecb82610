"""Random programs of the constructs that parse, and that Python's compiler may refuse."""

from __future__ import annotations

from random import Random

_NAMES = ("a", "b", "c", "__a", "_A__a")
_MAX_DEPTH = 9
_STATEMENTS = (
    "global {0}",
    "global {0}, {1}",
    "nonlocal {0}",
    "{0} = {1}",
    "{0}: int = 1",
    "{0}: ({1} := int) = 1",
    "del {0}",
    "import {0}.d",
    "import d as {0}",
    "print({0} := {1})",
    "print(*{0}, [*{1}], {{*{0}}})",
    "x[*{0}] = 1",
    "*{0}, {1} = c",
    "[{0}, *{1}] = c",
    "*{0}, *{1} = c",
    "*{0} = c",
    "x = [({0} := y) for y in c]",
    "x = [y for y in ({0} := c)]",
    "x = [f(a=({0} := y), b=c[({1} := 1):]) for y in c]",
    "print(a=({0} := 1), b=f'{{({1} := 1)}}')",
    "x = lambda: ({0} := 1)",
    "x = [lambda: ({0} := y) for y in c]",
    "x = [{0} for {0} in c if [{1} for {1} in a]]",
    "x = [await y for y in c]",
    "await {0}",
    "yield {0}",
    "return",
    "break",
    "continue",
    "pass",
    "'''{0}'''",
)
_BLOCKS = (
    ("for {0} in {1}:", ""),
    ("for {0}, *{1} in c:", "else:"),
    ("while {0}:", "else:"),
    ("with {0} as {1}, {1}:", ""),
    ("try:", "finally:"),
    ("try:", "except {0} as {1}:"),
    ("async for {0} in {1}:", "else:"),
    ("async with {0}:", ""),
    ("if {0}:", "else:"),
    ("class A:", ""),
    ("def f({0}, {1}=({0} := 1)):", ""),
    ("def {0}(self, a: ({1} := 1)):", ""),
    ("def {0}(self, {1}, *c):", ""),
    ("async def f({0}):", ""),
    ("async def f(*, {0}) -> ({1} := 1):", ""),
)


def write(seed: int) -> str:
    """Return a program; most parse, and a part of those is refused."""
    random = Random(seed)
    return "".join(f"{'    ' * depth}{line}\n" for depth, line in _write_block(random, 0))


def _write_block(random: Random, depth: int) -> list[tuple[int, str]]:
    lines = []
    for _ in range(random.choice((1, 1, 2))):
        names = random.choices(_NAMES, (6, 6, 3, 1, 1), k=2)
        if depth == _MAX_DEPTH or random.random() < 0.3 + 0.05 * depth:
            lines.append((depth, random.choice(_STATEMENTS).format(*names)))
            continue
        first, second = random.choice(_BLOCKS)
        lines += [(depth, first.format(*names)), *_write_block(random, depth + 1)]
        if second and (second != "else:" or random.random() < 0.5):
            lines += [(depth, second.format(*names)), *_write_block(random, depth + 1)]
    return lines
