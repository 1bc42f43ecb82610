"""Why the fast path misses no finding: for each rule, how its candidates are found, and why those suffice.

The installed rule runs on the candidates. There may be too many, never too few: each entry says why they are
a superset of what the rule reports. ``superset_of_messages`` does the same for pyflakes.
"""

from __future__ import annotations

from typing import NamedTuple

from lintbox.lint.quick.rules import Check


class Rule(NamedTuple):
    """``codes``, ``upstream`` and ``candidates`` are names separated by blanks.

    ``upstream`` are the functions that report the codes, ``candidates`` the functions here that find their
    input. With ``decides``, the functions here report the finding themselves, by the test of upstream.
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
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        "A finding is about a name l, O or I, which is a separate word in the masked line; the f-string "
        "fields that the mask hides bind no name.",
    ),
    Check.BARE_EXCEPT: Rule(
        "E722",
        "pycodestyle.bare_except",
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        'The rule matches "except", blanks and a colon; the search finds that anywhere in a line. Within a '
        "logical line, blanks and tabs are the only whitespace.",
    ),
    Check.BLANK_LINES: Rule(
        "E301 E302 E303 E304 E305 E306",
        "pycodestyle.blank_lines",
        "lintbox.lint.quick.layout.Layout._walk",
        "A finding needs too many blank lines, a decorator before them, a line that begins with def, "
        "async def, class or @, or the first unindented line after a definition: all these are candidates, "
        "unless the count is the one that the rule requires.",
    ),
    Check.AFTER_OPERATOR: Rule(
        "W504",
        "pycodestyle.break_after_binary_operator",
        "lintbox.lint.quick.operator_breaks.check",
        "A finding is about the tokens on both sides of a line break inside a statement: the rule runs on "
        "both, for each break beside a character that can end or begin an operator.",
    ),
    Check.BEFORE_OPERATOR: Rule(
        "W503",
        "pycodestyle.break_before_binary_operator",
        "lintbox.lint.quick.operator_breaks.check",
        "As for W504: the rule examines only the tokens beside a line break.",
    ),
    Check.NEGATIVE: Rule(
        "E713 E714",
        "pycodestyle.comparison_negative",
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        "The search is the rule's expression without its look-behind and with possessive repeats, so it "
        "matches wherever the rule does.",
    ),
    Check.SINGLETON: Rule(
        "E711 E712",
        "pycodestyle.comparison_to_singleton",
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        "A finding needs == or != beside None, False or True: the search looks across the blanks before and "
        "after each operator.",
    ),
    Check.TYPE: Rule(
        "E721",
        "pycodestyle.comparison_type",
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        "A finding needs type( before, or type after, a comparison operator in one line; the search finds "
        "each such pair, with any text between them.",
    ),
    Check.COMPOUND: Rule(
        "E701 E702 E703 E704 E731",
        "pycodestyle.compound_statements",
        "lintbox.lint.quick.candidates.Candidates._collect_compound_statements",
        "A finding needs a semicolon; a name, = and lambda at the start; or, by the rule's expression, a "
        "compound statement that does not end in its colon. Every such line is a candidate.",
    ),
    Check.CONTINUED: Rule(
        "E121 E122 E123 E124 E125 E126 E127 E128 E129 E131 E133",
        "pycodestyle.continued_indentation",
        "lintbox.lint.quick.continuation.find_unhung_brackets "
        "lintbox.lint.quick.candidates.Candidates._collect_strings_before_blocks "
        "lintbox.lint.quick.candidates.Candidates._collect_continued_lines "
        "lintbox.lint.quick.closing_brackets.check",
        "This mirrors the rule, and only excludes forms of continuation lines that it mirrors exactly; lines "
        "with tabs, backslashes, or any other row are candidates.",
    ),
    Check.BACKSLASH: Rule(
        "E502",
        "pycodestyle.explicit_line_join",
        "lintbox.lint.quick.candidates.Candidates._collect_continued_lines",
        "A finding needs a backslash at the end of a row: each one outside strings is a candidate, and each "
        "one inside brackets that span rows.",
    ),
    Check.EXTRANEOUS: Rule(
        "E201 E202 E203 E204",
        "pycodestyle.extraneous_whitespace",
        "lintbox.lint.quick.irregular.checks_of",
        "The grammar of clean lines allows no blank inside a bracket or before a comma, semicolon or colon; "
        "in all other lines the rule's expression is searched, and all decorators among them are "
        "candidates.",
    ),
    Check.IMPORTS: Rule(
        "E401",
        "pycodestyle.imports_on_separate_lines",
        "lintbox.lint.quick.candidates.Candidates._collect_by_search",
        "A finding needs a line that begins with import and has a comma: each is a candidate.",
    ),
    Check.INDENTATION: Rule(
        "E111 E112 E113 E114 E115 E116 E117",
        "pycodestyle.indentation",
        "lintbox.lint.quick.layout.Layout._walk lintbox.lint.quick.layout.Layout._check_comment",
        "Code that Python parses is never E112 or E113. All indents that are not a multiple of the size, or "
        "more than four columns deeper, are candidates, and so are comments that are deeper than the code "
        "before or follow a colon.",
    ),
    Check.DOC_LENGTH: Rule(
        "W505",
        "pycodestyle.maximum_doc_length",
        "lintbox.lint.quick.candidates.Candidates._collect_long_rows",
        "A finding needs a row that is longer than the limit, and in it a comment, or only strings in its "
        "whole line: each such row is a candidate.",
    ),
    Check.MISSING: Rule(
        "E225 E226 E227 E228 E231",
        "pycodestyle.missing_whitespace",
        "lintbox.lint.quick.irregular.lines "
        "lintbox.lint.quick.irregular.checks_of "
        "lintbox.lint.quick.candidates.Candidates._collect_comments",
        "A line that the grammar of clean lines matches has a blank wherever the rule requires one. All "
        "others are candidates, after removing blanks that make no difference to the rule; so is a comment "
        "directly after code.",
    ),
    Check.TIGHT_COMMA: Rule(
        "E231",
        "pycodestyle.missing_whitespace",
        "lintbox.lint.quick.irregular.checks_of",
        "Only for lines that the grammar matches once their commas have a blank after them: the rule can "
        "report nothing else there, so it runs on the commas only.",
    ),
    Check.AFTER_KEYWORD: Rule(
        "E275",
        "pycodestyle.missing_whitespace_after_keyword",
        "lintbox.lint.quick.irregular.checks_of lintbox.lint.quick.candidates.Candidates._collect_comments",
        "A finding needs a keyword without a blank after it. The grammar allows that before a line end or a "
        "colon only; in other lines each keyword is searched, also directly after a number.",
    ),
    Check.TOP_IMPORT: Rule(
        "E402",
        "pycodestyle.module_imports_on_top_of_file",
        "lintbox.lint.quick.layout.Layout._run_imports",
        "The rule keeps state: it runs on each unindented line until the first code; after that, only lines "
        "that begin like an import can be findings, and all that begin with f, i or l are candidates.",
    ),
    Check.ESCAPE: Rule(
        "W605",
        "pycodestyle.python_3000_invalid_escape_sequence",
        "lintbox.lint.quick.masking._mask_until_odd_fstring lintbox.lint.quick.masking._add_fstring",
        "A finding needs a backslash in a string that is not raw, before a character that the rule does not "
        "list: the list in the search is that of the rule, or shorter.",
    ),
    Check.COMMA: Rule(
        "E241 E242",
        "pycodestyle.whitespace_around_comma",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two consecutive blanks; the grammar matches no such line, and all of them "
        "are candidates.",
    ),
    Check.KEYWORDS: Rule(
        "E271 E272 E273 E274",
        "pycodestyle.whitespace_around_keywords",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two blanks beside a keyword; the grammar matches no such line, and all of "
        "them are candidates.",
    ),
    Check.EQUALS: Rule(
        "E251 E252",
        "pycodestyle.whitespace_around_named_parameter_equals",
        "lintbox.lint.quick.irregular.checks_of",
        "The grammar allows = without blanks for arguments and with blanks for annotated defaults and "
        "statements, as the rule requires. All other lines with = are candidates, except those with only one "
        "assignment.",
    ),
    Check.OPERATOR: Rule(
        "E221 E222 E223 E224",
        "pycodestyle.whitespace_around_operator",
        "lintbox.lint.quick.irregular.checks_of",
        "A finding needs a tab or two blanks beside an operator; the grammar matches no such line, and all "
        "of them are candidates.",
    ),
    Check.COMMENT: Rule(
        "E261 E262 E265 E266",
        "pycodestyle.whitespace_before_comment",
        "lintbox.lint.quick.masking._is_plain_comment",
        "A comment is excluded only if it is at the start of its row or after two blanks, and begins with "
        '"# " and a character that is not a blank; or if it is empty, or indented text, in a row by itself.',
    ),
    Check.PARAMETERS: Rule(
        "E211",
        "pycodestyle.whitespace_before_parameters",
        "lintbox.lint.quick.irregular._may_have_gap",
        "A finding needs a blank between a name or closing bracket and an opening one. The grammar allows "
        "that only after keywords; in other lines each such gap is a candidate, except after a keyword.",
    ),
}
"""The rules of pycodestyle on logical lines."""

OTHERS: tuple[Rule, ...] = (
    Rule(
        "E101",
        "pycodestyle.tabs_or_spaces",
        "lintbox.lint.quick.physical._rows_with_tabs",
        "A finding needs the other one of blank and tab in the indent of a row: all rows with a tab or with "
        "that character there are candidates.",
    ),
    Rule(
        "W191",
        "pycodestyle.tabs_obsolete",
        "lintbox.lint.quick.physical._rows_with_tabs",
        "A finding needs a tab in the indent of a row: all such rows are candidates.",
    ),
    Rule(
        "W291 W293",
        "pycodestyle.trailing_whitespace",
        "lintbox.lint.quick.physical._other_candidate_rows",
        "A finding needs a blank, tab, vertical tab or form feed at the end of a row: all such rows are "
        "candidates.",
    ),
    Rule(
        "W292 W391",
        "pycodestyle.trailing_blank_lines",
        "lintbox.lint.quick.physical._other_candidate_rows",
        "A finding is about the last row, without a line feed or blank: such a last row is a candidate.",
    ),
    Rule(
        "E501",
        "pycodestyle.maximum_line_length",
        "lintbox.lint.quick.physical._long_rows",
        "A finding needs a row of more characters than the limit: all such rows are candidates.",
    ),
    Rule(
        "E902 E999",
        "flake8.checker.FileChecker.run_checks",
        "lintbox.lint.quick.fast_path.FastPath._check",
        "The error is the one that ast.parse raises in flake8 too, at the position that flake8 computes; if "
        "the rows of a broken file matter, or a file cannot be read, flake8 itself checks it.",
    ),
    Rule(
        "E901",
        "",
        "lintbox.lint.quick.fast_path.FastPath._check",
        "Only pycodestyle itself reports it: flake8 reports E902 and E999 instead.",
    ),
    Rule(
        "C901",
        "mccabe.McCabeChecker.run",
        "lintbox.lint.quick.complexity._paths",
        "Each statement that adds a path to a graph is counted, as mccabe does; mccabe itself runs on every "
        "function and block over the limit, and on whole modules that are nested deeply.",
    ),
)
"""The rules on physical lines, broken files, and mccabe."""
