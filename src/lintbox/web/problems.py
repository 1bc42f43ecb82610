"""Turns errors into RFC 9457 problems. A 500 reveals nothing but the request's id."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPMethod, HTTPStatus

from pydantic.json_schema import SkipJsonSchema
from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from lintbox.domain import Busy, Invalid, LintboxError, Locked, NotStored, ProblemCode, Rejected, TooMany
from lintbox.platform.logs import current_request
from lintbox.web.schemas.base import SparseSchema
from lintbox.web.schemas.files import RejectionOut

log = logging.getLogger("lintbox.web")
NOT_FOUND_DETAIL = "There is nothing at this address."

STATUS = {
    ProblemCode.INVALID: 422,
    ProblemCode.NO_FILE: 422,
    ProblemCode.BAD_NAME: 422,
    ProblemCode.NOT_PYTHON: 422,
    ProblemCode.TOO_MANY_LINES: 422,
    ProblemCode.TOO_MANY_FILES: 422,
    ProblemCode.TOO_LARGE: 413,
    ProblemCode.UNKNOWN_FORMAT: 422,
    ProblemCode.NOT_FIXABLE: 422,
    ProblemCode.QUOTA: 507,
    ProblemCode.DISK_FULL: 507,
    ProblemCode.NOT_SIGNED_IN: 401,
    ProblemCode.INVALID_CREDENTIALS: 401,
    ProblemCode.EMAIL_NOT_VERIFIED: 403,
    ProblemCode.ACCOUNT_DISABLED: 403,
    ProblemCode.REGISTRATION_CLOSED: 403,
    ProblemCode.FORBIDDEN: 403,
    ProblemCode.SHARING_OFF: 403,
    ProblemCode.CROSS_ORIGIN: 403,
    ProblemCode.TOKEN_INVALID: 400,
    ProblemCode.BAD_REQUEST: 400,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.UNKNOWN_CODE: 404,
    ProblemCode.METHOD_NOT_ALLOWED: 405,
    ProblemCode.TOO_SLOW: 408,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ProblemCode.UNKNOWN_HOST: 421,
    ProblemCode.OWN_ACCOUNT: 409,
    ProblemCode.LAST_ADMIN: 409,
    ProblemCode.NOT_WAITING: 409,
    ProblemCode.NOT_FAILED: 409,
    ProblemCode.LINK_ENDED: 409,
    ProblemCode.CHANGED: 412,
    ProblemCode.TOO_MANY: 429,
    ProblemCode.INTERNAL: 500,
    ProblemCode.BUSY: 503,
    ProblemCode.NOT_BACKED_UP: 503,
    ProblemCode.STORAGE: 503,
}
_CODES_OF_SANIC = {
    400: ProblemCode.BAD_REQUEST,
    404: ProblemCode.NOT_FOUND,
    405: ProblemCode.METHOD_NOT_ALLOWED,
    408: ProblemCode.TOO_SLOW,
    413: ProblemCode.TOO_LARGE,
}


class ProblemOut(SparseSchema):
    """The body of an error response (RFC 9457)."""

    type: str
    title: str
    status: int
    code: ProblemCode
    detail: str
    request_id: str | SkipJsonSchema[None] = None
    errors: dict[str, str] | SkipJsonSchema[None] = None
    rejected: list[RejectionOut] | SkipJsonSchema[None] = None


def problem_response(code: ProblemCode, detail: str, **more: object) -> HTTPResponse:
    status = STATUS[code]
    problem = ProblemOut.model_validate(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": detail,
            "request_id": current_request.get(),
            **more,
        }
    )
    body = problem.dump_sparse()
    return HTTPResponse(body, status, content_type="application/problem+json")


class Problems(ErrorHandler):
    """Sanic's error handler: turns any exception of a handler into a problem."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        if isinstance(exception, LintboxError):
            return _answer_domain_error(exception)
        if isinstance(exception, SanicException) and exception.status_code < 500:
            return _answer_sanic_error(request, exception)
        log.error("A request failed", exc_info=exception)
        return problem_response(
            ProblemCode.INTERNAL, f"Internal error. See the log for request {request.ctx.request_id}."
        )


def _answer_domain_error(error: LintboxError) -> HTTPResponse:
    if isinstance(error, Rejected):
        rejected = [RejectionOut.model_validate(rejection) for rejection in error.rejected]
        return problem_response(error.code, error.detail, rejected=rejected)
    if isinstance(error, Invalid):
        return problem_response(error.code, error.detail, errors=error.errors)
    response = problem_response(error.code, error.detail)
    if isinstance(error, NotStored):
        log.error("Request failed: %s", error.detail)
    if isinstance(error, (Busy, Locked)):
        response.headers["Retry-After"] = "5"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer_sanic_error(request: Request, error: SanicException) -> HTTPResponse:
    code = _CODES_OF_SANIC.get(error.status_code, ProblemCode.BAD_REQUEST)
    details = {
        ProblemCode.NOT_FOUND: NOT_FOUND_DETAIL,
        ProblemCode.TOO_SLOW: "The request did not arrive in time. Send it again.",
        ProblemCode.TOO_LARGE: "The request is too large.",
        ProblemCode.METHOD_NOT_ALLOWED: "This address does not support this method.",
    }
    response = problem_response(code, details.get(code, "The request could not be read."))
    for name, value in getattr(error, "headers", {}).items():
        response.headers[name] = value
    if code == ProblemCode.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(_list_methods(request))
    return response


def _list_methods(request: Request) -> Iterator[str]:
    """Find the methods of this address (RFC 9110 15.5.6): Sanic knows them only without parameters."""
    for method in HTTPMethod:
        with suppress(SanicException):
            request.app.router.get(request.path, method, request.headers.getone("host", None))
            yield method
