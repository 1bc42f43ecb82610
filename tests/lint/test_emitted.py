"""The codes that a profile can report are those that flake8's own decision engine selects."""

from __future__ import annotations

import pytest
from flake8.defaults import IGNORE
from flake8.options.parse_args import parse_args
from flake8.style_guide import Decision, DecisionEngine
from hypothesis import given
from hypothesis import strategies as st

from lintbox.domain import NamedProfile, Profile
from lintbox.lint.engine import emitted, plugins
from lintbox.lint.engine.categories import CATEGORIES
from lintbox.services.profiles import SHIPPED as SHIPPED_PROFILES

CODES = st.lists(
    st.sampled_from(["E", "E5", "E501", "W", "W5", "W503", "F", "C", "C901", "F401", "E12", "E121", "X"]),
    max_size=4,
)


@pytest.mark.parametrize(
    ("arguments", "unknown", "nothing"),
    [
        (("--select=ALL",), ("ALL",), True),
        (("--select=X999",), ("X999",), True),
        (("--select=S",), ("S",), True),
        (("--select=E,S,X999",), ("S", "X999"), False),
        (("--extend-select=S",), ("S",), False),
        (("--select=E999",), (), False),
        (("--select=E800",), ("E800",), True),
        (("--select=E5011",), ("E5011",), True),
        (("--select=C901",), ("C901",), True),
        (("--select=C901", "--max-complexity=10"), (), False),
        (("--select=W505",), ("W505",), True),
        (("--ignore=E,W,F,C",), (), True),
        (("--extend-ignore=C,E,F,W",), (), True),
        (("--select=E", "--ignore=E"), (), True),
        (("--select=E501", "--ignore=E"), (), False),
        (("--select=E", "--extend-ignore=E501"), (), False),
        (("--per-file-ignores=*:E,W,F,C",), (), True),
        (("--per-file-ignores=*.py:E,W,F,C",), (), True),
        (("--per-file-ignores=a*.py:E,W,F,C",), (), False),
        ((), (), False),
    ],
)
def test_a_profile_that_reports_nothing_is_recognized(
    arguments: tuple[str, ...], unknown: tuple[str, ...], nothing: bool
) -> None:
    assert emitted.analyze(Profile(arguments)) == (unknown, nothing)


def test_codes_of_a_plugin_need_the_plugin() -> None:
    assert emitted.analyze(Profile(("--select=B950,SIM",))) == (("B950", "SIM"), True)
    assert emitted.analyze(Profile(("--select=B950,SIM",), ("flake8-bugbear",))) == (("SIM",), False)
    assert emitted.analyze(Profile(("--select=A",), ("flake8-builtins",))) == ((), False)


@pytest.mark.parametrize("shipped", SHIPPED_PROFILES, ids=lambda shipped: shipped.id)
def test_shipped_profiles_select_only_what_is_emitted(shipped: NamedProfile) -> None:
    assert emitted.analyze(shipped.profile) == ((), False)


def test_every_shipped_plugin_registers_code_prefixes() -> None:
    assert set(plugins.code_prefixes().values()) == {*plugins.SHIPPED}
    assert tuple(emitted._IGNORED_BY_DEFAULT) == tuple(IGNORE)


@given(CODES, CODES, st.none() | CODES, CODES)
def test_decisions_are_those_of_flake8(
    select: list[str], extend_select: list[str], ignore: list[str] | None, extend_ignore: list[str]
) -> None:
    given_values: dict[str, list[str]] = {"extend-select": extend_select, "extend-ignore": extend_ignore}
    if select:
        given_values["select"] = select
    if ignore is not None:
        given_values["ignore"] = ignore
    arguments = [f"--{name}={','.join(codes)}" for name, codes in given_values.items()]
    _, parsed = parse_args(["--isolated", *arguments])
    parsed.extended_default_select = ["C90", "E", "F", "W"]
    theirs = DecisionEngine(parsed)
    ours = emitted._Decider(dict(given_values), ())
    for code in CATEGORIES:
        assert ours.reports(code) == (theirs.decision_for(code) is Decision.Selected), code
