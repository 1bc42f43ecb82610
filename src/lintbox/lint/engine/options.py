"""The options of flake8 that a profile may set, and their conversion to arguments and back."""

from __future__ import annotations

from collections.abc import Mapping

from lintbox.domain import Profile
from lintbox.lint.engine.option_values import Kind, Option, normalize

_MAX_CHARACTERS = 16_000
_MAX_UNKNOWN = 20

Value = str | int | bool | list[str]

_ALL = (
    Option("max-line-length", Kind.NUMBER, "Longest line, in characters; 79 if not set"),
    Option("max-doc-length", Kind.NUMBER, "Longest line of a comment or docstring; any if not set"),
    Option("max-complexity", Kind.NUMBER, "Most ways through one function; any if not set", minimum=-1),
    Option("indent-size", Kind.NUMBER, "Blanks for one level; 4 if not set"),
    Option("select", Kind.CODES, "Nothing but these codes"),
    Option("extend-select", Kind.CODES, "These codes too"),
    Option("ignore", Kind.CODES, "In place of the codes that flake8 leaves out by itself"),
    Option("extend-ignore", Kind.CODES, "Without these codes"),
    Option("per-file-ignores", Kind.FILES, "Without these codes in files of this name"),
    Option("builtins", Kind.NAMES, "Names that are defined everywhere"),
    Option("doctests", Kind.SWITCH, "Look into doctests, too"),
    Option("hang-closing", Kind.SWITCH, "Closing brackets stand under the text, not under the line"),
    Option("disable-noqa", Kind.SWITCH, "Report also what “noqa” silences"),
    Option("extend-immutable-calls", Kind.NAMES, "Calls that may be defaults", "flake8-bugbear"),
    Option("builtins-ignorelist", Kind.NAMES, "Built-in names that may be hidden", "flake8-builtins"),
    Option("builtins-allowed-modules", Kind.NAMES, "Modules that may share a name", "flake8-builtins"),
    Option(
        "import-order-style",
        Kind.CHOICE,
        "Order of imports; cryptography if not set",
        "flake8-import-order",
        ("appnexus", "cryptography", "edited", "google", "isort", "pep8", "pycharm", "smarkets"),
    ),
    Option("application-import-names", Kind.NAMES, "Packages that are one’s own", "flake8-import-order"),
    Option("application-package-names", Kind.NAMES, "The company’s packages", "flake8-import-order"),
    Option(
        "pytest-parametrize-names-type",
        Kind.CHOICE,
        "Names in parametrize; tuple if not set",
        "flake8-pytest-style",
        ("csv", "tuple", "list"),
    ),
    Option(
        "pytest-parametrize-values-type",
        Kind.CHOICE,
        "Values in parametrize; list if not set",
        "flake8-pytest-style",
        ("tuple", "list"),
    ),
    Option(
        "pytest-parametrize-values-row-type",
        Kind.CHOICE,
        "Rows of values in parametrize; tuple if not set",
        "flake8-pytest-style",
        ("tuple", "list"),
    ),
    Option("pytest-raises-require-match-for", Kind.NAMES, "Errors that need match=", "flake8-pytest-style"),
    Option("pytest-warns-require-match-for", Kind.NAMES, "Warnings that need match=", "flake8-pytest-style"),
    Option(
        "ban-relative-imports",
        Kind.CHOICE,
        "Relative imports that are banned; none if not set",
        "flake8-tidy-imports",
        ("parents", "true"),
    ),
    Option("banned-modules", Kind.MESSAGES, "Modules not to import, and why", "flake8-tidy-imports"),
    Option("ignore-names", Kind.NAMES, "Names of any style", "pep8-naming"),
    Option("classmethod-decorators", Kind.NAMES, "Decorators of class methods", "pep8-naming"),
    Option("staticmethod-decorators", Kind.NAMES, "Decorators of static methods", "pep8-naming"),
)
OPTIONS: Mapping[str, Option] = {option.name: option for option in _ALL}


def to_profile(values: Mapping[str, object], plugins: tuple[str, ...]) -> tuple[Profile, dict[str, str]]:
    """Return the profile, and the errors by option; options that change nothing are left out."""
    arguments, errors = [], {}
    for name in sorted(values.keys() - OPTIONS.keys())[:_MAX_UNKNOWN]:
        errors[name] = "Lintbox does not know this option of flake8, or does not allow it."
    for option in _ALL:
        if option.name not in values:
            continue
        try:
            text = normalize(option, values[option.name])
            if text is not None and option.plugin and option.plugin not in plugins:
                raise ValueError(f"This is an option of {option.plugin}: switch that on, too.")
        except ValueError as problem:
            errors[option.name] = str(problem)
        else:
            arguments += [] if text is None else [_write_argument(option, text)]
    if sum(map(len, arguments)) > _MAX_CHARACTERS:
        errors["options"] = f"The options are too long: {_MAX_CHARACTERS:,} characters together are the most."
    return Profile(tuple(arguments), tuple(sorted(plugins))), errors


def _write_argument(option: Option, text: str) -> str:
    return f"--{option.name}" if option.kind is Kind.SWITCH else f"--{option.name}={text}"


def from_profile(profile: Profile) -> dict[str, Value]:
    """Return the options of a profile, in the form that ``to_profile`` takes."""
    return dict(_read_argument(argument) for argument in profile.arguments)


def _read_argument(argument: str) -> tuple[str, Value]:
    name, _, text = argument.removeprefix("--").partition("=")
    kind = OPTIONS[name].kind
    if kind is Kind.NUMBER:
        return name, int(text)
    if kind is Kind.SWITCH:
        return name, True
    if kind is Kind.CHOICE:
        return name, text
    separator = {Kind.FILES: " ", Kind.MESSAGES: "\n"}.get(kind, ",")
    return name, text.split(separator) if text else []
