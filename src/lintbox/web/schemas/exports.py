"""Models of the queries of exports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from lintbox.exports.formats import FORMATS
from lintbox.web.schemas.base import Schema, SearchText, ShortText

_Ids = Annotated[str, StringConstraints(max_length=8000)]


class ExportFileQuery(Schema):
    # no enumeration for pydantic: an unknown format has its own error code
    format: ShortText = Field(default="", json_schema_extra={"enum": list(FORMATS)})


class ExportFilesQuery(ExportFileQuery):
    state: ShortText = Field(default="", description="Comma-separated states to export")
    q: SearchText = Field(default="", description="Part of a name, or the start of a code")
    ids: _Ids = Field(default="", description="Comma-separated ids of the only files to export")
