"""What trouble with an SMTP server means: try again or not, and in whose words."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from enum import StrEnum

from aiosmtplib import SMTPException, SMTPResponseException, SMTPTimeoutError

from lintbox.domain import Delivery, Outcome
from lintbox.mail.visible import make_visible

_WIDTH = 500

# RFC 4954 6, RFC 3207 4: sign in first, encrypt first, wrong password.  The operator can mend that,
# and the letter is not to blame, whatever phase it comes in.
_ABOUT_US = {530, 534, 535, 538}


class Phase(StrEnum):
    CONNECT = "Connecting"
    EHLO = "Greeting (EHLO)"
    STARTTLS = "Encrypting (STARTTLS)"
    AUTH = "Signing in (AUTH)"
    MAIL = "Sender (MAIL FROM)"
    RCPT = "Recipient (RCPT TO)"
    DATA = "Letter (DATA)"
    END = "End of the letter"


_ABOUT_THE_LETTER = {Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.END}


class Unfit(SMTPException):
    """Our own judgement: with what the server offers the letter cannot go."""


def answered(code: int, words: str) -> str:
    """Return an answer of the server on one line, code and text, without what could do harm."""
    return _on_one_line(f"{code} {words}")


def failed(phase: Phase, problem: Exception, secrets: Iterable[str]) -> Delivery:
    words = f"{phase}: {_words(problem)}"
    for secret in secrets:
        words = words.replace(secret, "…")
    return Delivery(_outcome(phase, problem), _on_one_line(words))


def _outcome(phase: Phase, problem: Exception) -> Outcome:
    if phase not in _ABOUT_THE_LETTER:
        return Outcome.TRY_AGAIN
    if isinstance(problem, SMTPResponseException):
        final = 500 <= problem.code < 600 and problem.code not in _ABOUT_US
    else:
        # aiosmtplib's ValueError: an address that cannot be written on an SMTP command line
        final = isinstance(problem, Unfit | ValueError)
    return Outcome.REFUSED if final else Outcome.TRY_AGAIN


def _words(problem: Exception) -> str:
    cause = problem.__cause__ or problem
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the server’s certificate was not accepted: {cause.verify_message}."
    if isinstance(problem, SMTPResponseException):
        # no code: the library could not read the answer, and quotes it
        return f"{problem.code} {problem.message}" if problem.code > 0 else problem.message
    if isinstance(problem, SMTPTimeoutError):
        return "the server did not answer in time."
    if isinstance(cause, OSError) and cause.strerror:
        return f"{cause.strerror}."
    return str(problem) or type(problem).__name__


def _on_one_line(words: str) -> str:
    return make_visible(" ".join(words.split()), _WIDTH)
