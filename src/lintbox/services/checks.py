"""Checks: asked for, claimed, and finished by who claimed them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from lintbox.domain import (
    FINDINGS_KEPT,
    Check,
    CheckError,
    Claim,
    ErrorCode,
    File,
    NamedProfile,
    Profile,
    Report,
    Tool,
    ToolChange,
    TooMany,
)
from lintbox.services import letters, profiles
from lintbox.services.letters import Mailroom
from lintbox.services.ownership import find_file
from lintbox.settings import Settings
from lintbox.storage import checks, files, reports, users
from lintbox.storage.checks import Alike

MOST_ATTEMPTS = 3
# part of a report's key: raised when Lintbox itself says more of a content, or other things, than before
_ENGINE = 2
# these say something of the machine at that moment, so another try may end otherwise
_NOT_KEPT = {ErrorCode.TIMEOUT, ErrorCode.MEMORY, ErrorCode.CRASH}


class Stale(NamedTuple):
    file_number: int
    file_id: str
    chosen: NamedProfile


class Outdated(NamedTuple):
    by_profile: Sequence[Stale]
    by_versions: Sequence[Stale]


def request(user_id: str, file_id: str, now: datetime) -> File:
    """Queue one more check of the same content, with the profile that the file has now.

    Raises:
        NotFound
        TooMany: one waits already.
    """
    number = find_file(user_id, file_id)
    if checks.is_unfinished(number):
        raise TooMany("This file waits to be checked already.", 1)
    checks.add(user_id, number, profiles.of_file(user_id, number), now)
    return files.get(number)


def list_outdated(user_id: str, tool: Tool) -> Outdated:
    """Find what another profile, or other versions, would perhaps say otherwise today."""
    listed, default = profiles.list_all(user_id)
    by_id = {one.id: one for one in listed}
    by_profile: list[Stale] = []
    by_versions: list[Stale] = []
    for alike in checks.list_newest(user_id):
        chosen = by_id[alike.chosen or default]
        if alike.profile != chosen.profile:
            by_profile += _list_stale(alike, chosen)
        elif alike.tool != tool.used_by(alike.profile):
            by_versions += _list_stale(alike, chosen)
    return Outdated(by_profile, by_versions)


def _list_stale(alike: Alike, chosen: NamedProfile) -> list[Stale]:
    return [Stale(number, file_id, chosen) for number, file_id in alike.read_files()]


def request_outdated(user_id: str, tool: Tool, now: datetime) -> list[str]:
    """Queue a check for each outdated file; return the files' ids."""
    outdated = list_outdated(user_id, tool)
    stale = [*outdated.by_profile, *outdated.by_versions]
    checks.add_many(user_id, [(one.file_number, one.chosen) for one in stale], now)
    return [one.file_id for one in stale]


def find_tool_change(of_file: Sequence[Check]) -> ToolChange | None:
    """Compare the newest check with the one before it that other versions made of the same.

    None where there is no such pair, or where one of them has not all its findings.
    """
    whole = [
        (check.profile, check.report)
        for check in of_file
        if check.report and not check.report.error and check.report.total <= FINDINGS_KEPT
    ]
    if not whole or whole[0][1] is not of_file[0].report:
        return None
    profile, now = whole[0]
    before = next((report for other, report in whole if other == profile and report.tool != now.tool), None)
    if before is None:
        return None
    new, old = Counter(now.findings), Counter(before.findings)
    old_versions, new_versions = before.tool.versions, now.tool.versions
    return ToolChange(
        versions={
            name: (old_versions.get(name), new_versions.get(name))
            for name in old_versions | new_versions
            if old_versions.get(name) != new_versions.get(name)
        },
        added=Counter(finding.code for finding in (new - old).elements()),
        gone=Counter(finding.code for finding in (old - new).elements()),
    )


def claim(tool: Tool, lease: timedelta, now: datetime) -> Claim | None:
    """Take the next check, with its report where the same content was checked before."""
    token = secrets.token_hex(16)
    taken = checks.take(token, now + lease, now)
    if taken is None:
        return None
    key = _key(taken.name, taken.sha256, taken.profile, tool)
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
        profile_name=taken.profile_name,
        attempt=taken.attempts,
        started_at=now,
        known=reports.find(key, tool.used_by(taken.profile)),
    )


def finish(settings: Settings, room: Mailroom, claim: Claim, report: Report, now: datetime) -> bool:
    """Write findings, verdict and letter together; False when the file was replaced or deleted."""
    lasting = not report.error or report.error.code not in _NOT_KEPT
    key = _key(claim.name, claim.sha256, claim.profile, report.tool) if lasting else None
    duration_ms = max(0, round((now - claim.started_at).total_seconds() * 1000))
    number = checks.finish(
        claim.check_id, claim.token, report.state, reports.add(report, key), duration_ms, now
    )
    if number is None:
        return False
    told = sha256(repr((report.findings, report.total, report.error)).encode()).hexdigest()
    changed = files.get_told(number) != told
    wanted = settings.result_mail == "always" or (settings.result_mail == "changes" and changed)
    if wanted and not users.is_disabled(claim.user_id):
        letters.queue_result(room, claim, report, duration_ms, now)
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
    return sha256(repr((_ENGINE, content, counts, profile, tool.used_by(profile))).encode()).hexdigest()
