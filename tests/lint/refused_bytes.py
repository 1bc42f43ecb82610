"""Files whose encoding or bytes Python refuses, and similar ones that it runs; PEP 263 has the rules."""

from __future__ import annotations

from lintbox.lint.engine.decoding import DECODES_COMMENTS

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
