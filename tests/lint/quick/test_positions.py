"""Findings in statements that span rows have the positions of flake8."""

from __future__ import annotations

import pytest

from tests.lint.quick.both_ways import OPTION_SETS, quick_rows, set_up, stock_rows

LONG = "words " * 20
LINES = {
    "blanks that are too many": "x = {'a'   : 1,\n     'bc'  :  2 , 'd' :3,\n     'e' : 4\n     }\n",
    "a comma at the beginning of a row": "x = f(1\n      , 2 , 3\n      ,4\n      )\n",
    "commas without a blank": "x = [(1,2), (3,\n     4,5),\n     'a','b',]\n",
    "commas of all kinds": "y = {1,2,}\nz = f(a,b , c=d,*e)[1,2]\n",
    "a comma before a comment": "x = [1,# one\n     2,3,  # two\n     4,5,]\n",
    "a comma before a backslash": "x = 1,2,\\\n    3,4\n",
    "commas and a field": "x = [1,2,\n     f'{a:>3}',3]\ny = f'\\N{DIGIT ONE}{a}',2,(3,4 )\n",
    "commas and a string of many rows": "x = ['''a\n  b''',1 ,2,\n     3,4]\n",
    "commas and worse": "x = f(1,2)+3\nx = f(a, b=1,c = 2)\nx = 1,2 if(a) else 3\nx = {1:2,3:4}\n",
    "a walrus after a blank": "if (a :=1) and f(b , c := 2):\n    pass\n",
    "slices": "x = a[1 :2, :3,::4]\ny = a[b :-c ,d]\nz = lambda a,b : (a,b)\n",
    "annotations": "def f(a : int=1,b = 2, * , c : str = 'x' )->int :\n    return a,b\n",
    "comments behind rows": "x = (1,  #one\n     2, #  two\n     # three\n     #four\n     )  #!five\n",
    "a comment behind a string of many rows": "x = '''a\n    b'''  #c\ny = ('''a\n''' # c\n     )\n",
    "a string before a block": 'if ("""\n    """):\n    a=b\n',
    "a string before a loop": 'for a in """\n    b\n    """.split():  # c\n    a=b\n',
    "comments after a field of many rows": "x = f'''{\n    a #b\n    }''' #c\n#d\ny=1\n    #e\n",
    "commas and a slash": "def f(a,/,b):\n    pass\ndef g(a,/):\n    pass\ndef h(a, / ,b,*,c):\n    pass\n"
    "def i(a, /,b):\n    pass\n",
    "commas and in": "for a,in b:\n    pass\nx = [c for c ,in d]\nfor e,in_ in f(g,in_):\n    pass\n",
    "long comments behind strings": (
        f"x=f(\n    'a'  # {LONG}\n    r'b' 'c',  # {LONG}\n    # {LONG}\n    f'{{x}}'  # {LONG}\n    )\n"
        f"y=f(\n    # {LONG}\n    '''\n    '''  # {LONG}\n    )\nz = \\\n    'a'  # {LONG}\n"
        f"'''a'''  # {LONG}\n{' ' * 80}\n'a' 'b'  # {LONG}\n# {LONG}\n"
    ),
    "brackets that do not hang": (
        "x=f(\n    a, [\n        1,\n        2\n    ], {\n        3: 4\n        },\n)\n"
        "y = f(a, [\n    b\n], c=[\n    d\n  ])\nif f(\n    a\n):\n    f'{\n    a\n}'\n"
        "z = (\n    f'{\n    a\n}',\n    '''\n'''\n)\n"
    ),
    "fields that open brackets beside those that hang": (
        "while a.b(f'{a}'\n          [\n              b\n          ],):\n    pass\n"
        "x = [\n        f(rF'{a}',\n          g(\n          )), f(\n                  ) +\n        a\n    ]\n"
    ),
    "numbers before keywords": "x = 1,2if(a)else 3\ny = (a or 0xfor\n     1and\n     x1or\n     )\n",
    "numbers that end in a point or an alphabetic character": (
        "x = 1.or 2\nx = 1.e5or 2\nx = 12.jif(a)else 3\n"
        "y = (1_0.or\n     12.e5or\n     1.jand\n     a1.jor\n     1.5.jor\n     + 0x1.jor\n     + 3)\n"
    ),
    "accents of their own": (
        "x = e\u0301 (a)\nx = e\u0301if [a]\n"
        "y = (e\u0301or\n     + a +\n     and\u0301\n     + e\u0301_1or)\n"
    ),
    "f-strings with a backslash behind a field": (
        f"x = f'{{a}} \\\n'\nx = f'{'b' * 80}{{a}}  \\\n c'\n"
        f"x = f'{' ' * 80}\\\n {{c}}'\nx = f'''{{\na}} \\\n'''\n"
    ),
    "rows that are only a backslash": (
        f"if a:\n    x = (1,\n\t\\\n  2, \\\n{' ' * 80}\\\n\n3)\ny='''\\\n\t\\\n'''\n"
    ),
    "decorators": "@ f(a,b)\n@f(a , b)\ndef g():\n    pass\n",
}


@pytest.mark.parametrize("options", OPTION_SETS.values(), ids=OPTION_SETS)
def test_rows_have_the_positions_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    for what, source in LINES.items():
        for data in (source.encode(), f"if a:\n    b\n\n\n{source}".encode()):
            expected = stock_rows(setup, "file.py", data)
            assert expected, what
            assert quick_rows(setup, "file.py", data) == expected, what
    assert setup.fast_path
    assert not setup.fast_path.stock
