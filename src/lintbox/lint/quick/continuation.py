"""A quick, exact "nothing to report" for the rules on continuation lines (E12x).

It follows ``pycodestyle.continued_indentation``, but sees brackets and the starts of rows only.
"""

from __future__ import annotations

import re

_EVENT = re.compile(r"[()\[\]{}]|\r *(?=[^\r ])|\v(?:x*+\v)*+")
_UNSURE = ("\\", "\t", ":\r", " \r")


def is_surely_aligned(
    text: str, start: int, end: int, column: int, *, indent_size: int, hang_closing: bool
) -> bool:
    """Judge the masked logical line ``text[start:end]``, indented by *column* blanks.

    True means that there is no E12x; false, that the rule has to say.
    """
    for unsure in _UNSURE:
        if text.find(unsure, start, end) >= 0:
            return False
    indent_next = text[end - 1] == ":"
    if indent_next and text.find("\v", start, end) >= 0:
        return False
    row_start = start - column
    depth = relative = 0
    last_column = column
    visual = [column]  # for each depth, where its rows line up; 0 is nowhere
    hangs = [0]  # for each depth, the hang that its first row took
    opened = [[0]]  # for each depth, the relative indents of the rows that opened a bracket there
    for event in _EVENT.finditer(text, start, end):
        at = event.start()
        what = text[at]
        if what == "\r":
            row_start = at + 1
            here = last_column = event.end() - row_start
            relative = here - column
            closing = text[event.end()] in ")]}"
            hang = 0
            hanging = False
            for open_relative in reversed(opened[depth]):
                hang = relative - open_relative
                hanging = hang == indent_size
                if hanging:
                    break
            if hangs[depth]:
                hanging = hang == hangs[depth]
            wanted = visual[depth]
            if closing and wanted:
                if here != wanted:
                    return False
            elif closing and not hang:
                if hang_closing:
                    return False
            elif wanted and here < wanted:
                return False
            elif hanging or (indent_next and relative == 2 * indent_size):
                if closing and not hang_closing:
                    return False
                hangs[depth] = hang
            elif closing or hang <= 0 or not wanted or here != wanted:
                return False
        elif what == "\v":
            row_start = event.end()
        elif what in "([{":
            depth += 1
            next_at = at + 1
            following = text[next_at]
            while following == " ":
                next_at += 1
                following = text[next_at]
            visual.append(0 if following in "\r#" else next_at - row_start)
            hangs.append(0)
            if len(opened) == depth:
                opened.append([])
            opened[depth].append(relative)
        else:
            limit = visual.pop() or last_column
            hangs.pop()
            del opened[depth + 1 :]
            depth -= 1
            # nothing further to the right holds any more; depth 0 has no rows of its own
            for above in range(1, depth + 1):
                if visual[above] > limit:
                    visual[above] = 0
                elif visual[above] == limit and above < depth:
                    return False
    return not (indent_next and relative == indent_size)
