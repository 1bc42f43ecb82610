"""What an error says."""

from __future__ import annotations

from lintbox.web.schemas.files import RejectionOut
from lintbox.web.schemas.shape import Shape


class ProblemOut(Shape):
    """RFC 9457"""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None = None
    errors: dict[str, str] | None = None
    rejected: list[RejectionOut] | None = None
