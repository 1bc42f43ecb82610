"""Validates and normalizes the values of flake8's options, by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

_CODE = re.compile(r"[A-Z]{1,3}[0-9]{0,3}")  # flake8.defaults.VALID_CODE_PREFIX
_MAX_CHARACTERS = 4_000
_MAX_NUMBER = 100_000
_MAX_WORDS = 500
_MAX_FILES = 100
_MAX_PAIRS = 1_000
_PAIRS = "Write “name.py: E501” in each line: a name, a colon, codes."


class Kind(StrEnum):
    NUMBER = "number"
    SWITCH = "switch"
    CODES = "codes"
    NAMES = "names"
    CHOICE = "choice"
    FILES = "files"
    MESSAGES = "messages"


class Option(NamedTuple):
    """An option that a profile may set; ``plugin`` is empty for flake8's own options."""

    name: str
    kind: Kind
    about: str
    plugin: str = ""
    choices: tuple[str, ...] = ()
    minimum: int = 1


def normalize(option: Option, value: object) -> str | None:
    """Return the normal form of a value, or None if the option is to be left out.

    Raises:
        ValueError: the value is invalid; the message is for the user.
    """
    text = to_text(value).strip()
    if len(text) > _MAX_CHARACTERS:
        raise ValueError(f"This is too long: {_MAX_CHARACTERS:,} characters are the most.")
    if not split_list(text):
        # an empty --ignore replaces flake8's default list
        return "" if option.name == "ignore" and value is not None else None
    if len(split_list(text)) > _MAX_WORDS and option.kind in (Kind.CODES, Kind.NAMES):
        raise ValueError(f"This is too long: {_MAX_WORDS:,} names or codes are the most.")
    return _NORMALIZERS[option.kind](option, text)


def to_text(value: object) -> str:
    """Convert a value from JSON or TOML to the text of a configuration file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(to_text(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{name}:{','.join(to_text(codes).split())}" for name, codes in value.items())
    return "" if value is None else str(value)


def _normalize_number(option: Option, text: str) -> str:
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"Not a whole number: {_shorten(text)}.") from None
    if not option.minimum <= number <= _MAX_NUMBER:
        raise ValueError(f"Use a number from {option.minimum} to {_MAX_NUMBER:,}.")
    return str(number)


def _normalize_switch(_option: Option, text: str) -> str | None:
    words = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False}
    try:
        return "true" if (words | {"off": False})[text.lower()] else None
    except KeyError:
        raise ValueError(f"Use true or false, not {_shorten(text)}.") from None


def _normalize_codes(_option: Option, text: str) -> str:
    codes = split_list(text)
    for code in codes:
        if code.startswith("#"):
            raise ValueError("flake8 takes no comment after a value: give it a line of its own.")
        if not _CODE.fullmatch(code):
            raise ValueError(
                f"Not a code of flake8: {_shorten(code)}. Codes look like E501, or E5 for all of E5…."
            )
    return ",".join(dict.fromkeys(codes))


def _normalize_names(_option: Option, text: str) -> str:
    names = split_list(text)
    if bad := next((name for name in names if not name.isprintable() or name.startswith("#")), None):
        raise ValueError(f"Not a name: {_shorten(bad)}. flake8 knows no comments within a value.")
    return ",".join(dict.fromkeys(names))


def _normalize_choice(option: Option, text: str) -> str:
    if text not in option.choices:
        raise ValueError(f"Use one of {', '.join(option.choices)}, not {_shorten(text)}.")
    return text


def _normalize_files(_option: Option, text: str) -> str:
    pairs = parse_pairs(text)
    if folder := next((name for name, _ in pairs if "/" in name or "\\" in name), None):
        raise ValueError(
            f"{_shorten(folder)} names a folder, and an uploaded file is in none. Use its name alone."
        )
    return " ".join(f"{name}:{','.join(codes)}" for name, codes in pairs)


def _normalize_messages(_option: Option, text: str) -> str:
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    for row in rows:
        module, equals, message = row.partition("=")
        if not equals or not module.strip() or not message.strip() or not row.isprintable():
            raise ValueError(f"Write “module = what to use instead” in each line, not {_shorten(row)}.")
    return "\n".join(" = ".join(part.strip() for part in row.split("=", 1)) for row in rows)


def split_list(text: str) -> list[str]:
    """Split like ``flake8.utils.parse_comma_separated_list``."""
    return [word for word in re.split(r"[,\s]", text) if word]


def parse_pairs(text: str) -> list[tuple[str, list[str]]]:
    """Parse the ``name:codes`` rows of --per-file-ignores, with commas and blanks as flake8 does.

    The number of pairs is limited, because flake8 copies all its options for each of them.

    Raises:
        ValueError: the message is for the user.
    """
    pairs: list[tuple[str, list[str]]] = []
    names: list[str] = []
    count = pair_count = 0
    reading_codes = False
    for word in re.findall(r"[^\s,:]+|:", text):
        if word == ":":
            if not names:
                raise ValueError(_PAIRS)
            reading_codes = True
            pairs += [(name, []) for name in names]
            count, names = len(names), []
        elif reading_codes and _CODE.fullmatch(word):
            pair_count += count
            if pair_count > _MAX_PAIRS:
                raise ValueError(f"Too many: {_MAX_PAIRS:,} pairs of a name and a code are the most.")
            for _, codes in pairs[-count:]:
                codes.append(word)
        else:
            names.append(word)
            reading_codes = False
        if len(pairs) + len(names) > _MAX_FILES:
            raise ValueError(f"Too many: {_MAX_FILES:,} names of files are the most.")
    if names or not all(codes for _, codes in pairs):
        raise ValueError(_PAIRS)
    return pairs


def _shorten(text: str) -> str:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{''.join(sign if sign.isprintable() else '?' for sign in shown)}”"


_NORMALIZERS: Mapping[Kind, Callable[[Option, str], str | None]] = {
    Kind.NUMBER: _normalize_number,
    Kind.SWITCH: _normalize_switch,
    Kind.CODES: _normalize_codes,
    Kind.NAMES: _normalize_names,
    Kind.CHOICE: _normalize_choice,
    Kind.FILES: _normalize_files,
    Kind.MESSAGES: _normalize_messages,
}
