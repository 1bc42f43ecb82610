"""Turns a pasted flake8 configuration into a profile, and lists what it refuses, with reasons.

The text is user content, so this runs in a worker with limits; bounds keep answers and profiles small.
"""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence

from lintbox.domain import ParsedConfiguration, RefusedOption, end_sentence
from lintbox.lint.engine import option_values, options, plugins
from lintbox.lint.engine.option_values import Kind
from lintbox.lint.engine.options import OPTIONS

_NO_FILES = "Lintbox checks each file that is uploaded: choosing files by name has no use here."
_NO_PRINT = "It is about what is printed on a terminal, and changes no finding."
_NO_CODE = "It would load code of your own into the server."
_NO_WRITE = "It would write a file on the server."
_NO_CONFIG = "It would read a file on the server."
_REFUSED = {
    **dict.fromkeys(("exclude", "extend-exclude", "filename", "stdin-display-name"), _NO_FILES),
    **dict.fromkeys(
        ("format", "show-source", "no-show-source", "count", "statistics", "quiet", "verbose", "color"),
        _NO_PRINT,
    ),
    **dict.fromkeys(("benchmark", "bug-report", "exit-zero"), _NO_PRINT),
    **dict.fromkeys(("output-file", "tee"), _NO_WRITE),
    **dict.fromkeys(("config", "append-config", "isolated"), _NO_CONFIG),
    "enable-extensions": "None of the installed plugins has extensions that are off by themselves.",
    "jobs": "The server decides how many checks run at once.",
    "pytest-fixture-no-parentheses": "flake8 takes it from a configuration file only; none is the default.",
    "pytest-mark-no-parentheses": "flake8 takes it from a configuration file only; none is the default.",
}
_NO_VALUE = "It has no value."
_TOO_DEEP = "This TOML goes too deep."
_MAX_DOTS = 200  # per line: tomllib needs 500 MB for a key of 10,000 parts
_MAX_LINES = 2_000
_MAX_LINE_CHARACTERS = 4_000
_MAX_REFUSED = 100
_MAX_SHOWN_CHARACTERS = 200
_MAX_REASON_CHARACTERS = 400
_KINDS_WITH_VALUE = (Kind.NUMBER, Kind.SWITCH, Kind.CHOICE)
_UNKNOWN = "Neither flake8 nor an installed plugin has this option."
_CODE_PREFIXES = {
    "B": "flake8-bugbear",
    "A": "flake8-builtins",
    "C4": "flake8-comprehensions",
    "I1": "flake8-import-order",
    "I2": "flake8-import-order",
    "PT": "flake8-pytest-style",
    "SIM": "flake8-simplify",
    "I25": "flake8-tidy-imports",
    "N": "pep8-naming",
}


class UnreadableError(Exception):
    """The text is not a flake8 configuration; the message says where or why."""


class _Parser(configparser.RawConfigParser):
    """Parses like flake8's, with a pattern that does not take quadratic time on a run of blanks."""

    OPTCRE = re.compile(r"(?P<option>[^=:]*)(?P<vi>[=:])(?P<value>.*)$")


def read(text: str, installed: Collection[str]) -> ParsedConfiguration:
    """Read a .flake8, setup.cfg, tox.ini or pyproject.toml; ``installed`` are the available plugins.

    Raises:
        UnreadableError: it is not a flake8 configuration.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if len(lines) > _MAX_LINES:
        raise UnreadableError(f"This has {len(lines):,} lines, and {_MAX_LINES:,} are the most.")
    if (longest := max(map(len, lines))) > _MAX_LINE_CHARACTERS:
        raise UnreadableError(
            f"A line has {longest:,} characters, and {_MAX_LINE_CHARACTERS:,} are the most."
        )
    try:
        return _read(text, installed)
    except RecursionError:
        raise UnreadableError(_TOO_DEEP) from None
    except ValueError:  # Python converts at most 4,300 digits (sys.set_int_max_str_digits)
        raise UnreadableError("A number in this TOML is too long.") from None


def _read(text: str, installed: Collection[str]) -> ParsedConfiguration:
    is_toml = re.search(r"^[ \t]*\[[ \t]*tool[ \t]*[.\]]", text, re.MULTILINE)
    given, local = _read_toml(text) if is_toml else _read_ini(text)
    refused = [
        RefusedOption(f"local-plugins: {name}", _show(value), _NO_CODE) for name, value in local.items()
    ]
    intended = _list_plugins(given, installed)
    kept: dict[str, object] = {}
    for name, value in given.items():
        if name == "per-file-ignores":
            kept[name], more = _split_file_rows(value)
            refused += more
        elif reason := _find_refusal_reason(name, value, intended):
            refused.append(RefusedOption(name, _show(value), reason))
        else:
            kept[name] = value
    profile, errors = options.to_profile(kept, tuple(intended))
    refused += [RefusedOption(name, _show(kept.get(name)), reason) for name, reason in errors.items()]
    return ParsedConfiguration(profile, tuple(_shorten(refused)), intended)


def _shorten(refused: Sequence[RefusedOption]) -> Iterator[RefusedOption]:
    refused = list(dict.fromkeys(refused))
    for name, value, reason in refused[:_MAX_REFUSED]:
        yield RefusedOption(_cut(name, _MAX_SHOWN_CHARACTERS), value, _cut(reason, _MAX_REASON_CHARACTERS))
    if more := refused[_MAX_REFUSED:]:
        yield RefusedOption("…", "", f"{len(more):,} more options have no place in a profile either.")


def _read_ini(text: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return the options of flake8, and those of local plugins."""
    parser = _Parser()
    try:
        try:
            parser.read_string(text, "configuration")
        except configparser.MissingSectionHeaderError:
            parser.read_string(f"[flake8]\n{text}", "configuration")
    except configparser.DuplicateOptionError as problem:
        raise UnreadableError(f"“{_show(problem.option)}” is set a second time.") from None
    except configparser.DuplicateSectionError as problem:
        raise UnreadableError(f"[{_show(problem.section)}] begins a second time.") from None
    except configparser.ParsingError as problem:
        raise UnreadableError(f"This line is not “name = value”: {_show(problem.errors[0][1])}.") from None
    if not parser.has_section("flake8") and not parser.has_section("flake8:local-plugins"):
        raise UnreadableError("There is no [flake8] section, and flake8 reads no other.")
    own, local = (
        {name.replace("_", "-"): value for name, value in parser[section].items()}
        if section in parser
        else {}
        for section in ("flake8", "flake8:local-plugins")
    )
    return own, local


def _read_toml(text: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
    if max(line.count(".") for line in text.split("\n")) > _MAX_DOTS:
        raise UnreadableError(_TOO_DEEP)
    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError as problem:
        raise UnreadableError(f"This is no TOML: {end_sentence(str(problem))}") from None
    table = tool.get("flake8") if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise UnreadableError("There is no [tool.flake8] table, where Flake8-pyproject reads from.")
    own = {name.replace("_", "-"): value for name, value in table.items()}
    local = own.pop("local-plugins", {})
    return own, local if isinstance(local, dict) else {"value": local}


def _list_plugins(given: Mapping[str, object], installed: Collection[str]) -> dict[str, str]:
    """Return the shipped plugins that a configuration uses, each with the evidence."""
    found: dict[str, str] = {}
    for name in option_values.split_list(option_values.to_text(given.get("require-plugins"))):
        found.setdefault(plugins.normalize(name), "“require-plugins” names it")
    for name in given:
        if name in OPTIONS and OPTIONS[name].plugin:
            found.setdefault(OPTIONS[name].plugin, f"“{name}” is its option")
    for name in ("select", "extend-select", "ignore", "extend-ignore"):
        for code in option_values.split_list(option_values.to_text(given.get(name))):
            matching = [beginning for beginning in _CODE_PREFIXES if code.startswith(beginning)]
            if matching:
                found.setdefault(_CODE_PREFIXES[max(matching, key=len)], f"“{name}” has its code {code}")
    return {name: found[name] for name in installed if name in found}


def _split_file_rows(value: object) -> tuple[str, list[RefusedOption]]:
    """Separate the rows that a bare file name can match from the others."""
    name, kept, refused = "per-file-ignores", [], []
    try:
        pairs = option_values.parse_pairs(option_values.to_text(value))
    except ValueError as problem:
        return "", [RefusedOption(name, _show(value), str(problem))]
    for file, codes in pairs:
        row = f"{file}:{','.join(codes)}"
        try:
            option_values.normalize(OPTIONS[name], row)
            kept.append(row)
        except ValueError as problem:
            refused.append(RefusedOption(name, row, str(problem)))
    return "\n".join(kept), refused


def _find_refusal_reason(name: str, value: object, intended: Mapping[str, str]) -> str | None:
    if name == "require-plugins":
        return _explain_required(value, intended)
    if name not in OPTIONS:
        return _REFUSED.get(name, _UNKNOWN)
    if OPTIONS[name].plugin and OPTIONS[name].plugin not in intended:
        return f"{OPTIONS[name].plugin} is not installed."
    if not option_values.split_list(option_values.to_text(value)) and (
        name == "select" or OPTIONS[name].kind in _KINDS_WITH_VALUE
    ):
        return _NO_VALUE
    try:
        option_values.normalize(OPTIONS[name], value)
    except ValueError as problem:
        return str(problem)
    return None


def _explain_required(value: object, intended: Mapping[str, str]) -> str:
    named = sorted(
        {plugins.normalize(name) for name in option_values.split_list(option_values.to_text(value))}
    )
    installed = [name for name in named if name in intended]
    away = [name for name in named if name not in intended]
    words = ["Lintbox installs nothing on demand."]
    if installed:
        words.append(f"It has {', '.join(installed)} and switches on what it has.")
    if away:
        words.append(f"It does not have {', '.join(away)}.")
    return " ".join(words)


def _show(value: object) -> str:
    return _cut(" ".join(option_values.to_text(value).split()), _MAX_SHOWN_CHARACTERS)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
