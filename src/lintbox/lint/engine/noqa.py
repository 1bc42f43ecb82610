"""Turns the record of noqa comments into the part of a Report about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from flake8.utils import parse_comma_separated_list

from lintbox.domain import NOQA_KEPT, Noqa, SuppressedFinding, UselessNoqa
from lintbox.lint.engine.categories import category_of
from lintbox.lint.engine.reports import sanitize
from lintbox.lint.quick.noqa import NoqaRecord, SuppressedViolation

# of a longer list of codes, the rest is ignored
_MAX_LIST = 500
_MAX_CODES = 20


def summarize(record: NoqaRecord, *, is_complete: bool) -> Noqa:
    """Build the part of a report; only with all findings (``is_complete``) can a comment be useless."""
    useless = _list_useless(record) if is_complete and record.comments else ()
    return Noqa(
        suppressed=tuple(map(_to_finding, record.suppressed[:NOQA_KEPT])),
        suppressed_total=len(record.suppressed),
        useless=tuple(islice(useless, NOQA_KEPT)),
        opted_out=record.opted_out,
    )


def _to_finding(suppressed: SuppressedViolation) -> SuppressedFinding:
    violation, by_line = suppressed
    return SuppressedFinding(
        code=violation.code,
        line=violation.line_number,
        column=violation.column_number,
        text=sanitize(violation.text),
        category=category_of(violation.code),
        by_line=by_line,
    )


def _list_useless(record: NoqaRecord) -> Iterator[UselessNoqa]:
    suppressed: dict[int, set[str]] = defaultdict(set)
    for violation, by_line in record.suppressed:
        suppressed[by_line].add(violation.code)
    for line, listed in record.comments.items():
        if listed is None:
            if line not in suppressed:
                yield UselessNoqa(line, ())
        elif unused := [
            code
            for code in _split(listed)
            # flake8 compares in this way, with the case as it is
            if not any(one.startswith(code) for one in suppressed.get(line, ()))
        ]:
            yield UselessNoqa(line, tuple(unused))


def _split(listed: str) -> list[str]:
    codes = parse_comma_separated_list(listed[:_MAX_LIST])
    if len(listed) > _MAX_LIST:
        codes.pop()  # it may be cut
    return list(dict.fromkeys(codes))[:_MAX_CODES]
