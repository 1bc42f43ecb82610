"""Models of earlier versions of files."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from lintbox.domain import Version
from lintbox.web.schemas.base import Schema, Timestamp
from lintbox.web.schemas.checks import ResultOut, ResultSummaryOut, present_result, present_result_summary

_CHECK = "The newest check that had ended; null if the version was replaced before"


class VersionBase(Schema):
    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    replaced_at: Timestamp


class VersionSummaryOut(VersionBase):
    check: ResultSummaryOut | None = Field(description=_CHECK)


class VersionOut(VersionBase):
    check: ResultOut | None = Field(description=_CHECK)


class VersionsOut(Schema):
    versions: list[VersionSummaryOut]


def present_version(version: Version) -> VersionOut:
    check = version.check and present_result(version.check, version.name)
    return VersionOut(**_version_fields(version), check=check)


def present_version_summary(version: Version) -> VersionSummaryOut:
    check = version.check and present_result_summary(version.check)
    return VersionSummaryOut(**_version_fields(version), check=check)


def _version_fields(version: Version) -> dict[str, Any]:
    return {name: getattr(version, name) for name in VersionBase.model_fields}
