"""A slash or a star before a closing bracket: pycodestyle's E225 depends on what follows the comma (S25)."""

from __future__ import annotations

from itertools import product

from tests.lint.quick.both_ways import quick_rows, set_up, stock_rows

_HEADS = ("def f", "async def f", "def f[T]", "async def f[T: int]", "class A:\n    def f")
_PARAMETERS = (
    *("a, /", "a=1, /", "a: int, /", "a: int = 1, /", "a,/", "a , /", "a, / ", "a, /, b", "a, / , b"),
    *(
        "a, /, *b",
        "a, /, *, b",
        "a, /, **k",
        "*",
        "*, b",
        "a, *",
        "a=(1,), /",
        "a=1 / 2, /",
        "a: 'x' = {}, /",
    ),
)
_ENDS = (")", ",)", ", )", " ,)", ",\n        )", "\n        )", ",  # c\n        )", ",\\\n        )")
_LAMBDAS = (
    *("x = lambda {}: a", "f((lambda {}: a), b)", "x = [lambda {}: a]", "x = {{'a': lambda {}: a}}"),
    *("x = f'{{(lambda {}: 1)}}'", "def g(c=lambda {}: 0, /,): pass"),
)


def definitions() -> list[str]:
    made = [f"{head}({inside}{end}: return a\n" for head, inside, end in product(_HEADS, _PARAMETERS, _ENDS)]
    bare = [inside for inside in _PARAMETERS if ":" not in inside]
    return made + [
        form.format(inside + end) + "\n" for form, inside, end in product(_LAMBDAS, bare, ("", ",", ", "))
    ]


def test_a_slash_or_star_before_a_bracket_gives_the_rows_of_flake8() -> None:
    setup = set_up(("--select=E,W,F,C90",))
    assert setup.fast_path
    sources = definitions()
    assert len(sources) > 900
    for source in sources:
        data = source.encode()
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data), source
    assert not setup.fast_path.stock


def test_a_slash_and_a_comma_before_a_bracket_lack_a_blank() -> None:
    rows = quick_rows(set_up(()), "file.py", b"def f(a, /,): return a\n")
    assert ("E225", 1, 12, "missing whitespace around operator") in rows
