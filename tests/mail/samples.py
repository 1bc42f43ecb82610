"""Sample emails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from lintbox.domain import (
    BatchResult,
    Category,
    CheckError,
    CheckState,
    Email,
    EmailKind,
    EmailState,
    ErrorCode,
    QuotedLine,
    Result,
    Tool,
)
from lintbox.mail import compose

BASE_URL = "https://lint.school.example"
SENDER = "Lintbox <lintbox@school.example>"
TOKEN = "9Xw2-Kd7QfLmR4vTzYb1_0123456789abcdefghijkl"
WITH_LINK = {EmailKind.VERIFICATION, EmailKind.RESET}
# results have a link that ends such emails, which is no row of the table of links
WITH_TOKEN = {*WITH_LINK, EmailKind.RESULT}
CREATED_AT = datetime(2026, 11, 23, 14, 30, 51, 123000, tzinfo=UTC)

FOUND = Result(
    file_id="42",
    name="hangman.py",
    state=CheckState.FAILED,
    total=29,
    categories={Category.LAYOUT: 19, Category.UNUSED: 5, Category.LIKELY_BUG: 5, Category.COMPLEXITY: 0},
    shown=(
        QuotedLine(
            1, "import random, os", (("F401", "'os' imported but unused"), ("E401", "multiple imports"))
        ),
        QuotedLine(26, "if g == None:", (("E711", "comparison to None"),)),
    ),
    error=None,
    tool=Tool("7.5.0", "2.15.0", "3.4.0", "0.7.0", "3.13.0"),
    finished_at=CREATED_AT,
    duration_ms=140,
)
CLEAN = replace(FOUND, name="orders.py", state=CheckState.PASSED, total=0, categories={}, shown=())
BROKEN = replace(
    CLEAN,
    name="broken.py",
    state=CheckState.ERROR,
    error=CheckError(ErrorCode.TIMEOUT, "flake8 gave up after 10 seconds. Shorten line 214."),
)


def make_email(kind: EmailKind, **changes: Any) -> Email:
    email = Email(
        id="7",
        user_id="1",
        kind=kind,
        recipient="ada@school.example",
        message_id="<0123456789abcdef@lint.school.example>",
        state=EmailState.SENDING,
        created_at=CREATED_AT,
        attempts=1,
        link="3" if kind in WITH_LINK else None,
        result=FOUND if kind == EmailKind.RESULT else None,
    )
    return replace(email, **changes)


def write(email: Email, base_url: str = BASE_URL) -> EmailMessage:
    token = TOKEN if email.kind in WITH_TOKEN else None
    return compose(email, sender=SENDER, base_url=base_url, token=token)


def write_verification(**changes: Any) -> EmailMessage:
    return write(make_email(EmailKind.VERIFICATION, **changes))


def write_result(result: Result = FOUND, **changes: Any) -> EmailMessage:
    return write(make_email(EmailKind.RESULT, result=replace(result, **changes)))


def write_batch(*results: Result, unchecked: tuple[str, ...] = ()) -> EmailMessage:
    names = " ".join(result.name for result in results)
    return write(make_email(EmailKind.RESULT, result=BatchResult(names, results, unchecked)))


def read_part(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")
