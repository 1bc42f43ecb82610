"""Base classes and field types of the API's models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema


def format_timestamp(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[
    datetime, PlainSerializer(format_timestamp), WithJsonSchema({"type": "string", "format": "date-time"})
]


ShortText = Annotated[str, StringConstraints(max_length=1000)]
# as long as the longest name of a file
SearchText = Annotated[str, StringConstraints(max_length=255)]

BatchName = Annotated[str, StringConstraints(max_length=64)]


class Schema(BaseModel):
    # defer_build: most models are rarely used; build them on first use
    # a response has every field, also those with a default
    model_config = ConfigDict(
        from_attributes=True, defer_build=True, json_schema_serialization_defaults_required=True
    )


class SparseSchema(Schema):
    """A model whose optional fields are absent instead of null: see ``dump_sparse``."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    def dump_sparse(self) -> str:
        return self.model_dump_json(exclude_none=True)


class EmptyOut(Schema):
    pass


class PageQuery(Schema):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: ShortText | None = None
