"""Files that Python refuses, of every kind: written by hand, and taken from the interpreter's own tests.

Sources of the kinds: Python/symtable.c, compile.c, codegen.c and future.c of CPython, the doctests of
Lib/test/test_syntax.py, PEP 263 for bytes.
"""

from __future__ import annotations

import ast
import doctest
import sys
import sysconfig
import textwrap
import warnings
from pathlib import Path

from lintbox.lint.engine.decoding import DECODES_COMMENTS

MANY = "".join(" " * depth + "while 1:\n" for depth in range(25)) + " " * 25 + "pass\n"

PROGRAMS = r"""
match x:\n case a | b: pass
match x:\n case a: pass\n case b: pass
match x:\n case _: pass\n case 1: pass
match x:\n case [a, a]: pass
match x:\n case [*a, *b]: pass
match x:\n case {'k': 1, 'k': 2}: pass
match x:\n case A(a=1, a=2): pass
match x:\n case (1 as a) | (2 as b): pass
f = lambda x, x: 1
def f(x, x): pass
[lambda x, x: 1 for y in z]
class A:\n    def f(self, __x, _A__x): pass
return 1
class A:\n    return 1
class A:\n    yield 1
yield 1
x = yield 1
x: (yield) = 1
def f():\n    [(yield) for x in y]
def f():\n    class A:\n        yield 1
def f() -> (yield): pass
await x
def f():\n    await x
async def f():\n    def g():\n        await x
async def f():\n    class A:\n        await x
lambda: (await x)
def f():\n    async with x: pass
def f():\n    async for x in y: pass
def f():\n    [x async for x in y]
[x async for x in y]
def f():\n    [await x for x in y]
async def f():\n    yield 1\n    return 2
async def f():\n    yield from x
nonlocal x
def f():\n    nonlocal x
class A:\n    nonlocal x
def f(x):\n    global x
def f():\n    x = 1\n    global x
def f():\n    print(x)\n    global x
def f():\n    global x\n    x: int = 1
def f():\n    def g():\n        nonlocal y
def f(x):\n    nonlocal x
def f():\n    x = 1\n    def g():\n        global x\n        nonlocal x
*a = 1
*a, *b = x
[*a, *b] = x
*a
x = *a
for *a in b: pass
def f():\n    return *a
del (*a,)
del (f())
f() = 1
f(a=1, a=2)
f(**a, b=1, b=2)
class A(metaclass=x, metaclass=y): pass
__debug__ = 1
def f(__debug__): pass
f(__debug__=1)
x.__debug__ = 1
import __debug__
del __debug__
for __debug__ in x: pass
class __debug__: pass
from __future__ import braces
from __future__ import nonsense
x = 1\nfrom __future__ import annotations
'''a'''\n'''b'''\nfrom __future__ import annotations
from __future__ import *
def f():\n    from os import *
class A:\n    from os import *
break
continue
def f():\n    break
for x in y:\n    def f():\n        break
for x in y:\n    async def f():\n        continue
for x in y:\n    class A:\n        continue
try: pass\nexcept: pass\nexcept A: pass
for x in y:\n    try: pass\n    except* A: break
def f():\n    try: pass\n    except* A: return
[x := 1 for x in y]
[(x := 1) for y in (z := x)]
class A:\n    [(x := 1) for y in z]
[[(y := 1) for x in w] for y in z]
[x for x in (y := [])]
'\ud800'
x = '\N{NOPE}'
x = '\xz'
x = 'C:\Users\me'
x = '\u12'
x = '\U00110000'
x = b'\xz'
x = f'\N{NOPE}{1}'
x = f'{1}\xz'
x = '''a\n\xz'''
x = '\N{NOPE}'  # noqa
def f():\n    'C:\users'
x = 0777
x = 1__0
x = 0b2
x = 1abc
x = 'a
x = (
x = )
if x:
if x:\npass
def f(a=1, b): pass
def f(*): pass
def f(**a, b): pass
def f(a, /, b, /): pass
f(**a, *b)
f(a for b in c, 1)
f(a=1, 2)
print 1
exec 'a'
x = 1 if 2
x = = 1
x = $
x = ?
None = 1
True = 1
(a, None) = 1
1 = x
x + 1 = 2
f'{a' = 1
f'{}'
f'{a b}'
f'{a!z}'
with a as f(): pass
import a.b as c.d
from . import *, a
from a import (b)c
async def f(): await = 1
class = 1
lambda: x = 1
x := 1
(x.y := 1)
try: pass
raise a, b
a <> b
a++
`a`
else: pass
  x = 1
if x:\n        a\n    b
if x:\n\ta\n        b
"""

UNTIL_3_13 = r"""
try: pass\nexcept A, B: pass
"""

SINCE_3_12 = r"""
def f[T, T](): pass
class A[T, T]: pass
type X[T, T] = 1
class A:\n    type X = (yield)
type X = (y := 1)
def f[T: (yield)](): pass
def f[T: (await x)](): pass
class A[T]((yield)): pass
type X = [await x]
def f[T]() -> (x := 1): pass
def f[T]():\n    nonlocal T
"""

SINCE_3_14 = r"""
t'{a' = 1
t'{}'
t'{a!z}'
t'a' 'b'
try: pass\nexcept A, B as c: pass
"""

SINCE_3_15 = r"""
def f():\n    lazy import a
class A:\n    lazy from a import b
try:\n    lazy import a\nexcept A: pass
lazy from a import *
lazy from __future__ import annotations
"""

_FUTURE = b"from __future__ import annotations\n"
BYTES: dict[str, bytes] = {
    "long hexadecimal annotation": _FUTURE + b"x: 0x" + b"f" * 3_600 + b"  # noqa: E501\n",
    "long octal annotation": _FUTURE + b"x: 0o" + b"7" * 4_800 + b"  # noqa: E501\n",
    "long binary annotation": _FUTURE + b"def f(x: 0b" + b"1" * 14_300 + b"): pass  # noqa\n",
    "comment": b"# caf\xe9\nx = 1\n",
    "comment at the end": b"x = 1  # caf\xe9\n",
    "comment, no line feed": b"x = 1\n# caf\xe9",
    "string": b"x = 'caf\xe9'\n",
    "f-string": b"x = f'caf\xe9{1}'\n",
    "docstring": b"'''\n\ncaf\xe9\n'''\n",
    "name": b"caf\xe9 = 1\n",
    "after a form feed": b"x = 1\n\x0c# caf\xe9\n",
    "after 8 KB": b"x = 1\n" * 3000 + b"# caf\xe9\n",
    "after 8 KB, in a string": b"x = 1\n" * 3000 + b"x = '\xe9'\n",
    "with findings": b"import os\n# caf\xe9\nx = 1 \n",
    "cookie behind code": b"x = 2\n# coding: latin-1\ny = '\xe9'\n",
    "cookie behind a docstring's beginning": b'"""\n# coding: latin-1\n"""\nx = "\xe9"\n',
    "cookie in the third line": b"\n\n# coding: latin-1\nx = '\xe9'\n",
    "mark and latin-1": b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
    "mark and utf8": b"\xef\xbb\xbf# coding: utf8\nx = 1\n",
    "mark and cookie in line 2": b"\xef\xbb\xbf\n# coding: ascii\nx = 1\n",
    "mark, byte in a string": b"\xef\xbb\xbf# \xe9\nx = 'caf\xe9'\n",
    "cookie utf-8, byte in a string": b"# coding: utf-8\n# \xe9\nx = 'caf\xe9'\n",
    "cookie u8, byte in a comment": b"# coding: u8\n# caf\xe9\n",
    "cookie ascii": b"# coding: ascii\n# \xe9\n",
    "cookie cp1252": b"# coding: cp1252\n# \x81\n",
    "cookie shift_jis": b"# coding: shift_jis\n#\x83\n",
    "cookie unknown": b"# coding: klingon\nx = 1\n",
    "cookie rot13": b"# coding: rot13\nk = 1\n",
    "cookie hex": b"# coding: hex\n1\n",
    "cookie undefined": b"# coding: undefined\nx = 1\n",
    "cookie utf-16": b"# coding: utf-16\nx = 1\n",
    "cookie after a carriage return": b"# a\r# coding: klingon\rx = 1\r",
    "surrogate": b"# \xed\xa0\x80\nx = 1\n",
    "overlong": b"# \xc0\x80\nx = 1\n",
    "beyond Unicode": b"# \xf4\x90\x80\x80\nx = 1\n",
    "cut off": b"x = 1\n# \xc3",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "UTF-16 without a mark": "x = 1\n".encode("utf-16-le"),
    "UTF-32": "x = 1\n".encode("utf-32"),
    "null in a comment": b"# a\0b\nx = 1\n",
    "null in a string": b"x = 'a\0b'\n",
    "null at the end": b"x = 1\n\0",
    "null, opted out": b"# flake8: noqa\nx = 1\n# \0\n",
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbfx = 1\n",
    "opted out": b"# flake8: noqa\n# caf\xe9\n",
}

RUNS: dict[str, bytes] = {
    "long hexadecimal number": b"x = 0x" + b"f" * 3_600 + b"  # noqa: E501\n",
    "latin-1 with a suffix": b"# coding: latin-1-unix\nx = '\xe4'\n",
    "iso-8859-1 with a suffix": b"# -*- coding: ISO_8859_1-mac -*-\nx = '\xe4'\n",
    "iso-latin-1 with a suffix": b"#\n# vim: fileencoding=iso-latin-1-dos\nx = '\xe4'\n",
    "cookie latin-1": b"# coding: latin-1\n# caf\xe9\nx = '\xe9'\n",
    "cookie latin-1, byte behind it": b"# coding: latin-1 caf\xe9\nx = 1\n",
    "cookie in line 2 after a blank one": b"\n# coding: latin-1\nx = '\xe9'\n",
    "cookie in line 2 after a form feed": b"\x0c\n# coding: latin-1\nx = '\xe9'\n",
    "cookie in line 2 after a shebang": b"#!/usr/bin/python\n# coding: latin-1\nx = '\xe9'\n",
    "cookie behind a carriage return": b"# a\r# coding: latin-1\rx = '\xe9'\r",
    "cookie behind code, all ASCII": b"x = 2\n# coding: klingon\ny = 1\n",
    "mark and utf-8": b"\xef\xbb\xbf# coding: utf_8\nx = 1\n",
    "cookie utf-7": b"# coding: utf-7\nx = '+AOk-'\n",
    "cookie iso-2022-jp": b"# coding: iso-2022-jp\nx = '\x1b$B$\"\x1b(B'\n",
    "future after a docstring": b"'''a'''\nfrom __future__ import annotations\n",
    "await where it may be": b"async def f():\n    async with x as y:\n        await y\n",
}

_REFUSED_WHERE_COMMENTS_ARE_DECODED: dict[str, bytes] = {
    "cookie utf-8, byte in a comment": b"# coding: utf-8\n# caf\xe9\nx = 1\n",
    "cookie utf-8, byte in its comment": b"# coding: utf-8 \xe9",
    "cookie ascii, byte in its comment": b"# \xe9 coding: ascii\n",
    "mark, byte in a comment": b"\xef\xbb\xbf# caf\xe9\nx = 1\n",
}
_REFUSED_ELSEWHERE: dict[str, bytes] = {
    "first line, cookie in the second": b"# caf\xe9\n# coding: latin-1\nx = 1\n",
    "alone in a comment": b"# \xc3",
    "alone in a comment with a line feed": b"\x0c# \xc3\n",
}
BYTES |= _REFUSED_WHERE_COMMENTS_ARE_DECODED if DECODES_COMMENTS else _REFUSED_ELSEWHERE
RUNS |= _REFUSED_ELSEWHERE if DECODES_COMMENTS else _REFUSED_WHERE_COMMENTS_ARE_DECODED


def written() -> dict[str, bytes]:
    rows = PROGRAMS + (UNTIL_3_13 if sys.version_info < (3, 14) else "")
    for first, more in ((12, SINCE_3_12), (14, SINCE_3_14), (15, SINCE_3_15)):
        rows += more if sys.version_info >= (3, first) else ""
    programs = [row.replace("\\n", "\n").replace("\\t", "\t") for row in _rows(rows)]
    return {row: row.encode() + b"\n" for row in programs} | BYTES | {"25 loops": MANY.encode()}


def _rows(text: str) -> list[str]:
    return [row for row in text.split("\n") if row.strip()]


def from_the_interpreter(most: int) -> dict[str, bytes]:
    """Return what its own tests hold and its compiler refuses; empty where it comes without tests."""
    found: dict[str, bytes] = {}
    for name in ("test_syntax", "test_named_expressions", "test_patma", "test_type_params", "test_unpack_ex"):
        path = Path(sysconfig.get_path("stdlib"), "test", f"{name}.py")
        for source in _sources_in(path) if path.is_file() else ():
            if len(found) < most and _is_refused_only_by_the_compiler(source):
                found[f"{name}: {source}"] = source.encode()
    return found


def _sources_in(path: Path) -> list[str]:
    texts = [
        textwrap.dedent(node.value)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    examples = [
        one.source for text in texts if ">>>" in text for one in doctest.DocTestParser().get_examples(text)
    ]
    return [*examples, *(text for text in texts if ">>>" not in text and "\0" not in text)]


def _is_refused_only_by_the_compiler(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source.encode())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        try:
            compile(tree, "file.py", "exec", dont_inherit=True)
        except SyntaxError:
            return True
    return False
