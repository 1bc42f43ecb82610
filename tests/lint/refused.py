"""Programs that Python refuses, of every kind, written by hand.

Sources of the kinds: Python/symtable.c, compile.c, codegen.c and future.c of CPython.
"""

from __future__ import annotations

import sys

from tests.lint.refused_bytes import BYTES

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


def written() -> dict[str, bytes]:
    rows = PROGRAMS + (UNTIL_3_13 if sys.version_info < (3, 14) else "")
    for first, more in ((12, SINCE_3_12), (14, SINCE_3_14), (15, SINCE_3_15)):
        rows += more if sys.version_info >= (3, first) else ""
    programs = [row.replace("\\n", "\n").replace("\\t", "\t") for row in _rows(rows)]
    return {row: row.encode() + b"\n" for row in programs} | BYTES | {"25 loops": MANY.encode()}


def _rows(text: str) -> list[str]:
    return [row for row in text.split("\n") if row.strip()]
