"""What this server is, and how it is."""

from __future__ import annotations

from typing import Literal

from pydantic.json_schema import SkipJsonSchema

from lintbox.domain import MailMode
from lintbox.web.schemas.checks import ToolOut
from lintbox.web.schemas.shape import Shape, SparseShape


class LimitsOut(Shape):
    file_bytes: int
    file_lines: int
    upload_files: int
    findings: int


class AboutOut(Shape):
    version: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]
    registration_domains: list[str]
    limits: LimitsOut
    tool: ToolOut


class Alive(Shape):
    status: Literal["pass"]
    version: str


class ComponentOut(SparseShape):
    status: Literal["pass", "fail"]
    detail: str | SkipJsonSchema[None] = None


class ReadyOut(SparseShape):
    status: Literal["pass", "fail"]
    version: str
    components: dict[str, ComponentOut]
