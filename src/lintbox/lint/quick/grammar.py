"""A grammar of clean logical lines, as one regular expression.

A line that matches surely breaks none of the rules on whitespace (E201-E231, E241, E242, E251, E252,
E271-E275); all others are looked at one by one. The text is logical lines, each between line feeds, with
strings masked.
"""

from __future__ import annotations

import functools
import re

# looking back comes after the character itself: what is not there need not be looked for
_BLANK_AFTER_KEYWORD = (
    r" (?:(?<=\bin )|(?<=\bnot )|(?<=\band )|(?<=\bor )|(?<=\breturn )|(?<=\bif )|(?<=\bis )|(?<=\belse )"
    r"|(?<=\bimport )|(?<=\bassert )|(?<=\byield )|(?<=\bfor )|(?<=\belif )|(?<=\bwhile )|(?<=\bas )"
    r"|(?<=\bfrom )|(?<=\bdel )|(?<=\braise )|(?<=\bexcept )|(?<=\bwith )|(?<=\bawait )|(?<=\blambda ))"
)
_NEXT = r"(?=[\w\"'(\[{.])"
# E225: pycodestyle wants a blank somewhere behind the slash of "(a, /,)"
_STAR_OR_SIGN = rf"(?:(?:[-+~]|\*\*?)?{_NEXT}|\*(?=[,)])|/(?=\)|,(?!\))))"
# keywords that want a blank after them (E275); a colon is fine too
_KEYWORD = (
    r"(?:a(?:nd|s|ssert|wait|sync)|break|c(?:lass|ontinue)|d(?:ef|el)|e(?:lif|lse|xcept)"
    r"|f(?:inally|or|rom)|global|i(?:f|mport|n|s)|lambda|no(?:nlocal|t)|or|pass|r(?:aise|eturn)"
    r"|try|w(?:hile|ith)|yield)\b"
)
_WORD = r"[^\W\d]\w*+"
IN_NAME = r"[\w\x80-\U0010ffff]"
"""A name may have accents that are characters of their own, and no word to an expression."""
# all that it could be, or "or" in "1.or 2" would be taken for an attribute
_NUMBER = r"(?:\d[\d_]*+(?:\.\d*+)?+(?:[eE][-+]?\d++)?+[jJ]?+|0[xX][\da-fA-F]++|0[oObB][0-7]++)(?!\w)"
_OPERATOR = r" (?:[-+*/%&|^@<>]|\*\*|//|<<|>>|[-+*/%&|^@<>=!]=|//=|\*\*=|<<=|>>=|->|:=) [-+~]?" + _NEXT
# what begins with a character of its own comes first: it is told from the others at once
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
# only fine in a subscript: who uses the grammar has to look
_TIGHT_COLON = rf":(?:[-+~]?{_NEXT}|(?=[\]:]))"
_AT_TOP = [r" = [-+~]?" + _NEXT, r"[,:](?=\n)", r" \*(?=\n)"]
_UNSPACED = [
    rf"{sign}(?<=[\w)\]\"'].){more}(?=[\w(\[\"'])"
    for sign, more in (("[-+@]", ""), ("/", "/?"), (r"\*", r"\*?"))
]
_DEEPEST = 9
_DEEPEST_IN_PARAMETERS = 3
_KEYWORD_ARGUMENT = rf"=(?<=\w=)[-+~]?{_NEXT}"
# with type parameters "=" and ":" mean more than one thing
_NO_TYPE_PARAMETERS = r"(?!(?:def|class|type) \w+\[)"
_ANNOTATED_DEFAULT = r"(?:async )?def [^\n]*:[^\n]*="
_TYPE = r"[\w.]++|\"x*+\"(?!\w)|'x*+'(?!\w)| \| (?=[\w\"'])"
_TYPES = rf"{_TYPE}|, (?=[\w\"'\[.])"
_SUBSCRIPT = r"(?!)"
for _ in range(3):
    _SUBSCRIPT = rf"\[(?=[\w\"'\[\]])(?:{_TYPES}|{_SUBSCRIPT})*+\](?!\w)"
_ANNOTATION = rf"(?:{_TYPE}|{_SUBSCRIPT})++"


@functools.cache  # a twentieth of a second each
def clean_lines(*, arithmetic: bool, ascii_only: bool) -> re.Pattern[str]:
    """Return the pattern; *arithmetic* is whether E226 is reported, *ascii_only* is quicker."""
    late = _LATE_ITEMS if arithmetic else [*_UNSPACED, *_LATE_ITEMS]
    group = _group(late, _DEEPEST)
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
    """Match a ``def`` with annotated defaults: blanks around their ``=``, none around that of others."""
    # no colon: what it means between the parameters is for the rules to say
    value = "|".join(
        [
            *(item for item in _ITEMS if not item.startswith(":")),
            _group(late, _DEEPEST_IN_PARAMETERS),
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
