"""What an error says."""

from __future__ import annotations

from pydantic.json_schema import SkipJsonSchema

from lintbox.domain import ProblemCode
from lintbox.web.schemas.files import RejectionOut
from lintbox.web.schemas.shape import SparseShape


class ProblemOut(SparseShape):
    """RFC 9457"""

    type: str
    title: str
    status: int
    code: ProblemCode
    detail: str
    request_id: str | SkipJsonSchema[None] = None
    errors: dict[str, str] | SkipJsonSchema[None] = None
    rejected: list[RejectionOut] | SkipJsonSchema[None] = None
