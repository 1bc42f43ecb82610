"""A grammar of clean logical lines, as one regular expression.

A matching line breaks none of the rules on whitespace (E201-E231, E241, E242, E251, E252, E271-E275); the
others are examined one by one (``irregular``). The text is masked logical lines, each between line feeds.
"""

from __future__ import annotations

import functools
import re

# the look-behind follows the character itself, so it only runs where the character matches
_BLANK_AFTER_KEYWORD = (
    r" (?:(?<=\bin )|(?<=\bnot )|(?<=\band )|(?<=\bor )|(?<=\breturn )|(?<=\bif )|(?<=\bis )|(?<=\belse )"
    r"|(?<=\bimport )|(?<=\bassert )|(?<=\byield )|(?<=\bfor )|(?<=\belif )|(?<=\bwhile )|(?<=\bas )"
    r"|(?<=\bfrom )|(?<=\bdel )|(?<=\braise )|(?<=\bexcept )|(?<=\bwith )|(?<=\bawait )|(?<=\blambda ))"
)
_NEXT = r"(?=[\w\"'(\[{.])"
# E225: pycodestyle requires a blank after the slash of "(a, /,)"
_STAR_OR_SIGN = rf"(?:(?:[-+~]|\*\*?)?{_NEXT}|\*(?=[,)])|/(?=\)|,(?!\))))"
# keywords that need a blank or a colon after them (E275)
_KEYWORD = (
    r"(?:a(?:nd|s|ssert|wait|sync)|break|c(?:lass|ontinue)|d(?:ef|el)|e(?:lif|lse|xcept)"
    r"|f(?:inally|or|rom)|global|i(?:f|mport|n|s)|lambda|no(?:nlocal|t)|or|pass|r(?:aise|eturn)"
    r"|try|w(?:hile|ith)|yield)\b"
)
_WORD = r"[^\W\d]\w*+"
IN_NAME = r"[\w\x80-\U0010ffff]"
"""A character of a name: combining accents are part of names, but do not match ``\\w``."""
# every form of a number, or "or" in "1.or 2" would match as an attribute
_NUMBER = r"(?:\d[\d_]*+(?:\.\d*+)?+(?:[eE][-+]?\d++)?+[jJ]?+|0[xX][\da-fA-F]++|0[oObB][0-7]++)(?!\w)"
_OPERATOR = r" (?:[-+*/%&|^@<>]|\*\*|//|<<|>>|[-+*/%&|^@<>=!]=|//=|\*\*=|<<=|>>=|->|:=) [-+~]?" + _NEXT
# items with a unique first character come first: the others then fail at once
_ITEMS = [
    rf"[^\W\dabcdefgilnoprtwy]\w*+(?:\.{_WORD})*+",
    r'"x*+"(?!\w)',
    r"'x*+'(?!\w)",
    r"\.",
    r" (?=[\w\"'.{])",
    rf", {_STAR_OR_SIGN}",
    r",(?=[)\]])",
    rf": {_STAR_OR_SIGN}",
    _OPERATOR,
    r", (?=[)\]}])",
    rf"{_BLANK_AFTER_KEYWORD}(?:(?=[(\[])|[-+~]{_NEXT})",
]
_LATE_ITEMS = [
    rf"(?!{_KEYWORD}){_WORD}(?:\.{_WORD})*+",
    rf"(?!from\.){_WORD}(?:\.{_WORD})*+(?=[ \n:=])",
    _NUMBER,
]
# only valid in a subscript, which the user of the grammar has to verify
_TIGHT_COLON = rf":(?:[-+~]?{_NEXT}|(?=[\]:]))"
_AT_TOP = [r" = [-+~]?" + _NEXT, r"[,:](?=\n)", r" \*(?=\n)"]
_UNSPACED = [
    rf"{sign}(?<=[\w)\]\"'].){more}(?=[\w(\[\"'])"
    for sign, more in (("[-+@]", ""), ("/", "/?"), (r"\*", r"\*?"))
]
_MAX_DEPTH = 9
_MAX_DEPTH_IN_PARAMETERS = 3
_KEYWORD_ARGUMENT = rf"=(?<=\w=)[-+~]?{_NEXT}"
# with type parameters, "=" and ":" are ambiguous
_NO_TYPE_PARAMETERS = r"(?!(?:def|class|type) \w+\[)"
_ANNOTATED_DEFAULT = r"(?:async )?def [^\n]*:[^\n]*="
_TYPE = r"[\w.]++|\"x*+\"(?!\w)|'x*+'(?!\w)| \| (?=[\w\"'])"
_TYPES = rf"{_TYPE}|, (?=[\w\"'\[.])"
_SUBSCRIPT = r"(?!)"
for _ in range(3):
    _SUBSCRIPT = rf"\[(?=[\w\"'\[\]])(?:{_TYPES}|{_SUBSCRIPT})*+\](?!\w)"
_ANNOTATION = rf"(?:{_TYPE}|{_SUBSCRIPT})++"


@functools.cache  # compiling takes 50 ms
def clean_lines(*, arithmetic: bool, ascii_only: bool) -> re.Pattern[str]:
    """Return the pattern; *arithmetic*: E226 is on; *ascii_only*: the text is ASCII, which is faster."""
    late = _LATE_ITEMS if arithmetic else [*_UNSPACED, *_LATE_ITEMS]
    group = _group(late, _MAX_DEPTH)
    line = "|".join([*_ITEMS, *_AT_TOP, group, *late])
    return re.compile(
        rf"(?:\n(?:(?!{_ANNOTATED_DEFAULT}){_NO_TYPE_PARAMETERS}(?:@(?=\w))?(?:{line})*+"
        rf"|{_definition(late)})(?=\n))*+",
        re.ASCII if ascii_only else 0,
    )


def _group(late: list[str], depth: int) -> str:
    group = r"(?!)"
    for _ in range(depth):
        inside = "|".join([*_ITEMS, _TIGHT_COLON, _KEYWORD_ARGUMENT, group, *late])
        group = rf"[(\[{{](?! )(?:{_STAR_OR_SIGN}|(?=[)\]}}:]))(?:{inside})*+[)\]}}](?!\w)"
    return group


def _definition(late: list[str]) -> str:
    """Match a ``def`` with annotated defaults: blanks around their ``=``, none around other ``=``."""
    # no colon: between parameters it is ambiguous, so the rules decide
    value = "|".join(
        [
            *(item for item in _ITEMS if not item.startswith(":")),
            _group(late, _MAX_DEPTH_IN_PARAMETERS),
            *late,
        ]
    )
    name = rf"(?:(?<=\()|(?<=, )|(?<=\*)){_WORD}"
    plain = rf"{name}=[-+~]?{_NEXT}"
    annotated = rf"{name}: {_ANNOTATION}(?: = [-+~]?{_NEXT})?"
    star = r"(?<=\()(?:\*\*?(?=\w)|\*(?=,))"
    return (
        rf"(?:async )?def {_WORD}\((?=[\w*])(?:{plain}|{annotated}|{star}|{value})*+\)"
        rf"(?: -> {_ANNOTATION})?:"
    )
