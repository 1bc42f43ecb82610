"""Inputs that cannot be decoded, or decode to unexpected text."""

from __future__ import annotations

import codecs

from tests.hazards.hazard import Hazard

NO_TEXT = "this codec makes no text: flake8 aborts the whole run"
NO_CODEC = "there is no such codec; flake8 reads Latin-1, Python refuses the file"
NOT_UTF8 = "flake8 falls back to Latin-1, Python refuses the file"
ENDS = "what ends a line differs between tokenize, the parser and str.splitlines"

_TEXTLESS = (
    "zlib",
    "zip",
    "hex",
    "hex_codec",
    "base64",
    "base64_codec",
    "bz2",
    "bz2_codec",
    "rot13",
    "rot_13",
)
_MORE_TEXTLESS = ("quopri", "quopri_codec", "uu", "uu_codec", "zlib_codec")
_NO_CODECS = ("klingon", "mbcs_", "x" * 5_000, "aliases", "utf-9", "__init__", "os.path")


def cookies() -> list[Hazard]:
    textless = [
        Hazard(f"cookie {name}", NO_TEXT, "encoding", f"# coding: {name}\nx = 1\n".encode())
        for name in (*_TEXTLESS, *_MORE_TEXTLESS)
    ]
    unknown = [
        Hazard(f"cookie {name[:12]}", NO_CODEC, "encoding", f"# coding: {name}\nx = 1\n".encode())
        for name in _NO_CODECS
    ]
    return [
        *textless,
        *unknown,
        Hazard("cookie undefined", "a codec that always fails", "encoding", b"# coding: undefined\nx = 1\n"),
        Hazard("cookie idna", "a codec for host names", "encoding passed", b"# coding: idna\nx = 1\n"),
        Hazard(
            "cookie punycode",
            "a codec for host names",
            "encoding failed passed",
            b"# coding: punycode\nx = 1\n",
        ),
        Hazard("cookie utf-16", "the cookie itself is none", "encoding", b"# coding: utf-16\nx = 1\n"),
        Hazard("cookie utf-32", "the cookie itself is none", "encoding", b"# coding: utf-32\nx = 1\n"),
        Hazard("cookie utf-7", "+ begins other characters", "passed", b"# coding: utf-7\nx = '+AOg-'\n"),
        Hazard("cookie cp037", "another alphabet than ASCII", "encoding failed", b"# coding: cp037\nx = 1\n"),
        Hazard("cookie cp1252", "a codec of Windows", "passed", b"# coding: cp1252\nx = '\x80'\n"),
        Hazard(
            "cookie cp1252, no character", "this byte is none", "encoding", b"# coding: cp1252\nx = '\x81'\n"
        ),
        Hazard("cookie ascii, high byte", NOT_UTF8, "encoding", b"# coding: ascii\nx = '\xe8'\n"),
        Hazard(
            "cookie unicode_escape, surrogate",
            "half a character comes out of a whole escape",
            "encoding",
            b'# coding: unicode_escape\nx = "\\ud800"\n',
        ),
        Hazard(
            "cookie raw_unicode_escape",
            "escapes outside strings",
            "failed encoding passed",
            b'# coding: raw_unicode_escape\nx = "\\u0022\n',
        ),
        Hazard(
            "cookie after a mark",
            "mark and cookie differ",
            "encoding",
            b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
        ),
        Hazard("cookie in the second line", NO_TEXT, "encoding", b"#!/bin/python\n# coding: hex\nx = 1\n"),
        Hazard("cookie in the third line", "too late to count", "passed", b"#\n#\n# coding: hex\nx = 1\n"),
        Hazard("cookie after a carriage return", ENDS, "encoding", b"#\rx = 1\r# coding: zlib\n"),
        Hazard(
            "cookie below the opt-out",
            "flake8 has no word to say",
            "encoding",
            b"# flake8: noqa\n# coding: hex\n",
        ),
        Hazard("cookie in a docstring", "a comment only", "passed", b'"""\n# coding: hex\n"""\n'),
        Hazard("two cookies", "the first counts", "passed", b"# coding: utf-8\n# coding: hex\nx = 1\n"),
    ]


def bytes_() -> list[Hazard]:
    text = 'x = "Crème"\n'
    return [
        Hazard("Latin-1", NOT_UTF8, "encoding", text.encode("latin-1")),
        Hazard("Latin-1 with findings", NOT_UTF8, "encoding", b"import os\n" + text.encode("latin-1")),
        Hazard("Latin-1, opted out", NOT_UTF8, "encoding", b"# flake8: noqa\n" + text.encode("latin-1")),
        Hazard("overlong", NOT_UTF8, "encoding", b'x = "\xc0\x80"\n'),
        Hazard("surrogate in UTF-8", NOT_UTF8, "encoding", b'x = "\xed\xa0\x80"\n'),
        Hazard("cut in the middle", NOT_UTF8, "encoding", b'x = "\xe2\x82"\n'),
        Hazard("beyond Unicode", NOT_UTF8, "encoding", b'x = "\xf4\x90\x80\x80"\n'),
        Hazard("all bytes", NOT_UTF8, "failed encoding", bytes(range(256))),
        Hazard("UTF-16", "null bytes", "failed", "import os\n".encode("utf-16")),
        Hazard("UTF-16 without a mark", "null bytes", "failed", "import os\n".encode("utf-16-le")),
        Hazard("UTF-32", "null bytes", "failed", "import os\n".encode("utf-32")),
        Hazard("a mark only", "nothing after it", "passed", codecs.BOM_UTF8),
        Hazard("a mark in the middle", "no character of Python", "failed", b"x = 1\n\xef\xbb\xbfy = 2\n"),
        Hazard(
            "two marks", "the second is a character", "unsupported failed", codecs.BOM_UTF8 * 2 + b"x = 1\n"
        ),
        Hazard("one null", "null bytes", "failed", b"\0"),
        Hazard("1 MB of nulls", "null bytes", "failed timeout memory", b"\0" * 1_000_000),
        Hazard("null at the end", "null bytes", "failed", b"x = 1\n\0"),
        Hazard("null in a string", "null bytes", "failed", b'x = "\0"\n'),
        Hazard("null in a comment", "null bytes", "failed", b"x = 1  # \0\n"),
        Hazard("null, opted out", "null bytes", "unsupported", b"# flake8: noqa\n\0\n"),
        Hazard("end of file of DOS", "a control character", "failed", b"x = 1\n\x1a"),
        Hazard("an escape character", "a control character", "failed", b"x = \x1b[31m1\n"),
        Hazard("backspaces", "a control character", "failed", b"x = 1\b\b\b2\n"),
    ]


def line_ends() -> list[Hazard]:
    return [
        Hazard("empty", "no line at all", "passed", b""),
        Hazard("one line feed", "W391", "failed", b"\n"),
        Hazard("20,000 line feeds", "W391", "failed", b"\n" * 20_000),
        Hazard("20,000 carriage returns", ENDS, "failed", b"\r" * 20_000),
        Hazard("blanks only", "W391", "failed", b"   "),
        Hazard("one backslash", ENDS, "failed", b"\\"),
        Hazard("20,000 backslashes", ENDS, "failed timeout", b"\\\n" * 20_000),
        Hazard("carriage returns", ENDS, "failed", b"import os\rx=1\r"),
        Hazard("mixed", ENDS, "failed", b"import os\r\nx=1\ny=2\rz=3\n"),
        Hazard("vertical tab", ENDS, "failed", b"x = 1\x0by = 2\n"),
        Hazard("form feed between", ENDS, "passed", b"x = 1\n\x0c\ny = 2\n"),
        Hazard("file separator", ENDS, "failed", b"x = 1\x1cy = 2\n"),
        Hazard("next line", ENDS, "failed", "x = 1\u0085y = 2\n".encode()),
        Hazard("line separator in a string", ENDS, "passed", 'x = "\u2028"\n'.encode()),
        Hazard("paragraph separator in a comment", ENDS, "passed", "x = 1  # \u2029 y = (\n".encode()),
        Hazard("no end in a string", ENDS, "failed", b'x = "'),
        Hazard("no end in a bracket", ENDS, "failed", b"x = ("),
        Hazard("no end in a docstring", ENDS, "failed", b'"""' + b"\n" * 19_000),
    ]
