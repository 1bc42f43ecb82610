"""Where the text of a logical line stands in the module."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from tokenize import TokenInfo
from types import SimpleNamespace
from typing import NamedTuple

from flake8.processor import FileProcessor


class Places(NamedTuple):
    """The ends of pieces of a logical line: as offsets, and as row and column."""

    ends: list[int]
    positions: list[tuple[int, int]]

    def at(self, offset: int) -> tuple[int, int]:
        """Count back from the end of the piece that *offset* is in, as flake8 does, but find it sooner."""
        index = bisect_left(self.ends, offset)
        if index == len(self.ends):
            return 0, 0  # so flake8 says of an offset behind the last token
        row, column = self.positions[index]
        return row, column + offset - self.ends[index]


def of_rows(code: str, row: int, rows: Iterable[str]) -> Places:
    """Of a line whose masked *rows* are joined to *code* by nothing but brackets."""
    ends: list[int] = []
    positions: list[tuple[int, int]] = []
    end = 0
    for text in rows:
        piece = text.strip(" \t#")
        if piece:
            column = len(text) - len(text.lstrip(" \t"))
            if not ends:
                ends.append(0)
                positions.append((row, column))
            elif code[end] == " ":  # that joins two rows
                end += 1
            end += len(piece)
            ends.append(end)
            positions.append((row, column + len(piece)))
        row += 1
    return Places(ends, positions)


def of_tokens(tokens: list[TokenInfo], lines: list[str], base: int) -> tuple[str, Places]:
    """Return the code, too, as flake8 builds it; *base* is what to add to the rows of the tokens."""
    holder = SimpleNamespace(tokens=tokens, lines=lines)
    _, logical, mapping = FileProcessor.build_logical_line_tokens(holder)
    positions = [(row + base, column) for _, (row, column) in mapping]
    return "".join(logical), Places([end for end, _ in mapping], positions)
