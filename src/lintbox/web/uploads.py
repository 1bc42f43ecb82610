"""Parses multipart uploads as they arrive, keeping no more of a part than may be stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from sanic import Request

from lintbox.domain import ProblemCode, Rejected, Upload, UploadBuilder
from lintbox.settings import Settings
from lintbox.web.bodies import read_chunks
from lintbox.web.budgets import budgets_of, hold_upload
from lintbox.web.part_names import read_file_name
from lintbox.web.routes import BadRequest, UnsupportedMediaType

_HEADER_BYTES = 16 * 1024
_PER_PART_BYTES = 8 * 1024
_MAX_FIELD_BYTES = 64


class UploadForm(NamedTuple):
    """The parts named ``file``, and the text of the field ``python``, None if it is absent."""

    files: list[Upload]
    python: str | None


async def read_uploads(request: Request, user_id: str, settings: Settings, most: int) -> UploadForm:
    """Read the form; bytes of a file beyond the size limit are counted and discarded.

    Waits for one of the user's upload slots and for free upload memory before it reads the body.

    Raises:
        UnsupportedMediaType, BadRequest: the body is not multipart, or malformed.
        Rejected: too many parts, or far too many bytes.
        TooMany, Busy: no slot or memory in time, or the hourly limit is reached.
        TooSlow
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise UnsupportedMediaType('Send the files as multipart/form-data, in parts with the name "file".')
    # twice the allowed size, so that one part that is too large does not fail the others
    most_bytes = 2 * most * (settings.upload_max_bytes + _PER_PART_BYTES)
    declared_bytes = int(request.headers.get("content-length") or most_bytes)
    if declared_bytes > most_bytes:
        raise _too_large()
    flow = budgets_of(request).upload_flow
    flow.check(user_id)
    await hold_upload(request, user_id, min(declared_bytes, most * settings.upload_max_bytes))
    try:
        with PushMultipartParser(
            options["boundary"].encode("utf-8", "surrogateescape"),
            max_segment_count=most + 2,
            max_header_size=_HEADER_BYTES,
            header_charset="latin-1",  # accepts every byte: undecodable names fail only their part
        ) as parser:
            form = await _collect(parser, _chunks(request, most_bytes), settings.upload_max_bytes, most)
    except MultipartError as error:
        raise BadRequest(f"The multipart body cannot be read: {error.args[0]}.") from None
    flow.spend(user_id, sum(len(upload.data) for upload in form.files))
    return form


async def _collect(
    parser: PushMultipartParser, chunks: AsyncIterator[bytes], keep_bytes: int, most: int
) -> UploadForm:
    uploads: list[Upload] = []
    builder: UploadBuilder | None = None
    python: bytearray | None = None
    in_python = False
    async for chunk in chunks:
        for part in parser.parse(chunk):
            if isinstance(part, MultipartSegment):
                # a form without a chosen file sends a part with an empty file name
                disposition = dict(part.headerlist)["Content-Disposition"]
                name = read_file_name(disposition) if part.name == "file" else None
                builder = UploadBuilder(name, keep_bytes) if name else None
                in_python = part.name == "python"
                python = bytearray() if in_python else python
            elif in_python and python is not None:
                python += part[: _MAX_FIELD_BYTES - len(python)] if part else b""
            elif builder and part:
                builder.feed(part)
            elif builder:
                uploads.append(builder.build())
                if len(uploads) > most:
                    raise Rejected(ProblemCode.TOO_MANY_FILES, f"At most {most} files at a time.")
    return UploadForm(uploads, None if python is None else python.decode("utf-8", "replace").strip())


async def _chunks(request: Request, most_bytes: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in read_chunks(request, most_bytes):
        size += len(chunk)
        if size > most_bytes:
            raise _too_large()
        yield chunk


def _too_large() -> Rejected:
    return Rejected(ProblemCode.TOO_LARGE, "The request is far larger than the limit. Send fewer files.")
