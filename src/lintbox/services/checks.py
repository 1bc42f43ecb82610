"""Checks: asked for, claimed, and finished by who claimed them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from lintbox.domain import Check, CheckError, Claim, ErrorCode, NotFound, Profile, Report, Tool, TooMany
from lintbox.services import letters
from lintbox.services.letters import Mailroom
from lintbox.settings import Settings
from lintbox.storage import checks, files, reports

MOST_ATTEMPTS = 3
# these say something of the machine at that moment, so another try may end otherwise
_NOT_KEPT = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.CRASH}


def request(user_id: str, file_id: str, now: datetime) -> Check:
    """Queue one more check of the same content.

    Raises:
        NotFound
        TooMany: one waits already.
    """
    number = files.find_number(user_id, file_id)
    if number is None:
        raise NotFound("There is no such file. It may have been deleted.")
    if checks.is_unfinished(number):
        raise TooMany("This file waits to be checked already.", 1)
    checks.add(user_id, number, Profile(), now)
    return files.get(number).checks[0]


def claim(tool: Tool, lease: timedelta, now: datetime) -> Claim | None:
    """Take the next check, with its report where the same content was checked before."""
    token = secrets.token_hex(16)
    taken = checks.take(token, now + lease, now)
    if taken is None:
        return None
    known = reports.find(_key(taken.name, taken.sha256, taken.profile, tool))
    return Claim(
        check_id=taken.id,
        token=token,
        file_id=taken.file_id,
        user_id=taken.user_id,
        email=taken.email,
        name=taken.name,
        data=taken.data,
        sha256=taken.sha256,
        profile=taken.profile,
        attempt=taken.attempts,
        started_at=now,
        known=known[1] if known else None,
    )


def finish(settings: Settings, room: Mailroom, claim: Claim, report: Report, now: datetime) -> bool:
    """Write findings, verdict and letter together; False when the file was replaced or deleted."""
    lasting = not report.error or report.error.code not in _NOT_KEPT
    key = _key(claim.name, claim.sha256, claim.profile, report.tool) if lasting else None
    duration_ms = round((now - claim.started_at).total_seconds() * 1000)
    number = checks.finish(
        claim.check_id, claim.token, report.state, reports.add(report, key), max(0, duration_ms), now
    )
    if number is None:
        return False
    told = sha256(repr((report.findings, report.total, report.error)).encode()).hexdigest()
    changed = files.get_told(number) != told
    if settings.result_mail == "always" or (settings.result_mail == "changes" and changed):
        letters.queue_result(room, claim, report, max(0, duration_ms), now)
    files.set_told(number, told)
    return True


def judge_attempts(claim: Claim, tool: Tool) -> Report | None:
    """Give up a check that took the server down with it each time."""
    if claim.attempt <= MOST_ATTEMPTS:
        return None
    detail = f"The server stopped {MOST_ATTEMPTS} times while it checked this file, so it tries no more."
    return Report(tool=tool, error=CheckError(ErrorCode.CRASH, detail))


give_back = checks.give_back


def _key(name: str, content: str, profile: Profile, tool: Tool) -> str:
    # pyflakes has its own rules for __init__.py; plugins and per-file-ignores may look at any name
    named = bool(profile.plugins) or any("per-file-ignores" in option for option in profile.arguments)
    counts = name if named or name == "__init__.py" else ""
    return sha256(repr((content, counts, profile, tool.used_by(profile))).encode()).hexdigest()
