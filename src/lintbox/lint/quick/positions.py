"""Maps offsets in a logical line to rows and columns of the module."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from tokenize import TokenInfo
from types import SimpleNamespace
from typing import NamedTuple

from flake8.processor import FileProcessor


class PositionMap(NamedTuple):
    """The ends of the pieces of a logical line: as offsets, and as row and column."""

    ends: list[int]
    positions: list[tuple[int, int]]

    def at(self, offset: int) -> tuple[int, int]:
        """Return row and column of *offset*, counted from the end of its piece as in flake8."""
        index = bisect_left(self.ends, offset)
        if index == len(self.ends):
            return 0, 0  # flake8's result for an offset after the last token
        row, column = self.positions[index]
        return row, column + offset - self.ends[index]


def of_rows(code: str, row: int, rows: Iterable[str]) -> PositionMap:
    """Return the map of a line whose masked *rows* are joined to *code* inside brackets only."""
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
            elif code[end] == " ":  # flake8 joined two rows with it
                end += 1
            end += len(piece)
            ends.append(end)
            positions.append((row, column + len(piece)))
        row += 1
    return PositionMap(ends, positions)


def of_tokens(tokens: list[TokenInfo], lines: list[str], base: int) -> tuple[str, PositionMap]:
    """Return the code as flake8 builds it, and the map; *base* is added to the rows of the tokens."""
    holder = SimpleNamespace(tokens=tokens, lines=lines)
    _, logical, mapping = FileProcessor.build_logical_line_tokens(holder)
    positions = [(row + base, column) for _, (row, column) in mapping]
    return "".join(logical), PositionMap([end for end, _ in mapping], positions)
