"""What every shape is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema


def write_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime, PlainSerializer(write_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


Word = Annotated[str, StringConstraints(max_length=1000)]


class Shape(BaseModel):
    # built at its first use: most are of pages that few look at
    # an answer has every field, those with a default too
    model_config = ConfigDict(
        from_attributes=True, defer_build=True, json_schema_serialization_defaults_required=True
    )


class SparseShape(Shape):
    """Optional fields are absent where there is nothing to say, never null: see ``dump_sparse``."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    def dump_sparse(self) -> str:
        return self.model_dump_json(exclude_none=True)


class Empty(Shape):
    pass


class PageQuery(Shape):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: Word | None = None
