"""Sample files that the fork server checks before it forks.

They exercise most rules, so that every worker inherits the imported modules and warm caches. In its sandbox
a worker could not import modules.
"""

from __future__ import annotations

_ORDINARY = r'''"""Two words.

>>> add(1, 2)
3
"""
from __future__ import annotations
import os, sys
from typing import (TYPE_CHECKING,
    Any, overload)
from .sibling import *

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Shape", "add", "missing"]
BULLET = "\N{BULLET} \d"
table = {"one": 1, "one": 2,
         'long': """
    several lines""" % {"a": 1},}
class Shape( object ):
    """Two shapes.

    >>> 1 +
    """
    sides : int=0
    def area(self,scale = 1.0, *args, **more)->float:
        """Compute it.  # flake8 looks here, too"""
        global table
        unused = f"{self.sides!r:>{10}} {scale:.2f} and a line that is longer than seventy-nine columns"
        if scale == None or not scale in args :
            return -1
        elif type(scale) == type(1):
            raise NotImplemented
        for l in range(self.sides): total=l+ 1 ; print(total)  # noqa: E501
        try:
            with open(os.devnull) as (file): data = file.read()
        except:
            assert (data, "message")
        else:
            return scale  if scale else (
              self.sides
                + 1)
        while True :
            del data
            break
        return [x for x in args if x is 1] + list(map(lambda y: y**2, args))

    @overload
    def area(self): ...
async def add(left: int, right: "Any" = None, /, *, third=...) -> int:
    """Add them.

    >>> add(1, "\N{BULLET}")
    3
    """
    async with left as one, right: await one
    match right:
        case {"key": [first, *rest], **others} if first: return (yield)
        case Shape(sides=3) | None: pass
        case _: nonlocal_name = undefined_name
    {tab}# a tab
    return left+right \
        + (walrus := third) @ ("%(a\x1b)s" % {"b\x1b": 1}) if left!=right else "{} {}".format(1)
'''.replace("{tab}", "\t")

SAMPLES = (
    _ORDINARY.encode(),
    _ORDINARY.replace("and", "or or").encode(),  # a syntax error
    b"x = (\n",
    b'# coding: latin-1\r\nx = "\xe8"\r\n',
    b'x = "\xe8" \n',
    b"\xc3\xa9 = 1\n",  # a name that is not ASCII has patterns of its own
)
