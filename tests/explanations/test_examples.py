"""Each code of the installed tools is explained, and the real engine says of each example what we say."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence

import pytest

from lintbox import explanations
from lintbox.domain import Profile
from lintbox.explanations import Explanation
from lintbox.lint.engine import versions
from lintbox.lint.engine.plugins import SHIPPED, PluginFinder
from lintbox.lint.engine.runner import Flake8Runner
from tests.explanations.registries import TOOLS, find_codes

EXPLAINED = [one for code in explanations.all_codes() if (one := explanations.find(code))]


@pytest.fixture(scope="module")
def runner() -> Iterator[Flake8Runner]:
    before = [*sys.meta_path]
    yield Flake8Runner(versions.installed())
    sys.meta_path[:] = before


def explained_by(tool: str) -> list[Explanation]:
    return sorted((one for one in EXPLAINED if one.plugin == tool), key=lambda one: (one.options, one.code))


def report_after(runner: Flake8Runner, explanation: Explanation, *arguments: str) -> set[str]:
    name = explanation.name_after or explanation.name
    return report(runner, explanation._replace(name=name), explanation.after, *arguments)


def report(runner: Flake8Runner, explanation: Explanation, source: str, *arguments: str) -> set[str]:
    """Return the codes that flake8 reports with the code's plugin, and the reason if it reports nothing."""
    plugins = (explanation.plugin,) if explanation.plugin in SHIPPED else ()
    profile = Profile((*explanation.options, *arguments), plugins)
    with warnings.catch_warnings(action="ignore"):  # Python's parser warns of some examples
        result = runner.check(explanation.name, source.encode(), profile)
    return {finding.code for finding in result.findings} | ({result.error.detail} if result.error else set())


def selection(explanation: Explanation) -> Sequence[str]:
    """Select what is off by default: all codes of a plugin, one of pycodestyle, whose codes may conflict."""
    all_off = [one.code for one in explained_by(explanation.plugin) if not one.default]
    off = all_off if explanation.plugin in SHIPPED else [code for code in all_off if code == explanation.code]
    return (f"--extend-select={','.join(off)}",) if off else ()


def is_for_this_python(explanation: Explanation) -> bool:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    first, last = explanation.python or running, explanation.until or running
    return to_numbers(first) <= to_numbers(running) <= to_numbers(last)


def to_numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("tool", TOOLS)
def test_every_code_that_the_tool_can_report_is_explained(tool: str) -> None:
    finder = PluginFinder()
    finder.enable((tool,) if tool in SHIPPED else ())
    try:
        assert {one.code for one in explained_by(tool)} == find_codes(tool)
    finally:
        sys.meta_path[:] = [one for one in sys.meta_path if one is not finder]


@pytest.mark.parametrize("tool", TOOLS)
def test_flake8_reports_the_code_before_and_nothing_after(runner: Flake8Runner, tool: str) -> None:
    wrong = {}
    for one in filter(is_for_this_python, explained_by(tool)):
        expected = ({one.code} - ({one.code} if one.never else set())) | {*one.accompanied}
        before = report(runner, one, one.before, *selection(one))
        after = report_after(runner, one, *selection(one))
        if (before, after) != (expected, set()):
            wrong[one.code] = f"before {sorted(before)}, after {sorted(after)}"
    assert wrong == {}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_code_that_is_off_by_default_needs_an_option(runner: Flake8Runner, tool: str) -> None:
    off = [one for one in explained_by(tool) if not one.default and is_for_this_python(one)]
    plain = [one._replace(options=()) for one in off]
    assert [one.code for one in plain if one.code in report(runner, one, one.before)] == []
