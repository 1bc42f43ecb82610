"""Errors as RFC 9457 problems: one map from code to status, and nothing of the inside in a 500."""

from __future__ import annotations

import logging
from http import HTTPStatus

from sanic import HTTPResponse, Request
from sanic.exceptions import RequestCancelled, SanicException
from sanic.handlers import ErrorHandler

from lintbox.domain import Busy, Invalid, LintboxError, Locked, NotStored, Rejected, TooMany
from lintbox.tracing import current_request
from lintbox.web.schemas.files import RejectionOut
from lintbox.web.schemas.problems import ProblemOut

log = logging.getLogger("lintbox.web")

STATUS = {
    "invalid": 422,
    "no-file": 422,
    "bad-name": 422,
    "not-python": 422,
    "too-many-lines": 422,
    "too-many-files": 422,
    "too-large": 413,
    "quota": 507,
    "disk-full": 507,
    "not-signed-in": 401,
    "invalid-credentials": 401,
    "email-not-verified": 403,
    "account-disabled": 403,
    "registration-closed": 403,
    "forbidden": 403,
    "cross-origin": 403,
    "token-invalid": 400,
    "bad-request": 400,
    "not-found": 404,
    "method-not-allowed": 405,
    "too-slow": 408,
    "unsupported-media-type": 415,
    "unknown-host": 421,
    "own-account": 409,
    "last-admin": 409,
    "not-waiting": 409,
    "link-ended": 409,
    "too-many": 429,
    "internal": 500,
    "busy": 503,
    "not-backed-up": 503,
    "storage": 503,
}
_OF_STATUS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    413: "too-large",
}


def answer(code: str, detail: str, **more: object) -> HTTPResponse:
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
    body = problem.model_dump_json(exclude_none=True)
    return HTTPResponse(body, status, content_type="application/problem+json")


class Problems(ErrorHandler):
    """Turns whatever a handler raised into an answer."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        if isinstance(exception, LintboxError):
            return _answer_ours(exception)
        if isinstance(exception, SanicException) and exception.status_code < 500:
            return _answer_sanic(exception)
        if isinstance(exception, RequestCancelled):  # who asked has gone: nobody reads this, nothing is wrong
            return answer("bad-request", "The request broke off.")
        log.error("A request failed", exc_info=exception)
        return answer("internal", f"Internal error. The log has it as request {request.ctx.request_id}.")


def _answer_ours(error: LintboxError) -> HTTPResponse:
    if isinstance(error, Rejected):
        rejected = [RejectionOut.model_validate(rejection) for rejection in error.rejected]
        return answer(error.code, error.detail, rejected=rejected or None)
    if isinstance(error, Invalid):
        return answer(error.code, error.detail, errors=error.errors)
    response = answer(error.code, error.detail)
    if isinstance(error, NotStored):
        log.error("Request failed: %s", error.detail)
    if isinstance(error, (Busy, Locked)):
        response.headers["Retry-After"] = "5"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _answer_sanic(error: SanicException) -> HTTPResponse:
    code = _OF_STATUS.get(error.status_code, "bad-request")
    details = {
        "not-found": "There is nothing at this address.",
        "too-slow": "The request did not arrive in time. Send it again.",
        "too-large": "The request is too large.",
        "method-not-allowed": "This address does not take this method.",
    }
    response = answer(code, details.get(code, "The request could not be read."))
    for name, value in getattr(error, "headers", {}).items():
        response.headers[name] = value
    return response
