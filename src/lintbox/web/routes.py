"""Routes as values, which the server and the API description share; reading and writing JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request

from lintbox.domain import Invalid, LintboxError, ProblemCode, Rejected, end_sentence
from lintbox.web.bodies import read_chunks
from lintbox.web.budgets import hold_network
from lintbox.web.context import confirm_access, get_client_network

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]
Model = TypeVar("Model", bound=BaseModel)
_JSON_BYTES = 64 * 1024
_MOST_STRINGS = 32
# possessive: an open string must not be tried again from each of its backslashes
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API.

    ``responses`` maps a status to the model of its body, one or several media types, or None for no body.
    ``problems`` are the codes of its own, beyond those of every such route: see ``openapi``.
    ``upload`` is ``"file"`` or ``"files"`` for a multipart body with one or several files.
    ``event`` is the model of the data of each server-sent event.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    responses: Mapping[int, type[BaseModel] | str | tuple[str, ...] | None]
    problems: tuple[ProblemCode, ...] = ()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    upload: str = ""
    event: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    signed_in: bool = True

    @property
    def methods(self) -> tuple[str, ...]:
        """GET routes also serve HEAD (RFC 9110 9.1), except streams, whose length is unknown."""
        readable = self.method == "GET" and "text/event-stream" not in self.responses.values()
        return ("GET", "HEAD") if readable else (self.method,)

    @property
    def for_admins(self) -> bool:
        return self.path.startswith("/admin/")


class BadRequest(LintboxError):
    code = ProblemCode.BAD_REQUEST


class UnsupportedMediaType(LintboxError):
    code = ProblemCode.UNSUPPORTED_MEDIA_TYPE


async def read_body(request: Request, model: type[Model], most_bytes: int = _JSON_BYTES) -> Model:
    """Read and validate a JSON body.

    Raises:
        UnsupportedMediaType: the content type is not JSON.
        Rejected: more than ``most_bytes``.
        Invalid: the body does not match the model.
        TooSlow, TooMany: see ``read_chunks`` and ``hold_network``.
        NotSignedIn, Forbidden: see ``confirm_access``.
    """
    # CORS: a foreign form can send text/plain without a preflight request, but not application/json
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    body = await read_bytes(request, most_bytes)
    if len(body) > _JSON_BYTES and measure_structure(body) > _JSON_BYTES:
        raise Invalid({"body": "More than a few long texts in JSON."})
    await hold_network(request, get_client_network(request))
    await confirm_access(request)
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise _to_invalid(error) from None


async def read_bytes(request: Request, most_bytes: int) -> bytes:
    """Raises: Rejected: more than ``most_bytes``; TooSlow."""
    body = bytearray()
    async for chunk in read_chunks(request):
        body += chunk
        if len(body) > most_bytes:
            raise Rejected(ProblemCode.TOO_LARGE, "The request is too large.")
    return bytes(body)


def measure_structure(body: bytes) -> int:
    """Return the bytes of JSON outside its first strings.

    Megabytes of brackets or numbers take the parser a second, in which nothing else runs; a text of that
    size takes it milliseconds.
    """
    size = end = 0
    for _ in range(_MOST_STRINGS):
        start = body.find(b'"', end)
        string = _STRING.match(body, start) if start >= 0 else None
        if string is None:
            break
        size += start - end
        end = string.end()
    return size + len(body) - end


def read_query(request: Request, model: type[Model]) -> Model:
    """Validate the query parameters; parameters that the model does not name are ignored.

    Raises:
        Invalid
    """
    values = {name: request.args.get(name) for name in model.model_fields if name in request.args}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _to_invalid(error) from None


def json_response(model: BaseModel, status: int = 200) -> HTTPResponse:
    return HTTPResponse(model.model_dump_json(by_alias=True), status, content_type="application/json")


def empty_response() -> HTTPResponse:
    return HTTPResponse(status=204)


def _to_invalid(error: ValidationError) -> Invalid:
    fields: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(problem["loc"][0]) if problem["loc"] else "body"
        fields.setdefault(name, end_sentence(problem["msg"]))
    # pydantic's messages do not name the field
    return Invalid(fields, " ".join(f"{name}: {text}" for name, text in fields.items()))
