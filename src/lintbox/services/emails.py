"""Emails: writing them to the outbox, claiming them, and recording their delivery."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice

from lintbox.domain import (
    FINDINGS_QUOTED,
    Claim,
    Delivery,
    Delta,
    Email,
    EmailKind,
    EmailState,
    NotFailed,
    NotFound,
    Outcome,
    Purpose,
    QuotedLine,
    Report,
    Result,
    User,
)
from lintbox.mail import new_message_id
from lintbox.services import one_time_links, rate_limits, unsubscribing
from lintbox.services.ownership import get_file_number
from lintbox.settings import Settings
from lintbox.storage import emails, files

EMAILS_AN_HOUR = 1_000
_QUOTE_WIDTH = 120
LINK_EXPIRED = "Its link expired before it could be sent."
RETRY_DELAYS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400, 86400)
)


@dataclass(frozen=True, slots=True)
class LinkBuilder:
    """The base URL of links, and the key that derives one-time links."""

    base_url: str
    key: bytes


def queue_verification(link_builder: LinkBuilder, user: User, now: datetime) -> one_time_links.Link:
    return _queue_link(link_builder, EmailKind.VERIFICATION, Purpose.VERIFICATION, user, now)


def queue_reset(link_builder: LinkBuilder, user: User, now: datetime) -> one_time_links.Link:
    return _queue_link(link_builder, EmailKind.RESET, Purpose.RESET, user, now)


def queue_account_exists(link_builder: LinkBuilder, user: User, now: datetime) -> None:
    _queue(link_builder, EmailKind.ACCOUNT_EXISTS, secrets.token_hex(8), user.id, user.email, now)


def describe(claim: Claim, report: Report, delta: Delta | None, duration_ms: int, now: datetime) -> Result:
    """Return what an email says about this check."""
    return Result(
        file_id=claim.file_id,
        name=claim.name,
        state=report.state,
        total=report.total,
        categories=report.categories,
        shown=_quote(report),
        error=report.error,
        tool=report.tool,
        finished_at=now,
        duration_ms=duration_ms,
        profile_name=claim.profile_name,
        python_refuses=report.python_refuses,
        hint=report.hint,
        refused_source=_quote_line(report, report.python_refuses.line) if report.python_refuses else "",
        delta=delta.counts if delta else None,
        changed=delta.changed if delta else (),
        opted_out=report.noqa.opted_out,
    )


def queue_result(link_builder: LinkBuilder, claim: Claim, result: Result, now: datetime) -> None:
    _queue(link_builder, EmailKind.RESULT, claim.check_id, claim.user_id, claim.email, now, result=result)


def _quote_line(report: Report, line: int) -> str:
    return report.quotes.get(line, "")[:_QUOTE_WIDTH]


def is_over_budget(user_id: str, now: datetime) -> bool:
    """Return whether the user got the maximum of emails within the last hour, so that no result is added."""
    nth = emails.find_nth_newest(user_id, EMAILS_AN_HOUR)
    # ignores times in the future, from before the clock was set back
    return nth is not None and now - timedelta(hours=1) < nth <= now + timedelta(minutes=1)


def send_again(
    settings: Settings, link_builder: LinkBuilder, user_id: str, file_id: str, check_id: str, now: datetime
) -> None:
    """Send the refused email with the result of this check again.

    Raises:
        NotFound: unknown file or check, or its email was deleted.
        NotFailed: the email was not refused.
        TooMany
    """
    file = files.get(get_file_number(user_id, file_id))
    known = any(check.id == check_id for check in file.checks)
    email = emails.find_of_check(check_id) if known else None
    if email is None:
        raise NotFound(
            "There is no such email. Emails are deleted some time after they were sent or refused."
        )
    if email.state != EmailState.FAILED:
        raise NotFailed("This email was not refused, so there is nothing to send again.")
    rate_limits.spend(settings, "send-email", user_id, now)
    # a new Message-ID: the recipient's server may drop a duplicate
    emails.queue_again(email.id, new_message_id(link_builder.base_url), now)


def claim_next(key: bytes, now: datetime, after: str = "") -> tuple[Email, str | None] | None:
    """Claim the next email that is due, with the token of its link; that of a result ends such emails.

    Emails with links come first, because their readers wait for them. Results follow round-robin by user;
    ``after`` is the id of the user whose turn was last.

    Deletes emails whose link was used or replaced meanwhile. An email with an expired link has no token,
    and cannot be sent.
    """
    while email := _claim_next(now, after):
        if email.link is None:
            return email, find_unsubscribe_token(key, email)
        token = one_time_links.find_token(email.link, key, now)
        if token or not one_time_links.is_used_up(email.link):
            return email, token
        emails.remove(email.id)
    return None


def find_unsubscribe_token(key: bytes, email: Email) -> str | None:
    """Return the token for the link in a result that ends such emails."""
    if email.result is None:
        return None
    file_id = email.result.file_id if isinstance(email.result, Result) else ""
    return unsubscribing.make_token(key, email.user_id, file_id)


def _claim_next(now: datetime, after: str) -> Email | None:
    email = emails.claim_next(now, after)
    if email is None and emails.bring_forward(RETRY_DELAYS, now):
        email = emails.claim_next(now, after)
    return email


def record_delivery(email: Email, delivery: Delivery, now: datetime) -> None:
    """Store the outcome of an attempt, and the time of the next one."""
    due_at = None
    if delivery.outcome == Outcome.TRY_AGAIN and email.attempts <= len(RETRY_DELAYS):
        due_at = now + RETRY_DELAYS[email.attempts - 1]
    emails.record_delivery(email.id, delivery, due_at, now)


def _queue_link(
    link_builder: LinkBuilder, kind: EmailKind, purpose: Purpose, user: User, now: datetime
) -> one_time_links.Link:
    """Replace a queued email of this purpose: its link becomes void."""
    link = one_time_links.create(user.id, purpose, link_builder.key, now)
    emails.remove_void(user.id)
    _queue(link_builder, kind, link.id, user.id, user.email, now, link=link.id)
    return link


def _queue(
    link_builder: LinkBuilder,
    kind: EmailKind,
    subject: str,
    user_id: str,
    recipient: str,
    now: datetime,
    *,
    link: str | None = None,
    result: Result | None = None,
) -> None:
    message_id = new_message_id(link_builder.base_url)
    emails.add(kind, subject, user_id, recipient, message_id, now, link=link, result=result)


def _quote(report: Report) -> tuple[QuotedLine, ...]:
    """Group the first findings by source line."""
    first = sorted(islice(report.findings, FINDINGS_QUOTED), key=lambda finding: finding.line)
    return tuple(
        QuotedLine(
            line, _quote_line(report, line), tuple((finding.code, finding.text) for finding in findings)
        )
        for line, findings in groupby(first, key=lambda finding: finding.line)
    )
