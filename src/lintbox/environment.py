"""Reads raw settings: the environment, ``.env``, and the files that ``LINTBOX_X_FILE`` names."""

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
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dotenv.parser import Binding

PREFIX = "LINTBOX_"
_MAX_BYTES = 64 * 1024
_PIPE_TIMEOUT_SECONDS = 1.5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Kubernetes sets these for a service named lintbox: LINTBOX_SERVICE_HOST, LINTBOX_PORT_5468_TCP_ADDR
_SERVICE_LINK = re.compile(r"LINTBOX_(SERVICE_(HOST|PORT)\w*|PORT_\d+_(TCP|UDP|SCTP)\w*)")


class SettingsUnreadable(Exception):
    """One sentence: which file, line or variable cannot be read, and what to do."""


class Origin(StrEnum):
    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DOTENV = ".env"
    DEFAULT = "default"


class RawSetting(NamedTuple):
    """The value of one setting.

    ``source`` is the file that ``LINTBOX_X_FILE`` names, or the other setting that has this one within it.
    """

    value: str
    origin: Origin
    source: str | None = None


class UnknownName(NamedTuple):
    """A name that is not a setting; ``suggestion`` is the most similar setting."""

    name: str
    origin: Origin
    suggestion: str | None
    is_empty: bool


class DotenvEntry(NamedTuple):
    name: str
    line: int
    value: str


class Environment(NamedTuple):
    values: Mapping[str, RawSetting]
    unknown: list[UnknownName]


def read(dotenv: Path | None, fields: Iterable[str]) -> Environment:
    """Return each field's value: the environment's, else ``.env``'s. An empty value counts as unset.

    Raises:
        SettingsUnreadable
    """
    fields = list(fields)
    sources = [(Origin.ENVIRONMENT, dict(os.environ))]
    if dotenv and _is_there(dotenv):
        sources.append((Origin.DOTENV, _read_dotenv(dotenv)))
    folded = [(origin, _fold(values)) for origin, values in sources]
    settings = {}
    for field in fields:
        found = (_find(PREFIX + field.upper(), origin, values) for origin, values in folded)
        if first := next(filter(None, found), None):
            settings[field] = first
    known = [PREFIX + field.upper() for field in fields]
    known += [f"{name}_FILE" for name in known]
    return Environment(settings, [name for source in sources for name in _list_unknown(*source, known)])


def _is_there(dotenv: Path) -> bool:
    try:
        return not S_ISDIR(dotenv.stat().st_mode)  # a folder .env may be a virtual environment
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        folder = dotenv.absolute().parent
        raise SettingsUnreadable(
            f"{folder} cannot be searched for .env: {error.strerror}. Start Lintbox in a folder that this "
            "user may enter."
        ) from None


def read_text(file: Path, what: str) -> str:
    """Return the text of a UTF-8 file of at most 64 KiB, without byte order mark; waits 1.5 s for a pipe.

    Raises:
        SettingsUnreadable: its sentence starts with ``what``, which names the file.
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
    deadline = time.monotonic() + _PIPE_TIMEOUT_SECONDS
    data = b""
    try:
        is_regular = S_ISREG(os.fstat(descriptor).st_mode)
        while len(data) <= _MAX_BYTES:
            wait_seconds = max(0, deadline - time.monotonic())
            if not is_regular and not select.select([descriptor], [], [], wait_seconds)[0]:
                raise SettingsUnreadable(f"{what} is not a regular file, and no data arrives from it")
            if not (chunk := os.read(descriptor, _MAX_BYTES + 1)):
                return data
            data += chunk
    finally:
        os.close(descriptor)
    raise SettingsUnreadable(f"{what} is larger than {_MAX_BYTES // 1024} KiB: is it the right file?")


def _fold(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values by upper-case name; of two spellings the upper-case one wins."""
    return {name.upper(): values[name] for name in sorted(values, reverse=True)}


def _find(name: str, origin: Origin, values: Mapping[str, str]) -> RawSetting | None:
    if value := _get(name, origin, values):
        return RawSetting(value, origin)
    if path := _get(f"{name}_FILE", origin, values):
        text = read_text(Path(path), f"the file {path}, which {name}_FILE names,").strip()
        return RawSetting(_validate(name, text), Origin.FILE, path) if text else None
    return None


def _get(name: str, origin: Origin, values: Mapping[str, str]) -> str:
    value = values.get(name, "")
    where = " in .env" if origin == Origin.DOTENV else ""
    return _validate(f"{name}{where}", value) if value.strip() else ""


def _validate(name: str, value: str) -> str:
    if _CONTROL.search(value):
        raise SettingsUnreadable(f"{name} has a control character, such as a line break, in its value")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise SettingsUnreadable(f"{name} is not UTF-8") from None
    return value


def _read_dotenv(file: Path) -> dict[str, str]:
    """Return the values as python-dotenv reads them; raises for lines that python-dotenv would skip."""
    text = read_text(file, str(file))
    from dotenv import dotenv_values  # lazy: most installations have no such file
    from dotenv.parser import parse_stream

    entries: dict[str, DotenvEntry] = {}
    for binding in parse_stream(StringIO(text)):
        number = _get_line_number(binding)
        if error := _find_error(binding, entries):
            raise SettingsUnreadable(f"{file}, line {number}: {error}")
        if binding.key is not None:
            entries[binding.key.upper()] = DotenvEntry(binding.key, number, binding.value or "")
    values = {name: value or "" for name, value in dotenv_values(stream=StringIO(text)).items()}
    for folded, (name, number, value) in entries.items():
        if folded.startswith(PREFIX) and value.strip() and not values[name].strip():
            raise SettingsUnreadable(f"{file}, line {number}: the variable in the value of {name} is not set")
    return values


def _get_line_number(binding: Binding) -> int:
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + len(re.findall(r"\r\n|\n|\r", blank))


def _find_error(binding: Binding, earlier: Mapping[str, DotenvEntry]) -> str | None:
    name, value = binding.key, binding.value
    if binding.error:
        return 'write NAME=value, and close each quote in its line; inside double quotes write \\" for one'
    if name is None:
        return None
    if value is None:
        return "there is no = after the name: write NAME=value"
    if not _NAME.fullmatch(name):
        return f"{name!a} is not a valid variable name: write NAME=value"
    if re.search(rf"^\s*(export\s+)?['\"]?{PREFIX}", value.partition("\n")[2], re.IGNORECASE | re.MULTILINE):
        return f"a quote in the value of {name} is not closed in its line"
    before = earlier.get(name.upper())
    if before and before.value != value and name.upper().startswith(PREFIX):
        return f"{name} has another value in line {before.line}: remove one of them"
    return None


def _find_similar(plain: str, known: list[str]) -> str | None:
    if not plain.startswith("LIN") and "LINTBOX" not in plain:
        return None
    for name in get_close_matches(plain, known, 1, 0.8):
        # the common prefix alone makes short names similar
        if get_close_matches(plain.removeprefix(PREFIX), [name.removeprefix(PREFIX)], 1, 0.6):
            return name
    return None


def _list_unknown(origin: Origin, values: Mapping[str, str], known: list[str]) -> Iterator[UnknownName]:
    for name in sorted(values):
        plain = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
        if name.upper() in known or _SERVICE_LINK.fullmatch(name):
            continue
        suggestion = _find_similar(plain, known)
        if suggestion or "LINTBOX" in plain.replace("_", ""):
            yield UnknownName(ascii(name)[1:-1], origin, suggestion, not values[name].strip())
        elif origin == Origin.DOTENV and plain.startswith("REGISTRATION") and PREFIX + plain in known:
            yield UnknownName(ascii(name)[1:-1], origin, PREFIX + plain, not values[name].strip())
