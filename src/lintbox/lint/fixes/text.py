"""The text of a file apart from its encoding and line ends, which a repair keeps as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lintbox.domain import normalize_line
from lintbox.lint.engine.source import UnreadableError, read

_LINE_END = re.compile(r"\r\n|\r|\n")
_SIGNATURE = "utf-8-sig"


class NotFixable(Exception):
    """Nothing can be repaired; the message is a sentence."""


class Text(NamedTuple):
    """``lines`` end with a line feed, except perhaps the last; ``ends`` has the line end that each had."""

    lines: list[str]
    ends: list[str]
    encoding: str


def decode(data: bytes) -> Text:
    """Raises: NotFixable: not decodable, or not encodable again without a change."""
    try:
        source = read(data)
    except UnreadableError:
        source = None
    if source is None or source.encoding is None:
        raise NotFixable(
            "Nothing can be fixed: the file cannot be decoded. Save it as UTF-8, then replace it."
        )
    text = Text(source.lines, _LINE_END.findall(data.decode(source.encoding)), source.encoding)
    if encode(text, text.lines) != data:
        raise NotFixable(
            f"Nothing can be fixed: the text cannot be written again in {source.encoding} without a change. "
            "Save it as UTF-8, then replace it."
        )
    return text


def encode(text: Text, lines: Sequence[str]) -> bytes:
    """Return these lines with the encoding, byte order mark and line ends of the text.

    Raises:
        NotFixable: Python would read other lines.
    """
    body = "".join(_put_ends(text, lines))
    try:
        data = body.encode(text.encoding)
        if read(data) == (list(lines), text.encoding):
            return data
    except (UnicodeError, UnreadableError):
        pass
    raise NotFixable("Nothing can be fixed: the result could not be written in the encoding of the file.")


def describe(text: Text, data: bytes) -> tuple[str, bytes | None]:
    """Return the content as text, and its bytes if UTF-8 gives others."""
    if text.encoding in ("utf-8", _SIGNATURE):
        return data.decode("utf-8"), None  # with the byte order mark
    return data.decode(text.encoding), data


def keep_final_newline(before: Sequence[str], after: list[str]) -> list[str]:
    """Return the lines with a line feed at the end, or without one, as it was before."""
    if not (before and after):
        return after
    last = after[-1].removesuffix("\n") + ("\n" if before[-1].endswith("\n") else "")
    return [*after[:-1], *([last] if last else [])]


def _put_ends(text: Text, lines: Sequence[str]) -> Iterator[str]:
    kinds = Counter(text.ends)
    if len(kinds) < 2:
        usual = next(iter(kinds), "\n")
        ends = [usual] * len(lines)
    else:
        ends = _carry_ends(text, lines, kinds.most_common(1)[0][0])
    for line, end in zip(lines, ends, strict=True):
        yield line.removesuffix("\n") + (end if line.endswith("\n") else "")


def _carry_ends(text: Text, lines: Sequence[str], usual: str) -> list[str]:
    """Return each line's old end where it is still there, else the most common one."""
    old = [*text.ends, usual]
    ends = [usual] * len(lines)
    before, after = [*map(normalize_line, text.lines)], [*map(normalize_line, lines)]
    for _, start, end, to, to_end in SequenceMatcher(None, before, after).get_opcodes():
        kept = min(end - start, to_end - to)
        ends[to : to + kept] = old[start : start + kept]
    return ends
