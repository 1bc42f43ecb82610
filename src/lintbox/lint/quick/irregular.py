"""Finds the lines that the grammar does not match, and the rules on whitespace that they could break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pycodestyle

from lintbox.lint.quick.grammar import IN_NAME
from lintbox.lint.quick.rules import TIGHT_COMMA, Check

Match = Callable[..., re.Match[str] | None]
"""The ``match`` method of the grammar: takes a text, and where to start."""

_EXTRANEOUS = pycodestyle.EXTRANEOUS_WHITESPACE_REGEX.search
_HARD_KEYWORDS = sorted(set(pycodestyle.keyword.kwlist) - pycodestyle.SINGLETONS)
# a number may stand right before a keyword, even one that ends in letters: 1.e5if
_KEYWORD_BEFORE = re.compile(rf"\b(?:(?:\d|(?<=\d\.)[eEjJ])\w*?)?(?:{'|'.join(_HARD_KEYWORDS)})(?=[^\w\s:])")
_ANY_KEYWORD = "|".join(sorted(pycodestyle.KEYWORDS))
_KEYWORD_BESIDE_BLANKS = re.compile(
    rf"(?:[^\S ]|\s\s)(?:{_ANY_KEYWORD})\b|\b(?:{_ANY_KEYWORD})(?:[^\S ]|\s\s)"
)
_GAP = re.compile(r"[ \t][(\[]")
_LAST_WORD = re.compile(rf"(?:{IN_NAME}+|[)\]}}])\Z")
_LONGEST_KEYWORD = 10
_NOT_CALLED = frozenset(pycodestyle.keyword.kwlist) | (frozenset(pycodestyle.keyword.softkwlist) - {"type"})
_TIGHT_COLON = re.compile(r":(?=[\w\"'(\[{.+~-])")
_BLANKS = re.compile(r"[ \t]+")
_SUPERFLUOUS = re.compile(r" (?<!, )(?=[,:;)\]}])(?!:=)|(?<=[(\[{]) ")
# here the blank matters: to the rule, a slash is an operator like others
_OPERATOR_BESIDE_COMMA = re.compile(r",/|/,|,in\b").search
_ONLY_ASSIGNS = re.compile(r"[^=(\[{]*+=[^=]*+\Z").match
_FAR = 500


def lines(joined: str, clean: Match) -> Iterator[str]:
    """Yield the irregular lines of *joined*, lines between line feeds; some twice."""
    last = len(joined) - 1
    position = 0
    while True:
        if match := clean(joined, position):
            position = match.end()
        if position >= last:
            break
        end = joined.find("\n", position + 1)
        yield joined[position + 1 : end]
        position = end
    # the grammar takes every colon without blanks for that of a slice
    done = 0
    for match in _TIGHT_COLON.finditer(joined):
        at = match.start()
        if at >= done and not _is_in_subscript(joined, at):
            done = joined.find("\n", at)
            yield joined[joined.rfind("\n", 0, at) + 1 : done]


def checks_of(line: str, clean: Match) -> Iterator[Check]:
    if line[0] == "@" or _EXTRANEOUS(line):
        yield Check.EXTRANEOUS
    if "  " in line or "\t" in line:
        yield from (Check.OPERATOR, Check.COMMA)
        if _KEYWORD_BESIDE_BLANKS.search(line):
            yield Check.KEYWORDS
    # the other rules only test whether there is a blank, and not before a comma, a colon or a closing
    # bracket, nor after an opening one
    bare = _SUPERFLUOUS.sub("", _BLANKS.sub(" ", line))
    if _is_clean(bare, clean):
        return
    if not _OPERATOR_BESIDE_COMMA(bare) and _is_clean(TIGHT_COMMA.sub(", ", bare), clean):
        yield Check.TIGHT_COMMA
        return
    yield Check.MISSING
    if _may_have_gap(line):
        yield Check.PARAMETERS
    if _KEYWORD_BEFORE.search(line):
        yield Check.AFTER_KEYWORD
    if "=" in line and not _ONLY_ASSIGNS(line):
        yield Check.EQUALS


def _is_clean(line: str, clean: Match) -> bool:
    match = clean(f"\n{line}\n")
    if match is None or match.end() <= len(line):
        return False
    return all(_is_in_subscript(line, colon.start()) for colon in _TIGHT_COLON.finditer(line))


def _may_have_gap(line: str) -> bool:
    """Return whether blanks may precede the bracket of a call or subscript."""
    for match in _GAP.finditer(line):
        at = match.start()
        while at and line[at - 1] in " \t":
            at -= 1
        word = _LAST_WORD.search(line, max(0, at - _LONGEST_KEYWORD), at)
        if word and word[0] not in _NOT_CALLED:
            return True
    return False


def _is_in_subscript(text: str, at: int) -> bool:
    """Return whether the innermost open bracket at *at* is square; False if it is far away."""
    depth = 0
    for index in range(at - 1, max(0, at - _FAR), -1):
        character = text[index]
        if character in ")]}":
            depth += 1
        elif character in "([{":
            if not depth:
                return character == "["
            depth -= 1
        elif character == "\n":
            break
    return False
