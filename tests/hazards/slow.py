"""Inputs that take flake8 seconds to hours: no limit on size alone stops them."""

from __future__ import annotations

from tests.hazards.hazard import Hazard

CUBIC = "E713/E714 tries every way to share the blanks between two of its parts: cubic"
OPERATOR = "E221/E222 begins to count the same blanks at each of them: quadratic"
KEYWORD = "E271/E272 begins to count the same blanks at each of them: quadratic"
OPT_OUT = "the search for “# flake8: noqa” begins at each blank of a line: quadratic"
NOQA = "the search for “# noqa” begins at each blank of a line: quadratic"
PARTS = "the place of each part of a logical line is searched from its beginning: quadratic"
ROWS = "the rows of a bracket are compared with all that are open or were: quadratic"
TWICE = "pyflakes compares each with every other: quadratic"

ANSWERED = "timeout failed"
EITHER_WAY = "timeout memory failed"

NO_BREAK, IDEOGRAPHIC, EM = (character.encode() for character in "\u00a0\u3000\u2003")
MANY = 50_000


def blanks() -> list[Hazard]:
    return [
        Hazard("not, 2,000 tabs", CUBIC, ANSWERED, b"x = not" + b"\t" * 2_000 + b"a\n"),
        Hazard("not, 4,000 tabs", CUBIC, ANSWERED, b"x = not" + b"\t" * 4_000 + b"a\n"),
        Hazard("not, form feeds", CUBIC, ANSWERED, b"x = not" + b"\f" * 2_500 + b"a\n"),
        Hazard("not, tabs and form feeds", CUBIC, ANSWERED, b"x = not" + b"\t\f" * 1_500 + b"a\n"),
        Hazard("not in the middle, tabs", CUBIC, ANSWERED, b"x = a or not" + b"\t" * 3_000 + b"b\n"),
        Hazard("not in an if, tabs", CUBIC, ANSWERED, b"if not" + b"\t" * 3_000 + b"a:\n    pass\n"),
        Hazard("blanks before plus", OPERATOR, ANSWERED, b"x = 1" + b" " * MANY + b"+ 1\n"),
        Hazard("blanks before equals", OPERATOR, ANSWERED, b"x" + b" " * MANY + b"= 1\n"),
        Hazard("tabs before plus", OPERATOR, ANSWERED, b"x = 1" + b"\t" * MANY + b"+ 1\n"),
        Hazard("blanks before a comparison", OPERATOR, ANSWERED, b"x = a" + b" " * MANY + b"< b\n"),
        Hazard("form feeds before plus", OPERATOR, ANSWERED, b"x = 1" + b"\f" * MANY + b"+ 1\n"),
        Hazard("blanks before a keyword", KEYWORD, ANSWERED, b"x = a" + b" " * MANY + b"and b\n"),
        Hazard("blanks before is", KEYWORD, ANSWERED, b"x = a" + b" " * MANY + b"is b\n"),
        Hazard("tabs before in", KEYWORD, ANSWERED, b"x = a" + b"\t" * MANY + b"in b\n"),
        Hazard("blanks before if", KEYWORD, ANSWERED, b"x = a" + b" " * MANY + b"if b else c\n"),
        Hazard("blanks in a string", OPT_OUT, ANSWERED, b'x = "' + b" " * 1_000_000 + b'"\n'),
        Hazard("tabs in a string", OPT_OUT, ANSWERED, b'x = "' + b"\t" * 200_000 + b'"\n'),
        Hazard("a line of blanks", OPT_OUT, ANSWERED, b" " * 400_000 + b"\n"),
        Hazard("a line of form feeds", OPT_OUT, ANSWERED, b"\f" * 400_000 + b"\n"),
        Hazard("blanks at the end", OPT_OUT, ANSWERED, b"x = 1" + b" " * 400_000 + b"\n"),
        Hazard("blanks in a docstring", OPT_OUT, ANSWERED, b'"""a' + b" " * 400_000 + b'b"""\n'),
        Hazard("no-break blanks in a comment", OPT_OUT, ANSWERED, b"# a" + NO_BREAK * 200_000 + b"b\n"),
        Hazard("ideographic blanks in a comment", OPT_OUT, ANSWERED, b"# a" + IDEOGRAPHIC * 200_000 + b"b\n"),
        Hazard("em blanks in a comment", OPT_OUT, ANSWERED, b"# a" + EM * 200_000 + b"b\n"),
        Hazard("mixed blanks in a comment", OPT_OUT, ANSWERED, b"# a" + (b" " + EM) * 150_000 + b"b\n"),
        Hazard("blanks before a comment", OPT_OUT, ANSWERED, b"x = 1" + b" " * 400_000 + b"# a\n"),
        Hazard("blanks after opting out", OPT_OUT, ANSWERED, b"# flake8:" + b" " * 400_000 + b"x\n"),
        Hazard("blanks after noqa", NOQA, "timeout passed", b"import os  # noqa" + b" " * 400_000 + b"x\n"),
        Hazard("hashes and blanks", NOQA, ANSWERED, b"import os  " + b"#  " * 150_000 + b"\n"),
    ]


def parts() -> list[Hazard]:
    names = [b"n%d" % number for number in range(8_000)]
    repeated = b"x = {\n" + b"".join(b"    'a': %d,\n" % number for number in range(8_000)) + b"}\n"
    rows = b"x = [\n" + b"1,\n" * 19_000 + b"]\n"
    calls = b"x = f(\n" + b"  g(\n" * 90 + b"1,\n" * 15_000 + b")" * 91 + b"\n"
    methods = b"class A:\n" + b"".join(b"    def f(self): pass\n" for _ in range(8_000))
    late = b"def f():\n" + b"".join(b"    global %s\n" % name for name in names)
    return [
        Hazard("statements in one line", PARTS, EITHER_WAY, b"x=1;" * 20_000 + b"\n"),
        Hazard("integers in one line", PARTS, EITHER_WAY, b"x = [" + b"1, " * 100_000 + b"]\n"),
        Hazard("integers without a blank", PARTS, EITHER_WAY, b"x = [" + b"1," * 100_000 + b"]\n"),
        Hazard("names in one line", PARTS, EITHER_WAY, b"x = (" + b"a, " * 100_000 + b")\n"),
        Hazard("pairs in one line", PARTS, EITHER_WAY, b"x = {" + b"1: 2, " * 60_000 + b"}\n"),
        Hazard("arguments in one line", PARTS, EITHER_WAY, b"f(" + b"a=1, " * 60_000 + b")\n"),
        Hazard("strings in one line", PARTS, EITHER_WAY, b"x = (" + b"'a' " * 100_000 + b")\n"),
        Hazard("targets in one line", PARTS, EITHER_WAY, b"a = " * 60_000 + b"1\n"),
        Hazard("semicolons and blanks", PARTS, EITHER_WAY, b"x = 1 ; " * 30_000 + b"\n"),
        Hazard("rows without an indent", ROWS, EITHER_WAY, rows),
        Hazard("rows under many brackets", ROWS, EITHER_WAY, calls),
        Hazard("repeated keys", TWICE, EITHER_WAY, repeated),
        Hazard("repeated methods", TWICE, "timeout failed", methods),
        Hazard("late globals", TWICE, "timeout failed", late),
        Hazard(
            "globals in one line", TWICE, EITHER_WAY, b"def f():\n    global " + b", ".join(names) + b"\n"
        ),
        Hazard("star imports", TWICE, EITHER_WAY, stars(3_000, 300)),
        Hazard("a star import for many names", TWICE, EITHER_WAY, stars(300, 6_000)),
        Hazard(
            "names in one f-string",
            PARTS,
            EITHER_WAY,
            b'x = f"' + b"".join(b"{%s}" % n for n in names * 6) + b'"\n',
        ),
        Hazard("fields in one f-string", PARTS, EITHER_WAY, b'x = f"' + b"{a:>10}" * 60_000 + b'"\n'),
        Hazard(
            "continued rows",
            "a sum of 15,000",
            "too-deep timeout failed",
            b"x = 1" + b" + \\\n    1" * 15_000 + b"\n",
        ),
        Hazard(
            "strings in many rows",
            PARTS,
            "timeout memory passed",
            b"x = (\n" + b"    'a'\n" * 19_000 + b")\n",
        ),
        Hazard("operators at line ends", ROWS, EITHER_WAY, b"x = (" + b"a and\n" * 18_000 + b"a)\n"),
        Hazard("hash marks", "a comment of a megabyte", "timeout failed", b"#" * 1_000_000 + b"\n"),
    ]


def stars(modules: int, names: int) -> bytes:
    """The message of each undefined name lists every module that it may come from."""
    imports = b"".join(b"from m%d import *\n" % number for number in range(modules))
    return imports + b"".join(b"n%d\n" % number for number in range(names))
