"""The grammar of clean lines matches no line that breaks a rule, and nearly all others."""

from __future__ import annotations

import pytest

from lintbox.lint.quick.grammar import clean_lines

CLEAN = """
x = 1
return not x
if a and (b or not c):
a[1:2, b] = f(*args, key=value, **others)
from . import x
print("xxx" % (a, b), file=f)
lambda_ = [i**2 for i in range(10) if i % 2]
def f(a, b=1, *, c=None, **d):
def f(a: int, *b: str) -> None:
def f(a: int = 0, *, b: dict[str, list[int]] | None = None, c=1) -> "x":
async def f(self, a: Callable[[int], str] = g(x=1), /) -> t.Any:
class A(B, metaclass=C):
@decorated
x: int = 3
"""
IRREGULAR = """
x=1
x = 1,2
x = (1 , 2)
f (x)
f( x)
f(x )
f(a = 1)
x = a if(b) else c
x = a  + b
x = a+= b
def f(a: int=0):
def f(a = 0):
def f(a: int = 0, b = 1):
def f(a: int = 0 ):
def f(a: int  = 0):
def f(a: int = (1,2)):
def f(a: list [int] = 3):
def f(a: int|str = 3):
def f(a: int = 1) ->int:
def f(a, * , b: int = 2):
def f(a, b: x[a,b] = 2):
@ decorated
from x import(y)
"""


@pytest.mark.parametrize("line", CLEAN.split("\n")[1:-1])
def test_a_clean_line_matches(line: str) -> None:
    assert is_clean(line)


@pytest.mark.parametrize("line", IRREGULAR.split("\n")[1:-1])
def test_a_line_that_could_break_a_rule_does_not_match(line: str) -> None:
    assert not is_clean(line)


def test_unspaced_arithmetic_is_clean_unless_e226_is_on() -> None:
    assert is_clean("x = a*b + c//d")
    assert not is_clean("x = a*b + c//d", arithmetic=True)


def is_clean(line: str, *, arithmetic: bool = False) -> bool:
    matches = set()
    for ascii_only in (False, True):
        match = clean_lines(arithmetic=arithmetic, ascii_only=ascii_only).match(f"\n{line}\n")
        assert match
        matches.add(match.end() == len(line) + 1)
    (answer,) = matches
    return answer
