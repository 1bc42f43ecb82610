"""What changed between two checks of a file: fixed, new and remaining findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from string import digits

from lintbox.domain import (
    FINDINGS_KEPT,
    NOQA_KEPT,
    Changed,
    Delta,
    DeltaCounts,
    Finding,
    FixedFinding,
    Identity,
    Profile,
    Report,
    SuppressedFinding,
    Tool,
    list_unpaired,
    normalize_line,
)
from lintbox.storage.comparisons import BaseCheck

_WITHOUT_DIGITS = str.maketrans("", "", digits)


def compare(base: BaseCheck, sha256: str, profile: Profile, report: Report) -> Delta | None:
    """Compare a check's report with an earlier one; None if one of them is not complete.

    Findings are the same if they have the same code, and the same source line apart from blanks. Of several
    such findings, the first ones are paired: of three that were two, the third is new. Findings that a
    noqa comment suppresses now are not fixed.
    """
    if not (is_complete(base.report) and is_complete(report)):
        return None
    old, new = list(_identify(base.report)), list(_identify(report))
    new_rows = tuple(list_unpaired(new, old))
    versions = _compare_versions(base.report.tool, report.tool)
    old_rows = tuple(_drop_suppressed(list_unpaired(old, new), base.report, report))
    return Delta(
        counts=DeltaCounts(len(old_rows), len(new_rows), report.total - len(new_rows)),
        changed=tuple(_list_changed(base, sha256, profile, versions)),
        versions=versions,
        new_rows=new_rows,
        lines_of_fixed=tuple(_to_fixed(base.report, base.report.findings[row]) for row in old_rows),
    )


def is_complete(report: Report) -> bool:
    """Return whether a report has all that flake8 can find: what is missing in another one is fixed."""
    noqa = report.noqa
    return (
        report.error is None
        and not noqa.opted_out
        and not _is_cut_short(report)
        and report.total <= FINDINGS_KEPT
        and noqa.suppressed_total <= NOQA_KEPT
        # earlier versions of Lintbox stored a few source lines only
        and all(finding.line in report.quotes for finding in report.findings)
    )


def _is_cut_short(report: Report) -> bool:
    """Return whether flake8 stopped at a syntax error, which a comment or the profile may hide."""
    codes = {finding.code for finding in report.findings} | {row.code for row in report.noqa.suppressed}
    return any(code.startswith("E9") for code in codes) or bool(report.python_refuses and not report.total)


def _drop_suppressed(rows: Iterable[int], base: Report, report: Report) -> Iterator[int]:
    """Leave out the rows of findings that the later report has among the suppressed ones."""
    suppressed = Counter(map(_identify_text, report.noqa.suppressed))
    suppressed.subtract(map(_identify_text, base.noqa.suppressed))
    for row in rows:
        identity = _identify_text(base.findings[row])
        if suppressed[identity] > 0:
            suppressed[identity] -= 1
        else:
            yield row


def _identify_text(finding: Finding | SuppressedFinding) -> tuple[str, str]:
    """Return code and text; not the source line, because the comment changes it, and the length in E501."""
    return finding.code, finding.text.translate(_WITHOUT_DIGITS)


def _identify(report: Report) -> Iterator[Identity]:
    """Return the code and the normalized source line of each finding."""
    lines = {line: normalize_line(source) for line, source in report.quotes.items()}
    for finding in report.findings:
        yield finding.code, lines[finding.line]


def _list_changed(
    base: BaseCheck, sha256: str, profile: Profile, versions: Mapping[str, tuple[str, str]]
) -> Iterator[Changed]:
    if base.sha256 != sha256:
        yield Changed.CONTENT
    if base.profile != profile:
        yield Changed.PROFILE
    if versions:
        yield Changed.VERSIONS


def _compare_versions(before: Tool, now: Tool) -> dict[str, tuple[str, str]]:
    """Return the tools of both checks whose versions differ; which plugins run depends on the profile."""
    old, new = before.versions, now.versions
    return {name: (old[name], new[name]) for name in old if old[name] != new.get(name, old[name])}


def _to_fixed(report: Report, finding: Finding) -> FixedFinding:
    return FixedFinding(finding.code, finding.text, finding.line, report.quotes[finding.line])
