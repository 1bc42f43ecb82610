"""A route as a value: what it takes and gives, for the server and for the API description alike."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request

from lintbox.domain import Invalid, LintboxError, ProblemCode, Rejected
from lintbox.web.bodies import read_chunks
from lintbox.web.budgets import hold_network
from lintbox.web.context import find_network

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]
Model = TypeVar("Model", bound=BaseModel)
_JSON_BYTES = 64 * 1024

READS_JSON = (
    ProblemCode.INVALID,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.TOO_LARGE,
    ProblemCode.TOO_SLOW,
    ProblemCode.CROSS_ORIGIN,
)
"""The problems of every route that reads a JSON body."""


@dataclass(frozen=True, slots=True)
class Route:
    """``answers`` maps a status to its model, a media type, or None for an empty body.

    ``event`` is the model of the data of each event of a stream.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answers: Mapping[int, type[BaseModel] | str | None]
    problems: tuple[ProblemCode, ...] = ()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    upload: str = ""
    event: type[BaseModel] | None = None
    signed_in: bool = True

    @property
    def methods(self) -> tuple[str, ...]:
        """RFC 9110 9.1: what can be read, HEAD can ask for; a stream has no end to tell of."""
        readable = self.method == "GET" and "text/event-stream" not in self.answers.values()
        return ("GET", "HEAD") if readable else (self.method,)

    @property
    def for_admins(self) -> bool:
        return self.path.startswith("/admin/")


class BadRequest(LintboxError):
    code = ProblemCode.BAD_REQUEST


class UnsupportedMediaType(LintboxError):
    code = ProblemCode.UNSUPPORTED_MEDIA_TYPE


async def read_body(request: Request, model: type[Model], most_bytes: int = _JSON_BYTES) -> Model:
    """Raises: UnsupportedMediaType, Rejected, Invalid, TooSlow, TooMany."""
    # a form of another site can send text/plain without asking first, never application/json
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    body = await _read_bytes(request, most_bytes)
    await hold_network(request, find_network(request))
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _to_invalid(error) from None


async def _read_bytes(request: Request, most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in read_chunks(request):
        body += chunk
        if len(body) > most_bytes:
            raise Rejected(ProblemCode.TOO_LARGE, "The request is too large.")
    return bytes(body)


def read_query(request: Request, model: type[Model]) -> Model:
    """Raises: Invalid."""
    values = {name: request.args.get(name) for name in model.model_fields if name in request.args}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _to_invalid(error) from None


def give(model: BaseModel, status: int = 200) -> HTTPResponse:
    return HTTPResponse(model.model_dump_json(by_alias=True), status, content_type="application/json")


def give_nothing() -> HTTPResponse:
    return HTTPResponse(status=204)


def _to_invalid(error: ValidationError) -> Invalid:
    fields: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(problem["loc"][0]) if problem["loc"] else "body"
        fields.setdefault(name, f"{problem['msg']}.")
    # these are pydantic's words, which do not say of what they speak
    return Invalid(fields, " ".join(f"{name}: {text}" for name, text in fields.items()))
