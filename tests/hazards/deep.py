"""Inputs nested so deeply that flake8 or Python's parser fails."""

from __future__ import annotations

from tests.hazards.hazard import Hazard

WALK = "pyflakes follows the tree by calls, and runs out of them"
TREE = "Python makes the tree by calls, and runs out of them"
PARSER = "the parser's own stack is full: it says that memory is out, and it is not"
BRANCHES = "each “elif” is one deeper in the tree: mccabe runs out of calls"
BRACKETS = "the tokenizer allows 200 open brackets"
BLOCKS = "the compiler allows 20 blocks inside each other, of which flake8 knows nothing"
INDENTS = "the tokenizer allows 100 indents"

LOST = "too-deep failed"


def chains() -> list[Hazard]:
    return [
        Hazard("sum of 900", WALK, LOST, b"x = " + b" + ".join([b"a"] * 900) + b"\n"),
        Hazard("sum of 3,000", TREE, LOST, b"x = " + b" + ".join([b"a"] * 3_000) + b"\n"),
        Hazard("sum of 20,000", TREE, LOST, b"x = " + b"+".join([b"a"] * 20_000) + b"\n"),
        Hazard("joined strings", WALK, LOST, b"x = " + b" + ".join([b"'a'"] * 1_500) + b"\n"),
        Hazard("1,000 minus signs", WALK, LOST, b"x = " + b"-" * 1_000 + b"1\n"),
        Hazard("10,000 minus signs", PARSER, LOST, b"x = " + b"-" * 10_000 + b"1\n"),
        Hazard("1,000 tildes", WALK, LOST, b"x = " + b"~" * 1_000 + b"1\n"),
        Hazard("1,500 not", WALK, LOST, b"x = " + b"not " * 1_500 + b"a\n"),
        Hazard("6,000 not", PARSER, LOST, b"x = " + b"not " * 6_000 + b"a\n"),
        Hazard("2,000 attributes", WALK, LOST, b"x = a" + b".b" * 2_000 + b"\n"),
        Hazard("100,000 attributes", TREE, LOST, b"x = a" + b".b" * 100_000 + b"\n"),
        Hazard("2,000 calls", WALK, LOST, b"a" + b"()" * 2_000 + b"\n"),
        Hazard("2,000 subscripts", WALK, LOST, b"x = a" + b"[0]" * 2_000 + b"\n"),
        Hazard("1,000 methods", WALK, LOST, b"x = a" + b".b()" * 1_000 + b"\n"),
        Hazard("1,500 conditions", PARSER, LOST, b"x = " + b"a if b else " * 1_500 + b"c\n"),
        Hazard("1,500 lambdas", PARSER, LOST, b"x = " + b"lambda: " * 1_500 + b"0\n"),
        Hazard("2,000 powers", PARSER, LOST, b"x = " + b"2**" * 2_000 + b"2\n"),
        Hazard("6,000 powers", PARSER, LOST, b"x = " + b"2**" * 6_000 + b"2\n"),
        Hazard("900 divisions", WALK, LOST, b"x = " + b"a / " * 900 + b"a\n"),
        Hazard("1,000 await", WALK, "failed too-deep", b"async def f():\n    " + b"await " * 1_000 + b"a\n"),
        Hazard("deep, opted out", PARSER, "too-deep", b"# flake8: noqa\nx = " + b"-" * 10_000 + b"1\n"),
        Hazard("5,000 comparisons", "long, but flat", "failed", b"x = " + b"a < " * 5_000 + b"a\n"),
        Hazard("5,000 and", "long, but flat", "failed", b"x = " + b"a and " * 5_000 + b"a\n"),
    ]


def nests() -> list[Hazard]:
    return [
        Hazard("90 round brackets", BRACKETS, "failed", b"x = " + b"(" * 90 + b"1" + b")" * 90 + b"\n"),
        Hazard("201 round brackets", BRACKETS, "failed", b"x = " + b"(" * 201 + b"1" + b")" * 201 + b"\n"),
        Hazard("10,000 round brackets", BRACKETS, "failed", b"(" * 10_000 + b")" * 10_000 + b"\n"),
        Hazard("1 MB of open brackets", BRACKETS, "failed memory timeout", b"(" * 1_000_000 + b"\n"),
        Hazard("10,000 closing brackets", BRACKETS, "failed", b")" * 10_000 + b"\n"),
        Hazard("195 lists", BRACKETS, "failed", b"x = " + b"[" * 195 + b"]" * 195 + b"\n"),
        Hazard("190 dictionaries", BRACKETS, "failed", b"x = " + b"{1:" * 190 + b"1" + b"}" * 190 + b"\n"),
        Hazard("190 calls inside calls", BRACKETS, "failed", b"x = " + b"f(" * 190 + b")" * 190 + b"\n"),
        Hazard("150 comprehensions", BRACKETS, "failed too-deep", nest(b"[", b" for a in b]", 150, b"a")),
        Hazard("90 types", BRACKETS, "failed", b"x: " + b"list[" * 90 + b"int" + b"]" * 90 + b"\n"),
        Hazard("100 indents", INDENTS, "failed", ladder(b"if a:", 100)),
        Hazard("99 indents", INDENTS, "failed", ladder(b"if a:", 98)),
        Hazard("90 functions", WALK, "failed unsupported", ladder(b"def f():", 90)),
        Hazard("90 classes", WALK, "failed unsupported", ladder(b"class A:", 90)),
        Hazard("21 loops", BLOCKS, "failed unsupported", ladder(b"while 1:", 21)),
        Hazard("21 try", BLOCKS, "failed unsupported", tries(21)),
        Hazard("21 with", BLOCKS, "failed unsupported", ladder(b"with a:", 21)),
        Hazard("98 with", BLOCKS, "failed unsupported", ladder(b"with a:", 98)),
        Hazard("f-strings inside", "an f-string may hold an f-string", "failed passed", f_strings(4)),
        Hazard("f-strings far inside", "the tokenizer allows 150", "failed", f_strings(200)),
        Hazard(
            "patterns",
            PARSER,
            "failed",
            b"match a:\n    case " + b"[" * 150 + b"]" * 150 + b":\n        pass\n",
        ),
        Hazard("a quoted type inside a quoted type", WALK, "failed", quoted_types(12)),
        Hazard("150 elif, counted", BRANCHES, "failed", elif_chain(150), ("--max-complexity=10",)),
        Hazard("200 elif, counted", BRANCHES, LOST, elif_chain(200), ("--max-complexity=10",)),
        Hazard("200 elif, not counted", BRANCHES, "passed", elif_chain(200)),
        Hazard("3,000 elif", TREE, LOST, elif_chain(3_000)),
        Hazard(
            "1,000 branches, counted", "long, but flat", "failed", branches(1_000), ("--max-complexity=10",)
        ),
    ]


def nest(before: bytes, after: bytes, depth: int, inside: bytes) -> bytes:
    return b"x = " + before * depth + inside + after * depth + b"\n"


def ladder(step: bytes, depth: int) -> bytes:
    rows = [b"    " * number + step + b"\n" for number in range(depth)]
    return b"".join(rows) + b"    " * depth + b"pass\n"


def tries(depth: int) -> bytes:
    down = [b" " * number + b"try:\n" for number in range(depth)]
    up = [b" " * number + b"finally:\n" + b" " * number + b" pass\n" for number in reversed(range(depth))]
    return b"".join([*down, b" " * depth + b"pass\n", *up])


def f_strings(depth: int) -> bytes:
    quotes = [b"'", b'"', b"'''", b'"""']
    if depth > len(quotes):
        return b"x = " + b'f"{' * depth + b"1" + b'}"' * depth + b"\n"
    text = b"1"
    for quote in quotes[:depth]:
        text = b"f" + quote + b"{" + text + b"}" + quote
    return b"x = " + text + b"\n"


def quoted_types(depth: int) -> bytes:
    text = "int"
    for _ in range(depth):
        text = repr(f"list[{text}]")
    return f"x: {text}\n".encode()


def elif_chain(count: int) -> bytes:
    rows = [b"    elif a == %d:\n        return %d\n" % (number, number) for number in range(count)]
    return b"def f(a):\n    if a is None:\n        return 0\n" + b"".join(rows)


def branches(count: int) -> bytes:
    rows = [b"    if a == %d:\n        return %d\n" % (number, number) for number in range(count)]
    return b"def f(a):\n" + b"".join(rows)
