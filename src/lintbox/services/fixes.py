"""Repairs of a file: which may be requested, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import FixRequest, Invalid, Profile
from lintbox.lint.fixes.repairs import REPAIRS
from lintbox.services import files, profiles, rate_limits
from lintbox.services.ownership import get_file_number
from lintbox.settings import Settings

_MOST_NAMED = 10


class Subject(NamedTuple):
    """What is repaired; the profile is that of the next check, which decides about the result."""

    name: str
    data: bytes
    sha256: str
    profile: Profile


def begin(settings: Settings, user_id: str, file_id: str, now: datetime) -> Subject:
    """Return the file, and count the attempt.

    Raises:
        NotFound
        TooMany
    """
    file = files.get(user_id, file_id)
    name, data = files.read_content(user_id, file_id)
    rate_limits.spend(settings, "fix-user", user_id, now)
    chosen = profiles.get_for_file(user_id, get_file_number(user_id, file_id))
    return Subject(name, data, file.sha256, chosen.profile)


def validate(codes: Sequence[str], line: int | None) -> FixRequest:
    """Return the request; no codes mean every one that can be repaired.

    Raises:
        Invalid: a code that no tool repairs, or a line without a single code.
    """
    unknown = sorted({*codes} - REPAIRS.keys())
    if unknown:
        more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
        named = ", ".join(code[:10] for code in unknown[:_MOST_NAMED])
        raise Invalid({"codes": f"No tool repairs {named}{more}: correct that by hand."})
    if line is None:
        return FixRequest(tuple(sorted({*codes})))
    if len({*codes}) != 1:
        raise Invalid({"line": "With a line, name one code."})
    if REPAIRS[codes[0]].whole_file:
        raise Invalid({"line": f"{codes[0]} is repaired in the whole file only: leave the line out."})
    return FixRequest((codes[0],), line)
