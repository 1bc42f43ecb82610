"""What the operator wrote: the environment, ``.env``, and the files that ``LINTBOX_X_FILE`` names."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from io import StringIO
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dotenv.parser import Binding

PREFIX = "LINTBOX_"
_LONGEST_BYTES = 64 * 1024
_PATIENCE_SECONDS = 1.5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# a Kubernetes service of the name lintbox: LINTBOX_SERVICE_HOST, LINTBOX_PORT_5468_TCP_ADDR
_SERVICE_LINK = re.compile(r"LINTBOX_(SERVICE_(HOST|PORT)\w*|PORT_\d+_(TCP|UDP|SCTP)\w*)")


class SettingsUnreadable(Exception):
    """Says in a sentence which file, line or variable cannot be read, and what to do."""


class Origin(StrEnum):
    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DOTENV = ".env"
    DEFAULT = "default"


class Given(NamedTuple):
    """``source`` is the path of a file that holds the value."""

    value: str
    origin: Origin
    source: str | None = None


class Unknown(NamedTuple):
    """A name that is no setting; ``suggestion`` is the one that it resembles."""

    name: str
    origin: Origin
    suggestion: str | None
    is_empty: bool


class Written(NamedTuple):
    """A line of ``.env``."""

    name: str
    line: int
    value: str


class Reading(NamedTuple):
    given: Mapping[str, Given]
    unknown: list[Unknown]


def read(dotenv: Path | None, fields: Iterable[str]) -> Reading:
    """Return each field's value from the nearest source that has one; an empty value counts as none.

    Raises:
        SettingsUnreadable
    """
    fields = list(fields)
    sources = [(Origin.ENVIRONMENT, dict(os.environ))]
    if dotenv and dotenv.exists() and not dotenv.is_dir():  # .env may be a virtual environment
        sources.append((Origin.DOTENV, _read_dotenv(dotenv)))
    folded = [(origin, _fold(values)) for origin, values in sources]
    given = {}
    for field in fields:
        found = (_find(PREFIX + field.upper(), origin, values) for origin, values in folded)
        if nearest := next(filter(None, found), None):
            given[field] = nearest
    known = [PREFIX + field.upper() for field in fields]
    known += [f"{name}_FILE" for name in known]
    return Reading(given, [unknown for source in sources for unknown in _find_unknown(*source, known)])


def read_text(file: Path, what: str) -> str:
    """Return a small text in UTF-8, without a byte order mark; a pipe may take a moment.

    Raises:
        SettingsUnreadable: with ``what``, which names the file.
    """
    try:
        data = _read_bytes(file, what)
    except OSError as error:
        raise SettingsUnreadable(f"{what} cannot be read: {error.strerror}") from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise SettingsUnreadable(f"{what} is not text in UTF-8 (UTF-16?): save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsUnreadable(f"{what} is not UTF-8 in line {line} (Latin-1?): save it as UTF-8") from None


def _read_bytes(file: Path, what: str) -> bytes:
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    end = time.monotonic() + _PATIENCE_SECONDS
    data = b""
    try:
        regular = S_ISREG(os.fstat(descriptor).st_mode)
        while len(data) <= _LONGEST_BYTES:
            if not regular and not select.select([descriptor], [], [], max(0, end - time.monotonic()))[0]:
                raise SettingsUnreadable(f"{what} is no file, and nothing comes from it")
            if not (piece := os.read(descriptor, _LONGEST_BYTES + 1)):
                return data
            data += piece
    finally:
        os.close(descriptor)
    raise SettingsUnreadable(f"{what} has more than {_LONGEST_BYTES // 1024} KiB: it is another file")


def _fold(values: Mapping[str, str]) -> dict[str, str]:
    """Read names in any case; the usual one wins."""
    return {name.upper(): values[name] for name in sorted(values, reverse=True)}


def _find(name: str, origin: Origin, values: Mapping[str, str]) -> Given | None:
    if value := _get(name, origin, values):
        return Given(value, origin)
    if path := _get(f"{name}_FILE", origin, values):
        text = read_text(Path(path), f"the file {path}, which {name}_FILE names,").strip()
        return Given(_judge(name, text), Origin.FILE, path) if text else None
    return None


def _get(name: str, origin: Origin, values: Mapping[str, str]) -> str:
    value = values.get(name, "")
    where = " in .env" if origin == Origin.DOTENV else ""
    return _judge(f"{name}{where}", value) if value.strip() else ""


def _judge(name: str, value: str) -> str:
    """Raises SettingsUnreadable where no person can have meant the value."""
    if _CONTROL.search(value):
        raise SettingsUnreadable(f"{name} has a control character, such as a line break, in its value")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise SettingsUnreadable(f"{name} is not written in UTF-8") from None
    return value


def _read_dotenv(file: Path) -> dict[str, str]:
    """Read ``NAME=value`` in each line, as python-dotenv does, and be sure that nothing was passed over."""
    text = read_text(file, str(file))
    from dotenv import dotenv_values  # most have no such file
    from dotenv.parser import parse_stream

    written: dict[str, Written] = {}
    for binding in parse_stream(StringIO(text)):
        number = _number(binding)
        if trouble := _find_trouble(binding, written):
            raise SettingsUnreadable(f"{file}, line {number}: {trouble}")
        if binding.key is not None:
            written[binding.key.upper()] = Written(binding.key, number, binding.value or "")
    values = {name: value or "" for name, value in dotenv_values(stream=StringIO(text)).items()}
    for folded, (name, number, value) in written.items():
        if folded.startswith(PREFIX) and value.strip() and not values[name].strip():
            raise SettingsUnreadable(f"{file}, line {number}: the variable in the value of {name} is not set")
    return values


def _number(binding: Binding) -> int:
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + len(re.findall(r"\r\n|\n|\r", blank))


def _find_trouble(binding: Binding, earlier: Mapping[str, Written]) -> str | None:
    name, value = binding.key, binding.value
    if binding.error:
        return 'write NAME=value, and close each quote in its line; inside double quotes write \\" for one'
    if name is None:
        return None
    if value is None:
        return "there is no = after the name: write NAME=value"
    if not _NAME.fullmatch(name):
        return f"{name!a} is no name of a variable: write NAME=value"
    if re.search(rf"^\s*(export\s+)?['\"]?{PREFIX}", value.partition("\n")[2], re.IGNORECASE | re.MULTILINE):
        return f"a quote in the value of {name} is not closed in its line"
    before = earlier.get(name.upper())
    if before and before.value != value and name.upper().startswith(PREFIX):
        return f"{name} has another value in line {before.line}: take one of them away"
    return None


def _find_unknown(origin: Origin, values: Mapping[str, str], known: list[str]) -> Iterator[Unknown]:
    for name in sorted(values):
        plain = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
        if name.upper() in known or _SERVICE_LINK.fullmatch(name):
            continue
        near = plain.startswith("LIN") or "LINTBOX" in plain
        close = next(iter(get_close_matches(plain, known, 1, 0.8)), None) if near else None
        if close or "LINTBOX" in plain.replace("_", ""):
            yield Unknown(ascii(name)[1:-1], origin, close, not values[name].strip())
        elif origin == Origin.DOTENV and plain.startswith("REGISTRATION") and PREFIX + plain in known:
            yield Unknown(ascii(name)[1:-1], origin, PREFIX + plain, not values[name].strip())
