"""Why the fast path may be believed: for each rule, how its candidates are found, and why none is missed.

Candidates are what the installed rule is asked about. They may be too many, never too few: each row says why
they are a superset of what the rule reports. ``superset_of_messages`` is the same for pyflakes.
"""

from __future__ import annotations

from typing import NamedTuple

from lintbox.lint.quick.rules import Check


class Rule(NamedTuple):
    """``codes``, ``upstream`` and ``candidates`` are names with a blank between them.

    ``upstream`` are the functions that report the codes, ``candidates`` our functions that find what these
    have to see. With ``decides`` ours report by themselves, and do what the one upstream does.
    """

    codes: str
    upstream: str
    candidates: str
    why: str
    decides: bool = False


LOGICAL: dict[Check, Rule] = {
    Check.AMBIGUOUS: Rule(
        "E741 E742 E743",
        "pycodestyle.ambiguous_identifier",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        "A finding is about a name l, O or I, which stands in the masked line as a word of its own; the "
        "f-string fields that the mask hides bind no name.",
    ),
    Check.BARE_EXCEPT: Rule(
        "E722",
        "pycodestyle.bare_except",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        'The rule wants "except", blanks and a colon; the search finds that anywhere in a line. Within a '
        "logical line there is no other whitespace than blanks and tabs.",
    ),
    Check.BLANK_LINES: Rule(
        "E301 E302 E303 E304 E305 E306",
        "pycodestyle.blank_lines",
        "lintbox.lint.quick.layout.Layout._walk",
        "A finding needs too many blank lines, a decorator before them, a line that begins with def, "
        "async def, class or @, or the first line at the margin after a definition: all these are asked "
        "about, unless the count is the one that the rule wants.",
    ),
    Check.AFTER_OPERATOR: Rule(
        "W504",
        "pycodestyle.break_after_binary_operator",
        "lintbox.lint.quick.operator_breaks.check",
        "A finding is about the tokens on both sides of a line break inside a statement: of each break "
        "whose neighbour ends or begins as an operator does, the rule sees both.",
    ),
    Check.BEFORE_OPERATOR: Rule(
        "W503",
        "pycodestyle.break_before_binary_operator",
        "lintbox.lint.quick.operator_breaks.check",
        "As for W504: the rule looks at no more than the tokens beside a line break.",
    ),
    Check.NEGATIVE: Rule(
        "E713 E714",
        "pycodestyle.comparison_negative",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        "The search is the own expression of the rule without its look-behind and with possessive "
        "repeats, so it matches wherever the rule does.",
    ),
    Check.SINGLETON: Rule(
        "E711 E712",
        "pycodestyle.comparison_to_singleton",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        "A finding needs == or != beside None, False or True: before and behind each of these signs the "
        "search looks across the blanks.",
    ),
    Check.TYPE: Rule(
        "E721",
        "pycodestyle.comparison_type",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        "A finding needs type( before, or type behind, a sign of comparison in one line; each such pair "
        "is found, whatever is between them.",
    ),
    Check.COMPOUND: Rule(
        "E701 E702 E703 E704 E731",
        "pycodestyle.compound_statements",
        "lintbox.lint.quick.candidates.Suspicion._look_for_compounds",
        "A finding needs a semicolon; a name, = and lambda at the start; or, by the own expression of the "
        "rule, a compound statement that does not end in its colon. Every such line is asked about.",
    ),
    Check.CONTINUED: Rule(
        "E121 E122 E123 E124 E125 E126 E127 E128 E129 E131 E133",
        "pycodestyle.continued_indentation",
        "lintbox.lint.quick.continuation.closings_to_ask "
        "lintbox.lint.quick.candidates.Suspicion._look_for_strings_before_blocks "
        "lintbox.lint.quick.candidates.Suspicion._look_at_rows_joined "
        "lintbox.lint.quick.closing_brackets.check",
        'This mirrors the rule, and says "nothing to report" only for forms of continuation lines that it '
        "follows exactly; tabs, backslashes, and any row that it does not follow go to the rule.",
    ),
    Check.BACKSLASH: Rule(
        "E502",
        "pycodestyle.explicit_line_join",
        "lintbox.lint.quick.candidates.Suspicion._look_at_rows_joined",
        "A finding needs a backslash at the end of a row: each one outside of strings is asked about, and "
        "each one inside of brackets that span rows.",
    ),
    Check.EXTRANEOUS: Rule(
        "E201 E202 E203 E204",
        "pycodestyle.extraneous_whitespace",
        "lintbox.lint.quick.irregular.checks_of",
        "The grammar of clean lines allows no blank beside the inner side of a bracket or before a comma, "
        "semicolon or colon; in all other lines the own expression of the rule is searched, and all "
        "decorators among them are asked about.",
    ),
    Check.IMPORTS: Rule(
        "E401",
        "pycodestyle.imports_on_separate_lines",
        "lintbox.lint.quick.candidates.Suspicion._look_for_words",
        "A finding needs a line that begins with import and has a comma: each is found.",
    ),
    Check.INDENTATION: Rule(
        "E111 E112 E113 E114 E115 E116 E117",
        "pycodestyle.indentation",
        "lintbox.lint.quick.layout.Layout._walk lintbox.lint.quick.layout.Layout._see_comment",
        "Code that Python parses is never E112 or E113. All indents that are no multiple of the size, or "
        "more than four columns deeper, are asked about, and so are comments that are deeper than the "
        "code before or follow a colon.",
    ),
    Check.DOC_LENGTH: Rule(
        "W505",
        "pycodestyle.maximum_doc_length",
        "lintbox.lint.quick.candidates.Suspicion._look_for_long_rows",
        "A finding needs a row that is longer than the limit, and in it a comment, or nothing but strings "
        "in its whole line: each such row is asked about.",
    ),
    Check.MISSING: Rule(
        "E225 E226 E227 E228 E231",
        "pycodestyle.missing_whitespace",
        "lintbox.lint.quick.irregular.lines "
        "lintbox.lint.quick.irregular.checks_of "
        "lintbox.lint.quick.candidates.Suspicion._look_at_comments",
        "A line that the grammar of clean lines matches has a blank wherever the rule wants one. All "
        "others are asked about, after blanks that make no difference to the rule were left out; so is a "
        "comment right behind code.",
    ),
    Check.TIGHT_COMMA: Rule(
        "E231",
        "pycodestyle.missing_whitespace",
        "lintbox.lint.quick.irregular.checks_of",
        "Only for lines that the grammar matches once their commas have a blank behind them: there the "
        "rule can say nothing else, so it is shown the commas alone.",
    ),
    Check.AFTER_KEYWORD: Rule(
        "E275",
        "pycodestyle.missing_whitespace_after_keyword",
        "lintbox.lint.quick.irregular.checks_of lintbox.lint.quick.candidates.Suspicion._look_at_comments",
        "A finding needs a keyword with no blank behind it. The grammar allows that before a line end or "
        "a colon only; in other lines each keyword is looked for, also right behind a number.",
    ),
    Check.TOP_IMPORT: Rule(
        "E402",
        "pycodestyle.module_imports_on_top_of_file",
        "lintbox.lint.quick.layout.Layout._ask_imports",
        "The rule keeps a state: it sees each line at the margin until it has seen code; from then on "
        "only lines that begin as an import does can be findings, and all that begin with f, i or l are "
        "asked about.",
    ),
    Check.ESCAPE: Rule(
        "W605",
        "pycodestyle.python_3000_invalid_escape_sequence",
        "lintbox.lint.quick.masking._mask_until_odd_fstring lintbox.lint.quick.masking._add_fstring",
        "A finding needs a backslash in a string that is not raw, before a character that the rule does "
        "not list: the list in the search is the one of the rule, or shorter.",
    ),
    Check.COMMA: Rule(
        "E241 E242",
        "pycodestyle.whitespace_around_comma",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two blanks in a row; the grammar matches no such line, and all of them "
        "are asked about.",
    ),
    Check.KEYWORDS: Rule(
        "E271 E272 E273 E274",
        "pycodestyle.whitespace_around_keywords",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two blanks beside a keyword; the grammar matches no such line, and all "
        "of them are asked about.",
    ),
    Check.EQUALS: Rule(
        "E251 E252",
        "pycodestyle.whitespace_around_named_parameter_equals",
        "lintbox.lint.quick.irregular.checks_of",
        "The grammar allows = without blanks for arguments and with blanks for annotated defaults and "
        "statements, as the rule wants it. All other lines with = are asked about, but for those with "
        "nothing but one assignment.",
    ),
    Check.OPERATOR: Rule(
        "E221 E222 E223 E224",
        "pycodestyle.whitespace_around_operator",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two blanks beside an operator; the grammar matches no such line, and "
        "all of them are asked about.",
    ),
    Check.COMMENT: Rule(
        "E261 E262 E265 E266",
        "pycodestyle.whitespace_before_comment",
        "lintbox.lint.quick.masking._is_plain_comment",
        "A comment is passed over only where it stands at the margin of its row or behind two blanks, and "
        'begins with "# " and a character that is no blank; or where it is empty, or indented text, in a '
        "row of its own.",
    ),
    Check.PARAMETERS: Rule(
        "E211",
        "pycodestyle.whitespace_before_parameters",
        "lintbox.lint.quick.irregular._may_have_gap",
        "A finding needs a blank between a name or closing bracket and an opening one. The grammar has "
        "that only behind keywords; in other lines each such gap behind anything but a keyword is asked "
        "about.",
    ),
}
"""The rules of pycodestyle on logical lines."""

OTHERS: tuple[Rule, ...] = (
    Rule(
        "E101",
        "pycodestyle.tabs_or_spaces",
        "lintbox.lint.quick.physical._rows_with_tabs",
        "A finding needs the other one of blank and tab in the indent of a row: all rows with a tab or "
        "with that character there are asked about.",
    ),
    Rule(
        "W191",
        "pycodestyle.tabs_obsolete",
        "lintbox.lint.quick.physical._rows_with_tabs",
        "A finding needs a tab in the indent of a row: all such rows are asked about.",
    ),
    Rule(
        "W291 W293",
        "pycodestyle.trailing_whitespace",
        "lintbox.lint.quick.physical._other_doubtful_rows",
        "A finding needs a blank, tab, vertical tab or form feed at the end of a row: all such rows are "
        "asked about.",
    ),
    Rule(
        "W292 W391",
        "pycodestyle.trailing_blank_lines",
        "lintbox.lint.quick.physical._other_doubtful_rows",
        "A finding is about the last row, without a line feed or blank: such a last row is asked about.",
    ),
    Rule(
        "E501",
        "pycodestyle.maximum_line_length",
        "lintbox.lint.quick.physical._long_rows",
        "A finding needs a row of more characters than the limit: all such rows are asked about.",
    ),
    Rule(
        "E902 E999",
        "flake8.checker.FileChecker.run_checks",
        "lintbox.lint.quick.fast_path.QuickEngine._check",
        "The error is the one that ast.parse raises in flake8 too, at the place that flake8 makes of it; "
        "where the rows of a broken file count, and where a file cannot be read, flake8 itself is asked.",
    ),
    Rule(
        "E901",
        "",
        "lintbox.lint.quick.fast_path.QuickEngine._check",
        "pycodestyle alone reports it: flake8 has E902 and E999 in its place.",
    ),
    Rule(
        "C901",
        "mccabe.McCabeChecker.run",
        "lintbox.lint.quick.complexity._paths",
        "Each statement that adds a path to a graph is counted, as mccabe does; mccabe itself measures "
        "every function and block that is over the limit, and whole modules that are nested deeply.",
    ),
)
"""The rules on physical lines, broken files, and mccabe."""
