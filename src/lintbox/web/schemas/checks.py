"""Models of checks and their findings."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, TypeAdapter

from lintbox.domain import FINDINGS_KEPT, Category, Check, CheckState, ErrorCode, MailMode
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


class CheckErrorOut(Schema):
    code: ErrorCode
    detail: str


class PythonRefusalOut(Schema):
    """Python's own error if it cannot run the file; the findings remain flake8's."""

    line: int
    column: int
    detail: str


class HintOut(Schema):
    """For which Python a file with a syntax error was written."""

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


class CheckSummaryOut(Schema):
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
    mail: MailOut
    profile: UsedProfileOut
    unchanged: bool = Field(description="The result equals that of the file's previous check")


class CheckOut(CheckSummaryOut):
    findings: list[FindingOut]
    reproduce: str | None = Field(description="Two shell commands that reproduce the same findings")


class OutdatedOut(Schema):
    """How many files have results from another profile, or other tool versions, than now in use."""

    by_profile: int
    by_versions: int


class QueuedOut(Schema):
    queued: int


_findings = TypeAdapter(list[FindingOut])  # validating the whole list at once takes half the time


def present_check(check: Check, name: str) -> CheckOut:
    findings = check.report.findings if check.report else ()
    shown = _findings.validate_python(findings, from_attributes=True)
    command = check.report and write_command(check.report.tool, check.profile, name)
    return CheckOut(**_check_fields(check), findings=shown, reproduce=command)


def present_check_summary(check: Check) -> CheckSummaryOut:
    return CheckSummaryOut(**_check_fields(check))


def _check_fields(check: Check) -> dict[str, Any]:
    report = check.report
    return {
        "id": check.id,
        "state": check.state,
        "created_at": check.created_at,
        "started_at": check.started_at,
        "finished_at": check.finished_at,
        "duration_ms": check.duration_ms,
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
        "mail": MailOut.model_validate(check.mail),
        "profile": UsedProfileOut(
            name=check.profile_name,
            arguments=list(check.profile.arguments),
            plugins=list(check.profile.plugins),
            python=check.profile.python,
        ),
        "unchanged": check.unchanged,
    }
