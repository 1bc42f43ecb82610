"""The order in which a worker receives files does not change their results."""

from __future__ import annotations

import asyncio
import random
import sysconfig
from pathlib import Path

from lintbox.domain import Report
from tests.processes import on_linux, running

ODD = (
    b"",
    b"x = 1",
    b"def f(:\n",
    b"x = '\\z'\n",
    b"\xff\n",
    b"# coding: latin-1\nx = '\xe9'\n",
    b"# coding: nonsense\n",
    b"\x00\n",
    b"\f\n",
    b"import os  # noqa\n",
    b"# flake8: noqa\nimport os\n",
    b"from x import *\ny\n",
    b"\t x = 1\n",
    b"if True:\n\tx = 1\n        y = 2\n",
    b"(" * 300 + b")" * 300 + b"\n",
    b"x = " + b"-" * 500 + b"1\n",
    b"class A:\n    def __eq__(self): ...\n",
    b"print('%s %s' % (1,))\n",
    b"f'{1:{2:{3}}}'\n",
    b"match 1:\n    case _: pass\n",
    b"type X = int\n",
    b"del x\n",
    b"return 1\n",
    b"async def f():\n    yield 1\n    return\n",
    b"x: int = 'a'\n",
    b"\xef\xbb\xbfimport os\n",
    b"a = 1\r\nb = 2\rc = 3\n",
    b"x = 1;\n" * 300,
    b"try:\n    pass\nexcept:\n    pass\n",
    b"l = lambda: 0\n",
)
SMALL = 6_000
pytestmark = on_linux


def find_files() -> list[bytes]:
    """Return small modules of the standard library and the unusual files: 150 in all."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("**/*.py"))
    fit = dict.fromkeys(path.read_bytes() for path in paths if 0 < path.stat().st_size < SMALL)
    return [*ODD, *(data for data, _ in zip(fit, range(150 - len(ODD)), strict=False))]


async def check_all(files: list[bytes]) -> dict[bytes, Report]:
    async with running() as started:
        return {data: await started.check(data, "alice") for data in files}


def test_the_order_of_files_does_not_change_their_rows() -> None:
    files = find_files()
    assert len(set(files)) == 150
    one = asyncio.run(check_all(files))
    other = asyncio.run(check_all(random.sample(files, len(files))))
    differ = [
        data
        for data in files
        if (one[data].findings, one[data].error) != (other[data].findings, other[data].error)
    ]
    assert differ == []
