"""A pasted configuration becomes a profile; options that are not allowed are refused with reasons."""

from __future__ import annotations

import contextlib
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lintbox.domain import ParsedConfiguration, Profile, RefusedOption
from lintbox.lint.engine import configs, options
from lintbox.lint.engine.plugins import SHIPPED


def read(text: str) -> ParsedConfiguration:
    return configs.read(text, SHIPPED)


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
    assert {name: word for name, word in REASONS.items() if word not in reasons.get(name, "")} == {}
    assert set(reasons) == set(REASONS)


REASONS = {
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
    ("text", "message"),
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
def test_text_that_is_not_a_configuration_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(configs.UnreadableError, match=re.escape(message)):
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
