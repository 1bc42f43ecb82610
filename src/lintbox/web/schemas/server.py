"""Models of the server's facts and probes."""

from __future__ import annotations

from typing import Literal

from pydantic.json_schema import SkipJsonSchema

from lintbox.domain import MailMode
from lintbox.web.schemas.base import Schema, SparseSchema
from lintbox.web.schemas.checks import ToolOut


class LimitsOut(Schema):
    kept_versions: int
    file_bytes: int
    file_lines: int
    upload_files: int
    findings: int


class AboutOut(Schema):
    version: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]
    registration_domains: list[str]
    sharing: bool
    public_try: bool
    limits: LimitsOut
    tool: ToolOut


class AliveOut(Schema):
    status: Literal["pass"]
    version: str


class ComponentOut(SparseSchema):
    status: Literal["pass", "fail"]
    detail: str | SkipJsonSchema[None] = None


class ReadinessOut(SparseSchema):
    status: Literal["pass", "fail"]
    version: str
    components: dict[str, ComponentOut]
