"""What this server is, and how it is."""

from __future__ import annotations

from typing import Literal

from lintbox.domain import MailMode
from lintbox.web.schemas.checks import ToolOut
from lintbox.web.schemas.shape import Shape


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


class ComponentOut(Shape):
    status: Literal["pass", "fail"]
    detail: str | None = None


class ReadyOut(Shape):
    status: Literal["pass", "fail"]
    version: str
    components: dict[str, ComponentOut]
