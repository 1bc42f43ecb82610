"""Models of checks that are not stored."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import CheckState, Report
from lintbox.web.schemas.base import Schema, ShortText
from lintbox.web.schemas.checks import (
    CategoriesOut,
    CheckErrorOut,
    HintOut,
    PythonRefusalOut,
    ReportFindingsOut,
    ToolOut,
    list_findings,
    summarize_report,
)


class LiveCheckIn(Schema):
    name: ShortText
    content: str
    profile: ShortText | None = Field(default=None, description="The id of a profile; null for your default")
    python: ShortText | None = Field(
        default=None, description="Such as 3.14, or newest; null for the profile's"
    )


class ReportOut(ReportFindingsOut):
    state: CheckState
    total: int
    categories: CategoriesOut
    truncated: bool
    error: CheckErrorOut | None
    python_refuses: PythonRefusalOut | None
    hint: HintOut | None
    opted_out: bool
    tool: ToolOut


def present_report(report: Report) -> ReportOut:
    return ReportOut(state=report.state, **summarize_report(report), **list_findings(report))
