"""Finds the logical lines that could break a rule, and which rules."""

from __future__ import annotations

import re
from argparse import Namespace
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate

import pycodestyle

from lintbox.lint.quick import irregular, operator_breaks
from lintbox.lint.quick.continuation import ContinuationStyle, find_unhung_brackets
from lintbox.lint.quick.grammar import IN_NAME, clean_lines
from lintbox.lint.quick.layout import Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.rules import STATELESS, Check
from lintbox.lint.quick.superset_of_rules import LOGICAL

_COMPOUND = pycodestyle.STARTSWITH_INDENT_STATEMENT_REGEX.match

# searches over all lines: each begins with a literal, which keeps it fast
_EQUAL, _NOT_EQUAL = (
    re.compile(
        rf"{sign}(?:[ \t]*(?:None|False|True|type)"
        rf"|(?<=None{sign})|(?<=False{sign})|(?<=True{sign})"
        rf"|(?<=None {sign})|(?<=False {sign})|(?<=True {sign})"
        rf"|(?<=[ \t][ \t]{sign})|(?<=\t{sign}))"  # several blanks: see ``_has_singleton_before``
    )
    for sign in ("==", "!=")
)
_BLANK, _TABS, _WORD = r"[^\S\n]", r"[^\S\n ]", r"[^\s\[\](){}]++"
_SEARCHES = {
    # pycodestyle's expression without backtracking: the original takes cubic time on "not" and many tabs
    Check.NEGATIVE: re.compile(
        rf"not(?:{_BLANK}++(?:{_WORD}{_TABS}++)*?{_WORD}{_BLANK}++|{_BLANK}{{3,}}+)i[ns]{_BLANK}"
    ),
    Check.BARE_EXCEPT: re.compile(r"except[ \t]*:"),
    Check.AMBIGUOUS: re.compile(r"[lOI]\b(?<!\w[lOI])"),
    Check.TYPE: re.compile(r"type[ \t]*\([^\n]*[!=]="),
}
_IMPORTS = re.compile(r"\nimport [^\n]*,")
_LAMBDA = re.compile(rf"\n{IN_NAME}+[ \t]*=[ \t]*lambda\b")
_SEMICOLON = re.compile(";")
_TEXT = re.compile(r"""(?:[rRbBuUfFtT]{0,2}(?:"[^"]*+"|'[^']*+')|[ \t\x0c])*+""").fullmatch
_BACKSLASH = re.compile(r"\\\r")


class EnabledChecks:
    """The rules that one set of options enables."""

    def __init__(self, options: Namespace, is_reported: Callable[[str], bool]) -> None:
        self.options = options
        reported = {check: set(filter(is_reported, rule.codes.split())) for check, rule in LOGICAL.items()}
        self.checks = frozenset(check for check, codes in reported.items() if codes)
        self.arithmetic = "E226" in reported[Check.MISSING]
        self.style = ContinuationStyle(
            options.indent_size,
            options.hang_closing,
            any_hang=reported[Check.CONTINUED].isdisjoint(("E121", "E123", "E126")),
        )


class Candidates:
    """``by_line`` holds the rules to run on each line of code, by its index."""

    def __init__(self, enabled: EnabledChecks, module: Module, layout: Layout) -> None:
        self._enabled = enabled
        self._checks = enabled.checks
        self._module = module
        self._layout = layout
        self._codes = list(dict.fromkeys(layout.codes))  # equal lines are examined once
        self._joined = "\n" + "\n".join(self._codes) + "\n"
        self._by_code: defaultdict[str, set[Check]] = defaultdict(set)
        self.by_line: defaultdict[int, set[Check]] = defaultdict(set)
        self.comments: list[tuple[int, Check]] = []
        """Offsets of comments, and the rule to run on each."""
        self.closing_brackets: list[int] = []
        """Offsets of closing brackets to report by themselves (E133)."""
        self._scan_lines()
        self._scan_module()

    def _scan_lines(self) -> None:
        self._collect_irregular_lines()
        self._collect_by_search()
        self._collect_compound_statements()
        if self._by_code:
            known = self._by_code.get
            for index, code in enumerate(self._layout.codes):
                checks = known(code)
                if checks:
                    self.by_line[index] |= checks

    def _scan_module(self) -> None:
        self._collect_comments()
        if Check.ESCAPE in self._checks:
            for offset in self._module.mask.escapes:
                self._add_at(offset, Check.ESCAPE)
        if Check.DOC_LENGTH in self._checks and self._enabled.options.max_doc_length is not None:
            self._collect_long_rows()
        if self._module.mask.odd_fstrings:
            self._add_odd_fstrings()
        self._collect_continued_lines()

    def _add_odd_fstrings(self) -> None:
        for offset in self._module.mask.odd_fstrings:
            self._add_at(offset, *STATELESS)
        # the rules on these lines cover their comments, too
        self.comments = [found for found in self.comments if not self._is_covered_by_line(*found)]

    def _is_covered_by_line(self, offset: int, check: Check) -> bool:
        row = self._module.row_at(offset)
        return row not in self._layout.comments and check in self.by_line.get(self._layout.index_at(row), ())

    # positions

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(code) + 1 for code in self._codes), initial=1))

    def _add(self, offset: int, *checks: Check) -> None:
        """Add rules to the line at *offset* in the joined text."""
        self._by_code[self._codes[bisect_right(self._starts, offset) - 1]].update(checks)

    def _add_at(self, offset: int, *checks: Check) -> None:
        """Add rules to the line at *offset* in the module."""
        self.by_line[self._index_at(offset)].update(checks)

    def _index_at(self, offset: int) -> int:
        return self._layout.index_at(self._module.row_at(offset))

    # from the text of the lines

    def _collect_irregular_lines(self) -> None:
        joined = self._joined
        clean = clean_lines(arithmetic=self._enabled.arithmetic, ascii_only=joined.isascii()).match
        for line in irregular.lines(joined, clean):
            self._by_code[line].update(irregular.checks_of(line, clean))

    def _collect_by_search(self) -> None:
        joined = self._joined
        for check, pattern in _SEARCHES.items():
            if check in self._checks:
                for match in pattern.finditer(joined):
                    self._add(match.start(), check)
        if Check.SINGLETON in self._checks or Check.TYPE in self._checks:
            for pattern in (_EQUAL, _NOT_EQUAL):
                for match in pattern.finditer(joined):
                    if len(match[0]) > 2 or _has_singleton_before(joined, match.start()):
                        self._add(match.start(), Check.SINGLETON, Check.TYPE)
        if Check.IMPORTS in self._checks:
            for match in _IMPORTS.finditer(joined):
                self._add(match.start() + 1, Check.IMPORTS)

    def _collect_compound_statements(self) -> None:
        if Check.COMPOUND not in self._checks:
            return
        joined = self._joined
        if ";" in joined:
            for match in _SEMICOLON.finditer(joined):
                self._add(match.start(), Check.COMPOUND)
        if "lambda" in joined:
            for match in _LAMBDA.finditer(joined):
                self._add(match.start() + 1, Check.COMPOUND)
        for code in self._codes:
            if code[-1] != ":" and code[0] in "acdefitw" and _COMPOUND(code):
                self._by_code[code].add(Check.COMPOUND)

    # from the rows of the module

    def _collect_comments(self) -> None:
        source = self._module.source
        for offset in self._module.mask.comments:
            self.comments.append((offset, Check.COMMENT))
            if source[offset - 1] not in " \t\n":  # it may follow a comma or a keyword
                self._add_at(offset, Check.MISSING, Check.AFTER_KEYWORD)

    def _collect_long_rows(self) -> None:
        limit = self._enabled.options.max_doc_length
        module, comments, codes = self._module, self._layout.comments, self._layout.codes
        alone: list[int] = []
        for row, line in enumerate(module.lines, 1):
            if len(line) > limit:
                start = module.row_starts[row - 1]
                comment = module.text.find("#", start, start + len(line))
                index = self._layout.index_at(row)
                if row in comments:
                    alone.append(comment)
                elif index >= 0 and (_TEXT(codes[index]) or (comment >= 0 and self._is_joined(start))):
                    self.by_line[index].add(Check.DOC_LENGTH)
                elif comment >= 0 and self._is_text(start, comment):
                    alone.append(comment)
        found = ((comment, Check.DOC_LENGTH) for comment in alone)
        self.comments += (one for one in found if not self._is_covered_by_line(*one))

    def _is_joined(self, start: int) -> bool:
        """Return whether a string or a backslash continues the previous row in the one at *start*."""
        text = self._module.text
        return text[start - 1] == "\v" or text[start - 2] == "\\"

    def _is_text(self, start: int, comment: int) -> bool:
        """Return whether only strings precede a comment: the rule skips them."""
        module = self._module
        return _TEXT(module.text[start:comment]) is not None and not module.has_fstring(start, comment)

    def _collect_continued_lines(self) -> None:
        text = self._module.text
        if "\v" in text and Check.CONTINUED in self._checks:
            self._collect_strings_before_blocks()
        if "\r" not in text:
            return
        if "\\\r" in text:
            for match in _BACKSLASH.finditer(text):
                self._add_at(
                    match.start(), Check.CONTINUED, Check.BACKSLASH, Check.MISSING, *operator_breaks.CHECKS
                )
        if Check.CONTINUED in self._checks:
            self._collect_misalignment()
        source = self._module.source
        if Check.BACKSLASH in self._checks and "\\\n" in source:
            for start, end in self._module.mask.groups:
                if source.find("\\\n", start, end) >= 0:
                    self._add_at(start, Check.BACKSLASH)

    def _collect_strings_before_blocks(self) -> None:
        """Find strings whose last row may be indented like the block that follows (E125, E129)."""
        text = self._module.text
        position = text.find("\v")
        while position >= 0:
            end = text.find("\n", position)
            if text[position:end].rstrip(" \t#")[-1:] == ":":
                self._add_at(position, Check.CONTINUED)
            position = text.find("\v", end)

    def _collect_misalignment(self) -> None:
        text = self._module.text
        tabs = self._module.indent_char == "\t"  # the rule then also accepts a hang of two indents
        done = 0
        for start, _ in self._module.mask.groups:
            if start >= done:
                first = text.rfind("\n", 0, start) + 1
                done = text.find("\n", start)
                closing_brackets = None if tabs else self._unhung_brackets(first, done)
                if closing_brackets is None:
                    self._add_at(start, Check.CONTINUED)
                elif closing_brackets and Check.CONTINUED not in self.by_line.get(self._index_at(start), ()):
                    self.closing_brackets += closing_brackets

    def _unhung_brackets(self, first: int, end: int) -> list[int] | None:
        text = self._module.text
        hides_brackets = self._module.has_fstring(first, end)
        if hides_brackets and text.find("\v", first, end) >= 0:
            return None
        return find_unhung_brackets(text, first, end, self._enabled.style, hides_brackets=hides_brackets)


def _has_singleton_before(text: str, at: int) -> bool:
    """Return whether a singleton precedes the blanks before *at*; linear, where the rule is quadratic."""
    while text[at - 1] in " \t":
        at -= 1
    return text[max(0, at - 5) : at].endswith(("None", "False", "True"))
