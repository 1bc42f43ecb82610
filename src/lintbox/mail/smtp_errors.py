"""Maps SMTP errors to a delivery: retry or give up, with a sentence for the operator."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from enum import StrEnum

from aiosmtplib import SMTPException, SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from lintbox.domain import Delivery, Outcome, end_sentence, make_visible

_WIDTH = 500

# RFC 4954 6, RFC 3207 4: authentication or encryption required, wrong password. In any phase the cause is
# our configuration, not the email: retry.
_CONFIGURATION_CODES = {530, 534, 535, 538}


class Phase(StrEnum):
    CONNECT = "Connecting"
    EHLO = "Greeting (EHLO)"
    STARTTLS = "Encrypting (STARTTLS)"
    AUTH = "Signing in (AUTH)"
    MAIL = "Sender (MAIL FROM)"
    RCPT = "Recipient (RCPT TO)"
    DATA = "Email (DATA)"
    END = "End of the email"


_EMAIL_PHASES = {Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.END}


class UnsuitableServer(SMTPException):
    """Raised by us: the email cannot be sent safely with the extensions that the server offers."""


def format_response(code: int, text: str) -> str:
    """Return the server's response on one line, with harmful characters escaped."""
    return _on_one_line(f"{code} {text}")


def to_delivery(phase: Phase, error: Exception, secrets: Iterable[str]) -> Delivery:
    text = redact(f"{phase}: {describe_error(error)}", secrets)
    return Delivery(_classify(phase, error), _on_one_line(text))


def redact(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "…")
    return text


def _classify(phase: Phase, error: Exception) -> Outcome:
    if phase not in _EMAIL_PHASES:
        return Outcome.TRY_AGAIN
    if isinstance(error, SMTPResponseException):
        is_final = 500 <= error.code < 600 and error.code not in _CONFIGURATION_CODES
    else:
        # aiosmtplib raises ValueError for an address that does not fit an SMTP command
        is_final = isinstance(error, UnsuitableServer | ValueError)
    return Outcome.REFUSED if is_final else Outcome.TRY_AGAIN


def describe_error(error: Exception) -> str:
    """Return a sentence about the error; it may quote secrets, see ``redact``."""
    if isinstance(error, SMTPResponseException):
        # no code: aiosmtplib could not parse the response, and quotes it
        return f"{error.code} {error.message}" if error.code > 0 else error.message
    if isinstance(error, SMTPTimeoutError):
        return "the server did not answer in time."
    match error.__cause__ or error:  # aiosmtplib wraps some errors of the system
        case SMTPServerDisconnected():
            return "the server closed the connection."
        case ssl.SSLCertVerificationError(verify_message=message):
            return f"the server’s certificate was not accepted: {end_sentence(message)}"
        case ssl.SSLError(reason=str(reason)):
            return f"no TLS with this server: {reason.replace('_', ' ').lower()}."
        case OSError(errno=int(number)) if number > 0:
            return end_sentence(os.strerror(number))
        case OSError(strerror=str(message)):
            return end_sentence(message)
    return str(error) or type(error).__name__


def _on_one_line(text: str) -> str:
    return make_visible(" ".join(text.split()), _WIDTH)
