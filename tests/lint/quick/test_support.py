"""Where the fast path is off, it says why: as a sentence, and as a reason in the metrics."""

from __future__ import annotations

import sys

import pytest

from lintbox.cli import describe_versions
from lintbox.domain import Profile
from lintbox.lint.engine import versions
from lintbox.lint.engine.runner import Flake8Runner
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.quick.support import PROVED, find_obstacle


@pytest.mark.parametrize("name", PROVED._fields)
def test_an_unknown_version_is_named_as_the_obstacle(name: str) -> None:
    here = PROVED._replace(**{name: "0.1"})
    assert find_obstacle(here, "3.13.0") == f"it is proved for {name} {getattr(PROVED, name)}, this is 0.1"


def test_the_locked_versions_are_the_proved_versions() -> None:
    tool = versions.installed()
    assert (tool.flake8, tool.pycodestyle, tool.pyflakes, tool.mccabe) == PROVED


@pytest.mark.parametrize(
    ("python", "implementation", "words"),
    [
        ("3.11.4", "cpython", "Python 3.11.5"),
        ("3.16.0", "cpython", "before 3.16"),
        ("3.15.0rc1", "cpython", "releases"),
        ("3.13.0", "pypy", "CPython"),
    ],
)
def test_an_unknown_python_is_named_as_the_obstacle(
    python: str, implementation: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.implementation, "name", implementation)
    assert words in str(find_obstacle(PROVED, python))


@pytest.mark.parametrize("minor", range(11, 16))
def test_the_fast_path_is_on_for_each_proved_python(minor: int) -> None:
    assert find_obstacle(PROVED, f"3.{minor}.9") is None


@pytest.mark.parametrize(
    ("profile", "data", "reason"),
    [
        (Profile(), b"import os\n", None),
        (Profile(), b"x = 1\x0c\ny=2\n", FallbackReason.FORM_FEED),
        (Profile(), b"x = " + b" + ".join([b"a"] * 600) + b"\n", FallbackReason.TOO_DEEP),
        (Profile(("--per-file-ignores=*.py:F401",)), b"import os\n", FallbackReason.OPTIONS),
    ],
    ids=["fast", "one file", "too deep", "options"],
)
def test_a_report_says_why_flake8_itself_checked_a_file(
    profile: Profile, data: bytes, reason: FallbackReason | None
) -> None:
    report = Flake8Runner(versions.installed()).check("file.py", data, profile)
    assert report.fallback == reason


def test_the_version_command_says_whether_the_fast_path_is_on() -> None:
    assert describe_versions().splitlines()[-1].split(maxsplit=2) == ["fast", "path", "on"]
