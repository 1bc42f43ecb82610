"""What trouble with an SMTP server means: try again or not, and in whose words."""

from __future__ import annotations

import ssl
from base64 import b64encode
from enum import StrEnum

from aiosmtplib import SMTPResponseException, SMTPTimeoutError

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


class Unfit(ValueError):
    """The conversation cannot go on: the server's answer with its code, or our own judgement."""

    def __init__(self, words: str, code: int | None = None) -> None:
        super().__init__(words)
        self.code = code


def answered(code: int, words: str) -> str:
    """Return an answer of the server on one line, code and text, without what could do harm."""
    return make_visible(" ".join(f"{code} {words}".split()), _WIDTH)


def failed(phase: Phase, problem: Exception, password: str) -> Delivery:
    words = _hide(password, f"{phase}: {_words(problem)}")
    return Delivery(_outcome(phase, problem), make_visible(" ".join(words.split()), _WIDTH))


def _outcome(phase: Phase, problem: Exception) -> Outcome:
    if phase not in _ABOUT_THE_LETTER:
        return Outcome.TRY_AGAIN
    match problem:
        case Unfit(code=None):
            return Outcome.REFUSED
        case SMTPResponseException(code=code) | Unfit(code=code):
            return Outcome.REFUSED if 500 <= code < 600 and code not in _ABOUT_US else Outcome.TRY_AGAIN
        case ValueError() if not isinstance(problem, OSError):
            # an address that cannot be written on an SMTP command line will not get better
            return Outcome.REFUSED
    return Outcome.TRY_AGAIN


def _words(problem: Exception) -> str:
    cause = problem.__cause__ or problem
    match problem, cause:
        case _, ssl.SSLCertVerificationError(verify_message=message):
            return f"the server’s certificate is not accepted: {message}."
        case SMTPResponseException(code=code, message=message), _ if code > 0:
            return f"{code} {message}"
        case SMTPTimeoutError(), _:
            return "the server did not answer in time."
        case _, OSError(strerror=str(message)):
            return f"{message}."
    return str(problem) or type(problem).__name__


def _hide(password: str, words: str) -> str:
    """Servers quote commands that they do not know; AUTH's hold the password in Base64."""
    if not password:
        return words
    for secret in (password, b64encode(password.encode()).decode()):
        words = words.replace(secret, "…")
    return words
