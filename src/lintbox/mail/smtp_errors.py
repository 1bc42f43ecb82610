"""What trouble with an SMTP server means: try again or not, and in whose words."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from enum import StrEnum

from aiosmtplib import SMTPException, SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from lintbox.domain import Delivery, Outcome, make_visible

_WIDTH = 500

# RFC 4954 6, RFC 3207 4: sign in first, encrypt first, wrong password.  The operator can mend that,
# and the email is not to blame, whatever phase it comes in.
_ABOUT_US = {530, 534, 535, 538}


class Phase(StrEnum):
    CONNECT = "Connecting"
    EHLO = "Greeting (EHLO)"
    STARTTLS = "Encrypting (STARTTLS)"
    AUTH = "Signing in (AUTH)"
    MAIL = "Sender (MAIL FROM)"
    RCPT = "Recipient (RCPT TO)"
    DATA = "Email (DATA)"
    END = "End of the email"


_ABOUT_THE_EMAIL = {Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.END}


class Unfit(SMTPException):
    """Our own judgement: with what the server offers the email cannot go."""


def answered(code: int, words: str) -> str:
    """Return an answer of the server on one line, code and text, without what could do harm."""
    return _on_one_line(f"{code} {words}")


def failed(phase: Phase, problem: Exception, secrets: Iterable[str]) -> Delivery:
    words = hide(f"{phase}: {words_of(problem)}", secrets)
    return Delivery(_outcome(phase, problem), _on_one_line(words))


def hide(words: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        words = words.replace(secret, "…")
    return words


def _outcome(phase: Phase, problem: Exception) -> Outcome:
    if phase not in _ABOUT_THE_EMAIL:
        return Outcome.TRY_AGAIN
    if isinstance(problem, SMTPResponseException):
        final = 500 <= problem.code < 600 and problem.code not in _ABOUT_US
    else:
        # aiosmtplib's ValueError: an address that cannot be written on an SMTP command line
        final = isinstance(problem, Unfit | ValueError)
    return Outcome.REFUSED if final else Outcome.TRY_AGAIN


def words_of(problem: Exception) -> str:
    if isinstance(problem, SMTPResponseException):
        # no code: the library could not read the answer, and quotes it
        return f"{problem.code} {problem.message}" if problem.code > 0 else problem.message
    if isinstance(problem, SMTPTimeoutError):
        return "the server did not answer in time."
    match problem.__cause__ or problem:  # the library wraps some of what the system says
        case SMTPServerDisconnected():
            return "the server closed the connection."
        case ssl.SSLCertVerificationError(verify_message=message):
            return f"the server’s certificate was not accepted: {message}."
        case ssl.SSLError(reason=str(reason)):
            return f"no TLS with this server: {reason.replace('_', ' ').lower()}."
        case OSError(errno=int(number)) if number > 0:
            return f"{os.strerror(number)}."
        case OSError(strerror=str(message)):
            return f"{message}."
    return str(problem) or type(problem).__name__


def _on_one_line(words: str) -> str:
    return make_visible(" ".join(words.split()), _WIDTH)
