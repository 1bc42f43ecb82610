"""The options of a profile: the table compared with flake8's, values, and pasted configurations."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tracemalloc

import pytest
from flake8.defaults import VALID_CODE_PREFIX
from hypothesis import given
from hypothesis import strategies as st

from lintbox.domain import NamedProfile, ParsedConfiguration, Profile, RefusedOption
from lintbox.lint.engine import configs, options, values
from lintbox.lint.engine.options import OPTIONS
from lintbox.lint.engine.plugins import SHIPPED, folder
from lintbox.services.profiles import SHIPPED as SHIPPED_PROFILES

GOOD = {
    "max-line-length": (100, "--max-line-length=100"),
    "max-doc-length": ("72", "--max-doc-length=72"),
    "max-complexity": (-1, "--max-complexity=-1"),
    "indent-size": (2, "--indent-size=2"),
    "select": (["E", "W6"], "--select=E,W6"),
    "extend-select": ("B950 W504", "--extend-select=B950,W504"),
    "ignore": ([], "--ignore="),
    "extend-ignore": ("E203,\nE203, W503", "--extend-ignore=E203,W503"),
    "per-file-ignores": (
        "a.py,b.py: E1, W2\n*_test.py:F401",
        "--per-file-ignores=a.py:E1,W2 b.py:E1,W2 *_test.py:F401",
    ),
    "builtins": ("_ foo", "--builtins=_,foo"),
    "doctests": (True, "--doctests"),
    "hang-closing": ("yes", "--hang-closing"),
    "disable-noqa": ("1", "--disable-noqa"),
    "extend-immutable-calls": ("Depends", "--extend-immutable-calls=Depends"),
    "builtins-ignorelist": ("id", "--builtins-ignorelist=id"),
    "builtins-allowed-modules": ("types", "--builtins-allowed-modules=types"),
    "import-order-style": ("google", "--import-order-style=google"),
    "application-import-names": ("ours", "--application-import-names=ours"),
    "application-package-names": ("ours", "--application-package-names=ours"),
    "pytest-parametrize-names-type": ("csv", "--pytest-parametrize-names-type=csv"),
    "pytest-parametrize-values-type": ("tuple", "--pytest-parametrize-values-type=tuple"),
    "pytest-parametrize-values-row-type": ("list", "--pytest-parametrize-values-row-type=list"),
    "pytest-raises-require-match-for": ("OSError", "--pytest-raises-require-match-for=OSError"),
    "pytest-warns-require-match-for": ("Warning", "--pytest-warns-require-match-for=Warning"),
    "ban-relative-imports": ("true", "--ban-relative-imports=true"),
    "banned-modules": ("a=use b\n c = use d", "--banned-modules=a = use b\nc = use d"),
    "ignore-names": ("set*,x", "--ignore-names=set*,x"),
    "classmethod-decorators": ("cls", "--classmethod-decorators=cls"),
    "staticmethod-decorators": ("st", "--staticmethod-decorators=st"),
}


def read(text: str) -> ParsedConfiguration:
    return configs.read(text, SHIPPED)


def run_flake8(*arguments: str) -> subprocess.CompletedProcess[str]:
    """All shipped plugins are installed for it."""
    return subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", *arguments],
        env=os.environ | {"PYTHONPATH": str(folder())},
        input="x = 1\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_option_has_a_test_value() -> None:
    assert set(GOOD) == set(OPTIONS)


@pytest.mark.parametrize("name", GOOD)
def test_a_value_survives_conversion_to_arguments_and_back(name: str) -> None:
    value, argument = GOOD[name]
    profile, errors = options.to_profile({name: value}, SHIPPED)
    assert (profile.arguments, errors) == ((argument,), {})
    assert options.to_profile(options.from_profile(profile), SHIPPED) == (profile, {})


def test_flake8_with_the_plugins_accepts_all_options() -> None:
    profile, _ = options.to_profile({name: value for name, (value, _) in GOOD.items()}, SHIPPED)
    done = run_flake8(*profile.arguments, "-")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_table_names_the_plugin_of_each_option() -> None:
    sections = re.split(r"^(\S[^\n]*):\n", run_flake8("--help").stdout, flags=re.MULTILINE)
    for section, text in zip(sections[1::2], sections[2::2], strict=True):
        for name in re.findall(r"^  (?:-\w.*, )?--([a-z-]+)", text, re.MULTILINE):
            if name in OPTIONS:
                assert OPTIONS[name].plugin in ("", section.replace("_", "-")), name
    assert len(sections) > 2 * len(SHIPPED)


def test_codes_are_validated_as_in_flake8() -> None:
    assert f"^{values._CODE.pattern}$" == VALID_CODE_PREFIX.pattern


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("max-line-length", "ten", "whole number"),
        ("max-line-length", "1.5", "whole number"),
        ("max-line-length", 0, "from 1 to"),
        ("indent-size", 0, "from 1 to"),
        ("max-complexity", -2, "from -1 to"),
        ("max-line-length", 10**9, "from 1 to"),
        ("select", "e501", "Codes look like"),
        ("select", "E501;W1", "Codes look like"),
        ("ignore", "E501  # too long", "no comment"),
        ("ignore", ["E501", 5], "Codes look like"),
        ("doctests", "maybe", "true or false"),
        ("import-order-style", "mine", "one of appnexus"),
        ("per-file-ignores", "tests/*: E501", "names a folder"),
        ("per-file-ignores", "a.py", "a name, a colon, codes"),
        ("per-file-ignores", "a.py:", "a name, a colon, codes"),
        ("per-file-ignores", ": E501", "a name, a colon, codes"),
        ("banned-modules", "os", "what to use instead"),
        ("builtins", "a\x1bb", "Not a name"),
        ("builtins", "a" * 5000, "too long"),
        ("output-file", "/tmp/x", "does not know"),
        ("config", "setup.cfg", "does not know"),
        ("jobs", 9, "does not know"),
    ],
)
def test_an_invalid_value_is_an_error_of_its_option(name: str, value: object, said: str) -> None:
    profile, errors = options.to_profile({name: value, "max-doc-length": 72}, SHIPPED)
    assert list(errors) == [name]
    assert said in errors[name]
    assert profile.arguments == ("--max-doc-length=72",)


@pytest.mark.parametrize("value", [None, "", [], False, "  "])
def test_an_option_without_effect_is_left_out(value: object) -> None:
    nothing = {
        name: value for name in ("select", "doctests", "builtins") if name == "doctests" or value is not False
    }
    assert options.to_profile(nothing, SHIPPED) == (Profile((), SHIPPED), {})


def test_an_option_needs_its_plugin() -> None:
    _, errors = options.to_profile({"ignore-names": "a"}, ())
    assert "pep8-naming" in errors["ignore-names"]


@pytest.mark.parametrize("shipped", SHIPPED_PROFILES, ids=lambda shipped: shipped.id)
def test_a_shipped_profile_equals_what_the_form_produces(shipped: NamedProfile) -> None:
    assert options.to_profile(options.from_profile(shipped.profile), ()) == (shipped.profile, {})
    done = run_flake8(*shipped.profile.arguments, "-")
    assert (done.returncode, done.stderr) == (0, "")


INI = """
[metadata]
name = ours

[flake8]
max_line_length = 88
extend-ignore =
    E203,
    W503
select = C,E,F,W,B9
output-file = /tmp/lint
require-plugins = pep8-naming, flake8-quotes
per-file-ignores =
    __init__.py: F401
    tests/*: S101
max-complexity = many
exclude = .git
format = %(path)s
made-up = 1

[flake8:local-plugins]
extension = X = ours:Checker
"""
TOML = """
[project]
name = "ours"

[tool.flake8]
max-line-length = 88
extend-ignore = ["E203", "W503"]
per-file-ignores = ["__init__.py:F401", "tests/*:S101"]
doctests = true
import-order-style = "google"

[tool.flake8.local-plugins]
extension = ["X = ours:Checker"]
"""


def test_a_pasted_configuration_keeps_allowed_options_and_refuses_others_with_reasons() -> None:
    reading = read(INI)
    assert reading.profile.arguments == (
        "--max-line-length=88",
        "--select=C,E,F,W,B9",
        "--extend-ignore=E203,W503",
        "--per-file-ignores=__init__.py:F401",
    )
    assert reading.profile.plugins == ("flake8-bugbear", "pep8-naming")
    assert set(reading.plugins) == set(reading.profile.plugins)
    reasons = {refusal.name: refusal.reason for refusal in reading.refused}
    assert {name: word for name, word in SAID.items() if word not in reasons.get(name, "")} == {}
    assert set(reasons) == set(SAID)


SAID = {
    "local-plugins: extension": "load code of your own",
    "output-file": "write a file",
    "require-plugins": "does not have flake8-quotes",
    "per-file-ignores": "names a folder",
    "max-complexity": "whole number",
    "exclude": "each file that is uploaded",
    "format": "changes no finding",
    "made-up": "has this option",
}


def test_a_pyproject_is_read_as_by_flake8_pyproject() -> None:
    reading = read(TOML)
    assert reading.profile.arguments == (
        "--max-line-length=88",
        "--extend-ignore=E203,W503",
        "--per-file-ignores=__init__.py:F401",
        "--doctests",
        "--import-order-style=google",
    )
    assert [refusal.name for refusal in reading.refused] == ["local-plugins: extension", "per-file-ignores"]


def test_options_without_a_section_are_read() -> None:
    assert read("max-line-length = 99").profile == Profile(("--max-line-length=99",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no [flake8] section"),
        ("[pycodestyle]\nmax-line-length = 99\n", "no [flake8] section"),
        ("[flake8]\nnonsense\n", "not “name = value”"),
        ("[flake8]\nignore=E1\nignore=E2\n", "second time"),
        ("[flake8]\n[flake8]\n", "second time"),
        ("[tool.ruff]\nline-length = 9\n", "no [tool.flake8] table"),
        ("[tool.flake8]\nignore = \n", "no TOML"),
        ("[tool.flake8]\n" + "a." * 1500 + "b = 1", "too deep"),
        ("[tool.flake8]\nignore = " + "[" * 3900, "too deep"),
        ("tool = 1\n[tool.x]\n", "TOML"),
        (f"[tool.flake8]\nmax-line-length = 1{'0' * 5000}\n", "A line has 5,019"),
        (f"[tool.flake8]\nmax-line-length = 0x1{'0' * 3900}\n", "too long"),
    ],
    ids=range(12),
)
def test_text_that_is_not_a_configuration_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(configs.UnreadableError, match=re.escape(said)):
        read(text)


@pytest.mark.parametrize(
    "text", ["\ufeff[flake8]\nselect = E\n", "[flake8]\rselect = E\r", "\ufeffselect: E"]
)
def test_byte_order_marks_and_other_line_endings_are_ignored(text: str) -> None:
    assert read(text) == ParsedConfiguration(Profile(("--select=E",)), (), {})


@pytest.mark.parametrize("name", ["select", "max-complexity", "doctests"])
@pytest.mark.parametrize("value", ["", ","])
def test_an_option_without_its_required_value_is_refused(name: str, value: str) -> None:
    assert read(f"{name} = {value}") == ParsedConfiguration(
        Profile(), (RefusedOption(name, value, "It has no value."),), {}
    )


def test_options_that_are_too_long_in_total_are_refused() -> None:
    pairs = "\n".join(f"  a_file_with_a_rather_long_name_{number}.py: E501,W503" for number in range(90))
    (refusal,) = read(f"[flake8]\nper-file-ignores =\n{pairs}\n").refused
    assert refusal.name == "per-file-ignores"
    assert "too long" in refusal.reason


@pytest.mark.parametrize("text", ["x" * 20_000, "[a]\n" + "x" * 9000 + "=1\n" + "x" * 9000 + "=2\n"])
def test_a_reason_has_a_maximum_length(text: str) -> None:
    with pytest.raises(configs.UnreadableError) as caught:
        read(text)
    assert len(str(caught.value)) < 300


def test_a_key_of_many_parts_takes_little_memory() -> None:
    tracemalloc.start()
    with pytest.raises(configs.UnreadableError, match="too deep"):
        read("[tool.flake8]\n" + ("a." * 1900 + "b = 1\n") * 15)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 1024**2


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"[flake8]\n{text}", f"[tool.flake8]\n{text}", f"[flake8]\nper-file-ignores={text}"):
        with contextlib.suppress(configs.UnreadableError):
            profile = read(whole).profile
            assert options.to_profile(options.from_profile(profile), profile.plugins) == (profile, {})
