"""Models of repairs."""

from __future__ import annotations

import base64
from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from lintbox.domain import Fixes
from lintbox.web.schemas.base import Schema

_Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,5}[0-9]{1,4}$", to_upper=True)]


class FixesIn(Schema):
    """``codes`` are those to repair, or ``"all"`` that can be. ``line`` needs a single code."""

    codes: Annotated[
        Annotated[Literal["all"], Tag("all")]
        | Annotated[list[_Code], Field(min_length=1, max_length=200), Tag("list")],
        # so that the message about a list describes a list
        Discriminator(lambda codes: "list" if isinstance(codes, list) else "all"),
    ]
    line: Annotated[int, Field(ge=1, le=10_000_000)] | None = None


class FixesOut(Schema):
    """A content that may replace that of the file, ``sha256``; nothing is stored.

    ``base64`` has its bytes if they differ from the UTF-8 of ``content``. ``diff`` is a unified diff, empty
    if nothing could be repaired. ``fixed`` and ``left`` count findings by code. ``changes_meaning`` are the
    repaired codes whose repair may change what the program does; ``unsafe`` are those with places whose
    repair would bring new findings. ``stopped``: there was no time for more; fix again.
    """

    content: str
    base64: str | None
    sha256: str
    diff: str
    fixed: dict[str, int]
    left: dict[str, int]
    changes_meaning: list[str]
    unsafe: list[str]
    stopped: bool


def present_fixes(fixes: Fixes, sha256: str) -> FixesOut:
    return FixesOut(
        content=fixes.content,
        base64=None if fixes.encoded is None else base64.b64encode(fixes.encoded).decode(),
        sha256=sha256,
        diff=fixes.diff,
        fixed=dict(fixes.fixed),
        left=dict(fixes.left),
        changes_meaning=list(fixes.changes_meaning),
        unsafe=list(fixes.unsafe),
        stopped=fixes.stopped,
    )
