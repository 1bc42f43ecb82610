"""Models of checks and their findings."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, TypeAdapter

from lintbox.domain import (
    FINDINGS_KEPT,
    NOQA_KEPT,
    Category,
    Changed,
    Check,
    CheckState,
    Delta,
    ErrorCode,
    MailMode,
    Noqa,
    Report,
)
from lintbox.lint.engine.versions import write_command
from lintbox.web.schemas.base import Schema, Timestamp


class ToolOut(Schema):
    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str
    python: str
    plugins: dict[str, str]


class FindingOut(Schema):
    code: str
    line: int
    column: int
    text: str
    category: Category
    status: Literal["new", "same"] | None = Field(
        default=None, description="Compared with the earlier check; null if there is no delta"
    )


class SuppressedFindingOut(Schema):
    """A finding that flake8 leaves out because of the noqa comment in ``by_line``."""

    code: str
    line: int
    column: int
    text: str
    category: Category
    by_line: int


class UselessNoqaOut(Schema):
    """These codes of a noqa comment suppress nothing; without codes, the whole comment does not."""

    line: int
    codes: list[str]


class VersionChangeOut(Schema):
    before: str
    now: str


class DeltaSummaryOut(Schema):
    """The check compared with the file's last complete one: no error, and all that flake8 can find."""

    fixed: int
    new: int
    same: int
    changed: list[Changed] = Field(description="What the two checks differ in, apart from findings")
    versions: dict[str, VersionChangeOut] = Field(description="The tools whose versions changed")


class FixedFindingOut(Schema):
    code: str
    text: str
    old_line: int
    old_source: str


class DeltaOut(DeltaSummaryOut):
    lines_of_fixed: list[FixedFindingOut]


class CheckErrorOut(Schema):
    code: ErrorCode
    detail: str


class PythonRefusalOut(Schema):
    """Python's own error if it cannot run the file; the findings remain flake8's."""

    line: int
    column: int
    detail: str


class HintOut(Schema):
    """For which Python a file with a syntax error was written, or that it is not UTF-8."""

    python: str | None = Field(description="A version of this server that can read the file")
    detail: str


class MailOut(Schema):
    state: Literal["queued", "sent", "failed", "off"]
    sent_at: Timestamp | None
    detail: str | None
    via: MailMode | None = Field(description="How the email left; local: it was only saved on this server")


class CategoriesOut(Schema):
    will_not_run: int = 0
    likely_bug: int = 0
    unused: int = 0
    complexity: int = 0
    names_docs: int = 0
    layout: int = 0


class UsedProfileOut(Schema):
    """The profile as it was when the check was requested."""

    name: str
    arguments: list[str]
    plugins: list[str]
    python: str = Field(description="The requested version, such as 3.14, or newest")


class ResultSummaryOut(Schema):
    """A check without what concerns its owner alone."""

    id: str
    state: CheckState
    created_at: Timestamp
    started_at: Timestamp | None
    finished_at: Timestamp | None
    duration_ms: int | None
    total: int
    categories: CategoriesOut
    truncated: bool
    error: CheckErrorOut | None
    python_refuses: PythonRefusalOut | None
    hint: HintOut | None
    tool: ToolOut | None
    profile: UsedProfileOut
    opted_out: bool = Field(description="A comment “# flake8: noqa” keeps flake8 from checking the file")


class CheckSummaryOut(ResultSummaryOut):
    mail: MailOut
    unchanged: bool = Field(description="The result equals that of the file's previous check")
    delta: DeltaSummaryOut | None = Field(
        description="Null until the check has ended, if it is not complete (it ended as an error, or has a "
        "syntax error, a comment “# flake8: noqa”, or more findings than are stored), and if no earlier "
        "complete one is known"
    )


class ReportFindingsOut(Schema):
    findings: list[FindingOut]
    suppressed: list[SuppressedFindingOut] = Field(
        description=f"What noqa comments suppress; the first {NOQA_KEPT:,} of them"
    )
    suppressed_total: int
    useless_noqa: list[UselessNoqaOut] = Field(
        description=f"The first {NOQA_KEPT:,} noqa comments with codes that suppress nothing with the profile"
    )


class FindingsOut(ReportFindingsOut):
    reproduce: str | None = Field(description="Two shell commands that reproduce the same findings")


class ResultOut(ResultSummaryOut, FindingsOut):
    pass


class CheckOut(CheckSummaryOut, FindingsOut):
    delta: DeltaOut | None


_findings = TypeAdapter(list[FindingOut])
_fixed = TypeAdapter(list[FixedFindingOut])
_suppressed = TypeAdapter(list[SuppressedFindingOut])
_useless = TypeAdapter(list[UselessNoqaOut])


def present_check(check: Check, name: str) -> CheckOut:
    fixed = check.delta.lines_of_fixed if check.delta else ()
    delta = check.delta and DeltaOut(
        **_delta_fields(check.delta), lines_of_fixed=_fixed.validate_python(fixed, from_attributes=True)
    )
    shown = CheckOut(**_check_fields(check), **_findings_fields(check, name), delta=delta)
    if check.delta:
        new = set(check.delta.new_rows)
        for row, finding in enumerate(shown.findings):
            finding.status = "new" if row in new else "same"
    return shown


def present_result(check: Check, name: str) -> ResultOut:
    """Return a check for readers who are not its owner, or of an earlier version: without email and delta."""
    return ResultOut(**_result_fields(check), **_findings_fields(check, name))


def present_result_summary(check: Check) -> ResultSummaryOut:
    return ResultSummaryOut(**_result_fields(check))


def present_check_summary(check: Check) -> CheckSummaryOut:
    delta = check.delta and DeltaSummaryOut(**_delta_fields(check.delta))
    return CheckSummaryOut(**_check_fields(check), delta=delta)


def _delta_fields(delta: Delta) -> dict[str, Any]:
    return {
        **delta.counts._asdict(),
        "changed": list(delta.changed),
        "versions": {
            name: VersionChangeOut(before=before, now=now) for name, (before, now) in delta.versions.items()
        },
    }


def _findings_fields(check: Check, name: str) -> dict[str, Any]:
    command = check.report and write_command(check.report.tool, check.profile, name)
    return {**list_findings(check.report), "reproduce": command}


def list_findings(report: Report | None) -> dict[str, Any]:
    """Return the fields of ``ReportFindingsOut``."""
    noqa = report.noqa if report else Noqa()
    return {
        "findings": _findings.validate_python(report.findings if report else (), from_attributes=True),
        "suppressed": _suppressed.validate_python(noqa.suppressed, from_attributes=True),
        "suppressed_total": noqa.suppressed_total,
        "useless_noqa": _useless.validate_python(noqa.useless, from_attributes=True),
    }


def _check_fields(check: Check) -> dict[str, Any]:
    return {
        **_result_fields(check),
        "mail": MailOut.model_validate(check.mail),
        "unchanged": check.unchanged,
    }


def _result_fields(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "state": check.state,
        "created_at": check.created_at,
        "started_at": check.started_at,
        "finished_at": check.finished_at,
        "duration_ms": check.duration_ms,
        "profile": UsedProfileOut(
            name=check.profile_name,
            arguments=list(check.profile.arguments),
            plugins=list(check.profile.plugins),
            python=check.profile.python,
        ),
        **summarize_report(check.report),
    }


def summarize_report(report: Report | None) -> dict[str, Any]:
    """Return the fields that checks share with reports that are not stored, without findings."""
    return {
        "total": report.total if report else 0,
        "categories": CategoriesOut(
            **{category.value: count for category, count in report.categories.items()}
        )
        if report
        else CategoriesOut(),
        "truncated": bool(report and report.total > FINDINGS_KEPT),
        "error": report.error and CheckErrorOut.model_validate(report.error) if report else None,
        "python_refuses": report.python_refuses and PythonRefusalOut.model_validate(report.python_refuses)
        if report
        else None,
        "hint": report.hint and HintOut.model_validate(report.hint) if report else None,
        "tool": ToolOut.model_validate(report.tool) if report else None,
        "opted_out": bool(report and report.noqa.opted_out),
    }
