"""The options of a profile: the table compared with flake8's, and values."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from flake8.defaults import VALID_CODE_PREFIX

from lintbox.domain import NamedProfile, Profile
from lintbox.lint.engine import option_values, options
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
    assert f"^{option_values._CODE.pattern}$" == VALID_CODE_PREFIX.pattern


@pytest.mark.parametrize(
    ("name", "value", "message"),
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
def test_an_invalid_value_is_an_error_of_its_option(name: str, value: object, message: str) -> None:
    profile, errors = options.to_profile({name: value, "max-doc-length": 72}, SHIPPED)
    assert list(errors) == [name]
    assert message in errors[name]
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
