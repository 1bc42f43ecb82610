"""What may stand after an option of flake8, kind by kind; what may not is a ValueError with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

_CODE = re.compile(r"[A-Z]{1,3}[0-9]{0,3}")  # flake8.defaults.VALID_CODE_PREFIX
_LONGEST_VALUE = 4_000
_LARGEST_NUMBER = 100_000
_MOST_WORDS = 500
_MOST_FILES = 100
_MOST_PAIRS = 1_000
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
    """``least`` is the smallest number; ``plugin`` is empty for what flake8 itself has."""

    name: str
    kind: Kind
    about: str
    plugin: str = ""
    choices: tuple[str, ...] = ()
    least: int = 1


def judge(option: Option, value: object) -> str | None:
    """Return what to write after the option, None for nothing; what is wrong is a ValueError."""
    text = to_text(value).strip()
    if len(text) > _LONGEST_VALUE:
        raise ValueError(f"This is too long: {_LONGEST_VALUE:,} characters are the most.")
    if not split(text):
        # an empty list of flake8's own omissions says: leave out nothing
        return "" if option.name == "ignore" and value is not None else None
    if len(split(text)) > _MOST_WORDS and option.kind in (Kind.CODES, Kind.NAMES):
        raise ValueError(f"This is too long: {_MOST_WORDS:,} names or codes are the most.")
    return _JUDGES[option.kind](option, text)


def to_text(value: object) -> str:
    """Write what JSON and TOML know as a configuration file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(to_text(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{name}:{','.join(to_text(codes).split())}" for name, codes in value.items())
    return "" if value is None else str(value)


def _judge_number(option: Option, text: str) -> str:
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"Not a whole number: {_shorten(text)}.") from None
    if not option.least <= number <= _LARGEST_NUMBER:
        raise ValueError(f"Use a number from {option.least} to {_LARGEST_NUMBER:,}.")
    return str(number)


def _judge_switch(_option: Option, text: str) -> str | None:
    words = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False}
    try:
        return "true" if (words | {"off": False})[text.lower()] else None
    except KeyError:
        raise ValueError(f"Use true or false, not {_shorten(text)}.") from None


def _judge_codes(_option: Option, text: str) -> str:
    codes = split(text)
    for code in codes:
        if code.startswith("#"):
            raise ValueError("flake8 takes no comment after a value: give it a line of its own.")
        if not _CODE.fullmatch(code):
            raise ValueError(
                f"Not a code of flake8: {_shorten(code)}. Codes look like E501, or E5 for all of E5…."
            )
    return ",".join(dict.fromkeys(codes))


def _judge_names(_option: Option, text: str) -> str:
    names = split(text)
    if bad := next((name for name in names if not name.isprintable() or name.startswith("#")), None):
        raise ValueError(f"Not a name: {_shorten(bad)}. flake8 knows no comments within a value.")
    return ",".join(dict.fromkeys(names))


def _judge_choice(option: Option, text: str) -> str:
    if text not in option.choices:
        raise ValueError(f"Use one of {', '.join(option.choices)}, not {_shorten(text)}.")
    return text


def _judge_files(_option: Option, text: str) -> str:
    pairs = pair(text)
    if folder := next((name for name, _ in pairs if "/" in name or "\\" in name), None):
        raise ValueError(
            f"{_shorten(folder)} names a folder, and an uploaded file is in none. Use its name alone."
        )
    return " ".join(f"{name}:{','.join(codes)}" for name, codes in pairs)


def _judge_messages(_option: Option, text: str) -> str:
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    for row in rows:
        module, equals, message = row.partition("=")
        if not equals or not module.strip() or not message.strip() or not row.isprintable():
            raise ValueError(f"Write “module = what to use instead” in each line, not {_shorten(row)}.")
    return "\n".join(" = ".join(part.strip() for part in row.split("=", 1)) for row in rows)


def split(text: str) -> list[str]:
    """As ``flake8.utils.parse_comma_separated_list`` does."""
    return [word for word in re.split(r"[,\s]", text) if word]


def pair(text: str) -> list[tuple[str, list[str]]]:
    """Read ``name:codes`` pairs, with commas and blanks as flake8 takes them; raises ValueError.

    flake8 copies all its options for each file, and each file of a list has each of the codes behind it.
    """
    pairs: list[tuple[str, list[str]]] = []
    names: list[str] = []
    count = made = 0
    open_to_codes = False
    for word in re.findall(r"[^\s,:]+|:", text):
        if word == ":":
            if not names:
                raise ValueError(_PAIRS)
            open_to_codes = True
            pairs += [(name, []) for name in names]
            count, names = len(names), []
        elif open_to_codes and _CODE.fullmatch(word):
            made += count
            if made > _MOST_PAIRS:
                raise ValueError(f"Too many: {_MOST_PAIRS:,} pairs of a name and a code are the most.")
            for _, codes in pairs[-count:]:
                codes.append(word)
        else:
            names.append(word)
            open_to_codes = False
        if len(pairs) + len(names) > _MOST_FILES:
            raise ValueError(f"Too many: {_MOST_FILES:,} names of files are the most.")
    if names or not all(codes for _, codes in pairs):
        raise ValueError(_PAIRS)
    return pairs


def _shorten(text: str) -> str:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{''.join(sign if sign.isprintable() else '?' for sign in shown)}”"


_JUDGES: Mapping[Kind, Callable[[Option, str], str | None]] = {
    Kind.NUMBER: _judge_number,
    Kind.SWITCH: _judge_switch,
    Kind.CODES: _judge_codes,
    Kind.NAMES: _judge_names,
    Kind.CHOICE: _judge_choice,
    Kind.FILES: _judge_files,
    Kind.MESSAGES: _judge_messages,
}
