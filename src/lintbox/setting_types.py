"""The types of settings: how times, numbers, lists and switches are written."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field

from lintbox.domain import EMBEDDED_ONLY

_SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def parse_seconds(value: object) -> object:
    """Turn "1h", "10 s" or "90" into seconds; other types pass unchanged, for pydantic to validate."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)\s*", value.lower())
    if not match or match[2] not in _SECONDS:
        raise ValueError("write a time as 90, 90s, 15m, 1h or 7d")
    return float(match[1]) * _SECONDS[match[2]]


def require_ascii_digits(value: object) -> object:
    """Refuse other digits, and the underscores of Python, which ``int`` and pydantic read, too."""
    if isinstance(value, str) and re.search(r"_|(?![0-9])\d", value):
        raise ValueError("write a number in the digits 0 to 9")
    return value


def fold(value: object) -> object:
    """Return text in lower case and without blanks around it; other types pass unchanged."""
    return value.strip().lower() if isinstance(value, str) else value


def split_list(value: object) -> object:
    """Split at commas, semicolons and blanks; accepts a JSON list, too."""
    if not isinstance(value, str):
        return value
    if value.strip().startswith("["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError("write the entries with commas between them") from None
    return [word for word in re.split(r"[,;\s]+", value) if word]


def count_cores() -> int:
    """Return the number of cores available to this process; on macOS, which has no affinity, all of them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def split_pythons(value: object) -> object:
    """Split at colons, too, as the PATH is written; accepts a JSON list, too."""
    if isinstance(value, str) and not value.strip().startswith("["):
        return split_list(value.replace(":", ","))
    return split_list(value)


def validate_pythons(values: list[str]) -> list[str]:
    """Refuse what is neither a version nor an absolute path, and ``EMBEDDED_ONLY`` beside others."""
    if EMBEDDED_ONLY in values and len(values) > 1:
        raise ValueError(f"{EMBEDDED_ONLY} stands alone: it keeps the embedded Python alone")
    for value in values:
        if (
            value != EMBEDDED_ONLY
            and not re.fullmatch(r"3\.[0-9]{1,3}", value)
            and not Path(value).is_absolute()
        ):
            raise ValueError(
                f"{value} is neither a version such as 3.14 nor an absolute path; {EMBEDDED_ONLY} keeps "
                "the embedded Python alone"
            )
    return values


Seconds = Annotated[float, BeforeValidator(parse_seconds), Field(gt=0, le=10 * 366 * 86400)]
Whole = Annotated[int, BeforeValidator(require_ascii_digits)]
Size = Annotated[ByteSize, BeforeValidator(require_ascii_digits)]
CommaSeparated = Annotated[list[str], BeforeValidator(split_list)]
Interpreters = Annotated[list[str], BeforeValidator(split_pythons), AfterValidator(validate_pythons)]
Switch = Annotated[Literal["on", "off"], BeforeValidator(fold)]
