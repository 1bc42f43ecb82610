"""Parses multipart uploads as they arrive, keeping no more of a part than may be stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from sanic import Request

from lintbox.domain import ProblemCode, Rejected, Upload, UploadBuilder, end_sentence
from lintbox.settings import Settings
from lintbox.web.bodies import read_chunks
from lintbox.web.budgets import budgets_of, hold_upload
from lintbox.web.context import confirm_access
from lintbox.web.part_names import read_file_name
from lintbox.web.routes import BadRequest, UnsupportedMediaType

_HEADER_BYTES = 16 * 1024
_PER_PART_BYTES = 8 * 1024
_MAX_FIELD_BYTES = 64
_FIELDS = ("python", "profile", "batch")


class UploadForm(NamedTuple):
    """The parts named ``file``, and the text of the fields, None for one that is absent."""

    files: list[Upload]
    python: str | None
    profile: str | None
    batch: str | None


async def read_uploads(request: Request, user_id: str, settings: Settings, most: int) -> UploadForm:
    """Read the form after waiting for one of the user's upload slots and for free upload memory.

    Raises:
        TooMany, Busy: no slot or memory in time, or the hourly limit is reached.
        UnsupportedMediaType, BadRequest, Rejected, TooSlow, NotSignedIn: see ``read_form``.
    """
    boundary, size = _read_head(request, settings, most)
    flow = budgets_of(request).upload_flow
    flow.check(user_id)
    await hold_upload(request, user_id, min(size, most * settings.upload_max_bytes))
    form = await _read_parts(request, boundary, settings, most)
    flow.spend(user_id, sum(len(upload.data) for upload in form.files))
    return form


async def read_form(request: Request, settings: Settings, most: int) -> UploadForm:
    """Read the form; bytes of a file beyond the size limit are counted and discarded.

    Raises:
        UnsupportedMediaType, BadRequest: the body is not multipart, or malformed.
        Rejected: too many parts, or far too many bytes.
        TooSlow
        NotSignedIn: see ``confirm_access``.
    """
    boundary, _ = _read_head(request, settings, most)
    return await _read_parts(request, boundary, settings, most)


def _read_head(request: Request, settings: Settings, most: int) -> tuple[str, int]:
    """Return the boundary, and the length of the body in bytes: the declared or the largest one."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise UnsupportedMediaType('Send the files as multipart/form-data, in parts with the name "file".')
    declared_bytes = int(request.headers.get("content-length") or _most_bytes(settings, most))
    if declared_bytes > _most_bytes(settings, most):
        raise _too_large(most)
    return options["boundary"], declared_bytes


def _most_bytes(settings: Settings, most: int) -> int:
    # twice the allowed size, so that one part that is too large does not fail the others
    return 2 * most * (settings.upload_max_bytes + _PER_PART_BYTES)


async def _read_parts(request: Request, boundary: str, settings: Settings, most: int) -> UploadForm:
    try:
        with PushMultipartParser(
            boundary.encode("utf-8", "surrogateescape"),
            max_segment_count=most + len(_FIELDS) + 1,
            max_header_size=_HEADER_BYTES,
            header_charset="latin-1",  # accepts every byte: undecodable names fail only their part
        ) as parser:
            chunks = _chunks(request, settings, most)
            form = await _collect(parser, chunks, settings.upload_max_bytes, most)
    except MultipartError as error:
        raise BadRequest(f"The multipart body cannot be read: {end_sentence(str(error.args[0]))}") from None
    await confirm_access(request)
    return form


async def _collect(
    parser: PushMultipartParser, chunks: AsyncIterator[bytes], keep_bytes: int, most: int
) -> UploadForm:
    uploads: list[Upload] = []
    builder: UploadBuilder | None = None
    fields: dict[str, bytearray] = {}
    field: bytearray | None = None
    async for chunk in chunks:
        for part in parser.parse(chunk):
            if isinstance(part, MultipartSegment):
                # a form without a chosen file sends a part with an empty file name
                disposition = dict(part.headerlist)["Content-Disposition"]
                name = read_file_name(disposition) if part.name == "file" else None
                builder = UploadBuilder(name, keep_bytes) if name else None
                field = fields.setdefault(part.name, bytearray()) if part.name in _FIELDS else None
            elif field is not None:
                field += part[: _MAX_FIELD_BYTES - len(field)] if part else b""
            elif builder and part:
                builder.feed(part)
            elif builder:
                uploads.append(builder.build())
                if len(uploads) > most:
                    detail = f"At most {most} files at a time." if most > 1 else "Send one file."
                    raise Rejected(ProblemCode.TOO_MANY_FILES, detail)
    texts = {name: field.decode("utf-8", "replace").strip() for name, field in fields.items()}
    return UploadForm(uploads, texts.get("python"), texts.get("profile"), texts.get("batch"))


async def _chunks(request: Request, settings: Settings, most: int) -> AsyncIterator[bytes]:
    size, most_bytes = 0, _most_bytes(settings, most)
    async for chunk in read_chunks(request, most_bytes):
        size += len(chunk)
        if size > most_bytes:
            raise _too_large(most)
        yield chunk


def _too_large(most: int) -> Rejected:
    detail = "The request is far larger than the limit."
    return Rejected(ProblemCode.TOO_LARGE, f"{detail} Send fewer files." if most > 1 else detail)
