"""Small inputs that produce many rows, large texts or high memory use."""

from __future__ import annotations

from tests.hazards.hazard import Hazard

OBJECTS = "each token and each node is an object: hundreds of times the size of the file"
DIGITS = "a number has no upper end"
FOLDED = "the compiler could compute it while it reads"
FLOOD = "floods the list with rows"
FORGED = "a message quotes the file: what is in it could pass for a row, a command or a tag"

LARGE = 1_000_000
HUNGRY = "memory timeout failed"


def memory() -> list[Hazard]:
    return [
        Hazard("1 MB of integers", OBJECTS, HUNGRY, b"x = [" + b"1, " * (LARGE // 3) + b"]\n"),
        Hazard("1 MB of lists", OBJECTS, HUNGRY, b"x = [" + b"[]," * (LARGE // 3) + b"]\n"),
        Hazard("1 MB of statements", OBJECTS, HUNGRY, b"x=1;" * (LARGE // 4) + b"\n"),
        Hazard("1 MB of semicolons", OBJECTS, HUNGRY, b";" * LARGE + b"\n"),
        Hazard("1 MB of commas", OBJECTS, HUNGRY, b"f(" + b"," * LARGE + b")\n"),
        Hazard("1 MB of points", OBJECTS, HUNGRY, b"." * LARGE + b"\n"),
        Hazard("1 MB of quotes", OBJECTS, HUNGRY, b'"' * LARGE + b"\n"),
        Hazard("1 MB of f-strings", OBJECTS, HUNGRY, b"x = (" + b"f'{a}' " * (LARGE // 7) + b")\n"),
        Hazard("1 MB of slices", OBJECTS, HUNGRY, b"x = a[" + b"::," * (LARGE // 3) + b"]\n"),
        Hazard("1 MB of braces in an f-string", OBJECTS, HUNGRY, b'x = f"' + b"{{" * (LARGE // 2) + b'"\n'),
        Hazard("20,000 statements", OBJECTS, "passed timeout memory", b"x = 1\n" * 20_000),
        Hazard("one string of 1 MB", "one long line", "failed", b'x = "' + b"a" * LARGE + b'"\n'),
        Hazard("one name of 1 MB", "one long line", "failed timeout", b"a" * LARGE + b"\n"),
        Hazard(
            "one comment of 1 MB",
            "one long line, allowed for an address",
            "passed timeout",
            b"# " + b"a" * LARGE + b"\n",
        ),
        Hazard("one docstring of 1 MB", "one long line", "failed timeout", b'"""' + b"a" * LARGE + b'"""\n'),
        Hazard("hexadecimal of 1 MB", DIGITS, "failed memory timeout", b"x = 0x" + b"f" * LARGE + b"\n"),
        Hazard("decimal of 100 KB", DIGITS, "failed", b"x = " + b"9" * 100_000 + b"\n"),
        Hazard("decimal of 1 MB", DIGITS, "failed timeout memory", b"x = " + b"9" * LARGE + b"\n"),
        Hazard("underscores", DIGITS, "failed", b"x = 1" + b"_1" * 100_000 + b"\n"),
        Hazard("binary of 100 KB", DIGITS, "failed", b"x = 0b" + b"10" * 50_000 + b"\n"),
        Hazard("exponent", DIGITS, "passed", b"x = 1e999999999\n"),
        Hazard("power of powers", FOLDED, "passed", b"x = 10 ** 10 ** 10\n"),
        Hazard("shift", FOLDED, "passed", b"x = 1 << 10 ** 12\n"),
        Hazard("repeated string", FOLDED, "passed", b'x = "a" * 10 ** 12\n'),
        Hazard("repeated tuple", FOLDED, "passed", b"x = (1,) * 10 ** 12\n"),
        Hazard("width of a format", FOLDED, "passed", b'x = "%1000000000d" % 1\n'),
        Hazard("width of a field", FOLDED, "passed", b'x = f"{1:>1000000000}"\n'),
    ]


def floods() -> list[Hazard]:
    slow = "failed timeout memory"
    return [
        Hazard("undefined names", FLOOD, slow, b"".join(b"n%d\n" % number for number in range(20_000))),
        Hazard("unused imports", FLOOD, slow, b"".join(b"import m%d\n" % number for number in range(10_000))),
        Hazard(
            "one import of many",
            FLOOD,
            slow,
            b"import " + b", ".join(b"m%d" % n for n in range(5_000)) + b"\n",
        ),
        Hazard(
            "unused variables",
            FLOOD,
            slow,
            b"def f():\n" + b"".join(b"    v%d = 1\n" % n for n in range(15_000)),
        ),
        Hazard("commas without a blank", FLOOD, slow, b"x = (\n" + b"1,1,1,1,1,1,1,1,\n" * 5_000 + b")\n"),
        Hazard("operators without a blank", FLOOD, slow, b"x=1+1\n" * 15_000),
        Hazard("blanks at line ends", FLOOD, slow, b"x = 1 \n" * 15_000),
        Hazard("long lines", FLOOD, slow, (b"# " + b"a " * 45 + b"\n") * 8_000),
        Hazard("tabs", FLOOD, slow, b"if a:\n" + b"\tx = 1\n" * 15_000),
        Hazard("escapes", FLOOD, slow, b'x = "' + rb"\d" * 50_000 + b'"\n'),
        Hazard("functions", FLOOD, slow, b"def f(): pass\n" * 8_000),
        Hazard("lambdas", FLOOD, slow, b"f = lambda: 0\n" * 10_000),
        Hazard("bare except", FLOOD, slow, b"try:\n    pass\nexcept:\n    pass\n" * 4_000),
        Hazard("comparisons with None", FLOOD, slow, b"x = a == None\n" * 10_000),
        Hazard("placeholders", FLOOD, slow, b'x = "' + b"%s" * 50_000 + b'" % (1,)\n'),
        Hazard("fields", FLOOD, slow, b'x = "' + b"{}" * 50_000 + b'".format(1)\n'),
        Hazard("opted out, line by line", FLOOD, "passed timeout", b"import os  # noqa\n" * 10_000),
        Hazard("codes after noqa", FLOOD, slow, b"import os  # noqa: " + b"E501," * 50_000 + b"\n"),
        Hazard("exported names", FLOOD, slow, b"__all__ = [" + b"'a', " * 50_000 + b"]\n"),
        Hazard(
            "doctests",
            FLOOD,
            slow,
            b'def f():\n    """F.\n' + b"    >>> a\n" * 5_000 + b'    """\n',
            ("--doctests",),
        ),
    ]


def forgeries() -> list[Hazard]:
    return [
        Hazard("a row in a message", FORGED, "failed", b'"%(a\\nfile.py:1:1: E999 no)s" % {"b": 1}\n'),
        Hazard("a row in a key", FORGED, "failed", b'"%(a)s" % {"a": 1, "b\\nx.py:1:1: E1": 1}\n'),
        Hazard("an escape sequence", FORGED, "failed", b'"%(a)s" % {"\\x1b[2J": 1}\n'),
        Hazard("a tag", FORGED, "failed", b'"%(<script>alert(1)</script>)s" % {"b": 1}\n'),
        Hazard("a surrogate", FORGED, "failed", b'"%(\\ud800)s" % {"\\udfff": 1}\n'),
        Hazard("a turn of direction", FORGED, "failed", b'"%(\\u202eabc)s" % {"b": 1}\n'),
        Hazard("a message of 1 MB", FORGED, "failed timeout", b'"%(' + b"a" * LARGE + b')s" % {"b": 1}\n'),
        Hazard("an import of 1 MB", FORGED, "failed timeout", b"import " + b"a" * LARGE + b"\n"),
        Hazard("names that look alike", FORGED, "failed", "import оs\nimport os\n".encode()),
        Hazard("a null in a key", FORGED, "failed", b'"%(a)s" % {"\\0": 1}\n'),
        Hazard("no such character", FORGED, "failed", b'x = "\\N{NO SUCH <CHARACTER>}"\n'),
        Hazard("Python refuses", "flake8 is silent", "unsupported", b"x = 1\nnonlocal x\n"),
        Hazard("Python refuses, silenced", "flake8 is silent", "unsupported", b"return 1  # noqa\n"),
        Hazard("broken, opted out", "flake8 is silent", "unsupported", b"# flake8: noqa\nx = (\n"),
        Hazard(
            "opted out inside a string",
            "flake8 is silent",
            "passed",
            b'import os\nx = """\n# flake8: noqa\n"""\n',
        ),
    ]
