"""Checks: requested, claimed, and finished by their claimant."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from lintbox.domain import (
    Check,
    CheckError,
    Claim,
    Delta,
    ErrorCode,
    File,
    MailNote,
    NamedProfile,
    NotFound,
    Profile,
    Report,
    ResultMail,
    Tool,
    Tools,
    TooMany,
)
from lintbox.services import batches, deltas, emails, profiles, rate_limits
from lintbox.services.disk import require_space
from lintbox.services.emails import LinkBuilder
from lintbox.services.ownership import get_file_number
from lintbox.settings import Settings
from lintbox.storage import check_queue, checks, comparisons, files, reports
from lintbox.storage.checks import CheckedAlike

MAX_ATTEMPTS = 3
# part of a report's key: incremented when Lintbox itself changes the report of a content
_ENGINE = 6
CHECKS_KEPT = 20
# errors that depend on the machine and its load, so another attempt may succeed
_NOT_CACHED = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.CRASH, ErrorCode.NO_PYTHON}


class Stale(NamedTuple):
    file_number: int
    file_id: str
    chosen: NamedProfile


class Outdated(NamedTuple):
    by_profile: Sequence[Stale]
    by_versions: Sequence[Stale]


class Finished(NamedTuple):
    mail_left_out: bool


class Keep(Enum):
    """The type of ``KEEP``: leaves the Python of a file as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


def request(
    settings: Settings,
    user_id: str,
    file_id: str,
    now: datetime,
    python: str | Keep | None = KEEP,
    batch_name: str | None = None,
) -> File:
    """Queue one more check of the same content, with the profile that the file has now.

    ``python`` is from now on the version of the file; None stands for that of the profile. The check shares
    an email with those of other requests with the same ``batch_name``. Deletes checks of the file beyond
    the newest ``CHECKS_KEPT``.

    Raises:
        NotFound
        TooMany: the file is already queued, or a rate limit of the file or the user is reached.
        Rejected: the disk is nearly full.
    """
    number = get_file_number(user_id, file_id)
    if checks.is_unfinished(number):
        raise TooMany("This file waits to be checked already.", 1)
    require_space(settings)
    rate_limits.spend(settings, "check-file", file_id, now)
    rate_limits.spend(settings, "check-user", user_id, now)
    if python is not KEEP:
        files.set_python(number, python)
    bases = comparisons.list_bases([number])
    batch = batches.choose_shared(user_id, batch_name, 1) if batch_name else None
    check_queue.add(user_id, number, profiles.get_for_file(user_id, number), now, batch)
    comparisons.add(bases)
    checks.remove_older([number], CHECKS_KEPT)
    return files.get(number)


def get(user_id: str, file_id: str, check_id: str) -> tuple[Check, str]:
    """Return a check with its findings, and the name of its file.

    Raises:
        NotFound
    """
    file = files.get(get_file_number(user_id, file_id))
    check = next((check for check in file.checks if check.id == check_id), None)
    if check is None:
        raise NotFound("There is no such check. Only the newest ones of a file are kept.")
    return checks.add_findings(check), file.name


def list_outdated(user_id: str, tools: Tools) -> Outdated:
    """List files whose newest check used another profile or other versions than a check would now."""
    listed, default = profiles.list_all(user_id)
    by_id = {one.id: one for one in listed}
    by_profile: list[Stale] = []
    by_versions: list[Stale] = []
    for alike in checks.list_newest(user_id):
        chosen = profiles.with_python(by_id[alike.chosen or default], alike.python)
        tool = tools.find(chosen.profile.python)
        if alike.profile != chosen.profile:
            by_profile += _list_stale(alike, chosen)
        elif tool and alike.tool != tool.used_by(alike.profile):
            by_versions += _list_stale(alike, chosen)
    return Outdated(by_profile, by_versions)


def _list_stale(alike: CheckedAlike, chosen: NamedProfile) -> list[Stale]:
    return [Stale(number, file_id, chosen) for number, file_id in alike.read_files()]


def request_outdated(settings: Settings, user_id: str, tools: Tools, now: datetime) -> list[str]:
    """Queue a check for each outdated file; return the files' ids.

    Raises:
        TooMany
        Rejected: the disk is nearly full.
    """
    outdated = list_outdated(user_id, tools)
    stale = [*outdated.by_profile, *outdated.by_versions]
    if not stale:
        return []
    require_space(settings)
    rate_limits.spend(settings, "check-outdated", user_id, now)
    numbers = [one.file_number for one in stale]
    bases = comparisons.list_bases(numbers)
    for batch, part in batches.split([(one.file_number, one.chosen) for one in stale]):
        check_queue.add_many(user_id, part, now, batch)
    comparisons.add(bases)
    checks.remove_older(numbers, CHECKS_KEPT)
    return [one.file_id for one in stale]


def claim_several(
    tools: Tools, lease: timedelta, now: datetime, max_running_per_user: int, most: int
) -> list[Claim]:
    """Claim up to ``most`` checks, in the order in which ``claim`` returns them."""
    claims: list[Claim] = []
    while len(claims) < most and (claimed := claim(tools, lease, now, max_running_per_user)):
        claims.append(claimed)
    return claims


def claim(tools: Tools, lease: timedelta, now: datetime, max_running_per_user: int) -> Claim | None:
    """Claim the next check, with its report where the same content was checked before.

    Skips users with ``max_running_per_user`` running checks.
    """
    token = secrets.token_hex(16)
    row = check_queue.claim_next(token, now + lease, now, max_running_per_user)
    if row is None:
        return None
    return Claim(
        check_id=row.id,
        token=token,
        file_id=row.file_id,
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        data=row.data,
        sha256=row.sha256,
        profile=row.profile,
        profile_name=row.profile_name,
        attempt=row.attempts,
        started_at=now,
        known=find_known(row.name, row.sha256, row.profile, tools),
        is_compared=row.is_compared,
        batch=row.batch,
    )


def find_known(name: str, sha256: str, profile: Profile, tools: Tools) -> Report | None:
    """Return the stored report on a content, if it was checked before with the same options and versions."""
    tool = tools.find(profile.python)
    return reports.find(_key(name, sha256, profile, tool), tool.used_by(profile)) if tool else None


def finish(
    settings: Settings, link_builder: LinkBuilder, claim: Claim, report: Report, now: datetime
) -> Finished | None:
    """Store report, difference and email; None for a void claim, after the file was replaced or deleted."""
    # which other Python can read a file with a syntax error depends on those of the machine
    is_cacheable = not report.has_syntax_error and (not report.error or report.error.code not in _NOT_CACHED)
    key = _key(claim.name, claim.sha256, claim.profile, report.tool) if is_cacheable else None
    duration_ms = max(0, round((now - claim.started_at).total_seconds() * 1000))
    number = check_queue.finish(
        claim.check_id, claim.token, report.state, reports.add(report, key), duration_ms, now
    )
    if number is None:
        return None
    delta = _compare(claim, report) if claim.is_compared else None
    wish = files.get_email_wish(number)
    verdict = (report.findings, report.total, report.error, *(report.python_refuses or ()))
    notified_digest = sha256(repr(verdict).encode()).hexdigest()
    unchanged = wish.notified_digest == notified_digest
    when = wish.result_mail or ResultMail(settings.result_mail)
    note = _find_mail_note(settings, claim, when, now, unchanged=unchanged)
    if note is None and when != ResultMail.NEVER and not wish.is_disabled:
        result = emails.describe(claim, report, delta, duration_ms, now)
        batches.queue_result(link_builder, claim, result, now)
    if unchanged or note:
        checks.set_mail_note(claim.check_id, note, unchanged=unchanged)
    if not unchanged:
        files.set_notified_digest(number, notified_digest)
    if claim.batch:
        batches.close_if_complete(settings, claim.batch, now)
    return Finished(mail_left_out=note == MailNote.LIMIT)


def _compare(claim: Claim, report: Report) -> Delta | None:
    """Compare the report with the earlier one; one that is not complete leaves that to the next check."""
    if not deltas.is_complete(report):
        return None
    delta = deltas.compare(comparisons.get_base(claim.check_id), claim.sha256, claim.profile, report)
    comparisons.finish(claim.check_id, delta)
    return delta


def _find_mail_note(
    settings: Settings, claim: Claim, when: ResultMail, now: datetime, *, unchanged: bool
) -> MailNote | None:
    """Return why an email that the user wants is not written; None where it is written."""
    if when == ResultMail.NEVER:
        return None
    if when == ResultMail.CHANGES and unchanged:
        return MailNote.SAME
    if settings.rate_limits == "off" or (claim.batch and batches.is_collecting(claim.batch)):
        return None
    return MailNote.LIMIT if emails.is_over_budget(claim.user_id, now) else None


def report_exhausted(claim: Claim, tools: Tools) -> Report | None:
    """Return an error report for a check during which the server stopped each time, None for others."""
    tool = tools.find(claim.profile.python)
    if claim.attempt <= MAX_ATTEMPTS or tool is None:  # without its Python the check reads no file
        return None
    detail = f"The server stopped {MAX_ATTEMPTS} times while it checked this file, so it tries no more."
    return Report(tool.used_by(claim.profile), error=CheckError(ErrorCode.CRASH, detail))


def _key(name: str, content: str, profile: Profile, tool: Tool) -> str:
    # pyflakes treats __init__.py specially; plugins and per-file-ignores may depend on any name
    depends_on_name = bool(profile.plugins) or any(
        "per-file-ignores" in option for option in profile.arguments
    )
    relevant_name = name if depends_on_name or name == "__init__.py" else ""
    # "newest" and the version that it stands for give the same report: the tool has the version
    options = profile.arguments, profile.plugins
    return sha256(
        repr((_ENGINE, content, relevant_name, options, tool.used_by(profile))).encode()
    ).hexdigest()
