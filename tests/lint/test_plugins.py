"""Shipped plugins give the rows of the command line, and only for profiles that enable them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from lintbox.domain import ErrorCode
from lintbox.lint.engine.plugins import SHIPPED, folder, versions
from tests.lint.command import rows_of_flake8
from tests.lint.conftest import Check
from tests.lint.test_identity import EDGES, STANDARD_LIBRARY

OFTEN = b"""
import sys as sys
import os, re
from typing import List
import pytest
from ..things import thing


class camelCase:
    def List(me, list, max=[]):
        try:
            for i in range(10):
                list([x for x in max])
        except Exception:
            raise ValueError
        if me:
            if list:
                return True
        return set([1, 2])

    def __method__(cls):
        if cls:
            return True
        else:
            return False


@pytest.fixture()
def thing():
    with pytest.raises(Exception):
        id = dict()
        assert id and thing
        open("a").read()


@pytest.mark.parametrize("a,b", ((1, 2)))
def test_it(a, b=1):
    assert False
"""
FILES = {"often.py": OFTEN, "test_often.py": OFTEN, "types.py": b"x = 1\n", "__init__.py": OFTEN}
CHOICES = [*((name,) for name in SHIPPED), SHIPPED]


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files on which flake8 itself could differ, whichever plugin is enabled."""
    made = tmp_path_factory.mktemp("unusual")
    for name, data in (EDGES | FILES).items():
        (made / name).write_bytes(data)
    return made


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("corpus")
    sources = [path for path in STANDARD_LIBRARY.glob("*/*.py") if 500 < path.stat().st_size < 12_000]
    by_chance = sorted(sources, key=lambda path: hashlib.sha256(path.name.encode()).digest())[:10]
    for name, data in (FILES | {path.name: path.read_bytes() for path in by_chance}).items():
        (made / name).write_bytes(data)
    return made


def flake8(corpus: Path, shelf: Path, chosen: tuple[str, ...], *arguments: str) -> dict[str, list[str]]:
    """Run flake8's command with the chosen plugins installed."""
    for path in folder().iterdir():
        name = path.name.partition("-")[0].replace("_", "-")
        if path.suffix != ".dist-info" or name in chosen:
            (shelf / path.name).symlink_to(path)
    return rows_of_flake8(corpus, *arguments, plugins=shelf)


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: chosen[0] if len(chosen) == 1 else "all")
def test_rows_are_those_of_flake8_with_the_same_plugins(
    check: Check, corpus: Path, tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    compare(check, corpus, tmp_path, chosen)


def test_rows_of_unusual_files_are_those_of_flake8_with_all_plugins(
    check: Check, unusual: Path, tmp_path: Path
) -> None:
    compare(check, unusual, tmp_path, SHIPPED)


def compare(check: Check, corpus: Path, shelf: Path, chosen: tuple[str, ...]) -> None:
    expected = flake8(corpus, shelf, chosen)
    more = 0
    for path in sorted(corpus.iterdir()):
        data = path.read_bytes()
        report = check(data, name=path.name, plugins=chosen)
        if report.error:
            assert report.error.code is ErrorCode.ENCODING or expected[path.name] == [], path.name
            continue
        rows = [f"{row.line}:{row.column}: {row.code} {row.text}" for row in report.findings]
        assert rows == expected[path.name], path.name
        if path.name in FILES:
            more += report.total - check(data, name=path.name).total
    assert more > 0


def test_options_of_a_plugin_take_effect(check: Check, corpus: Path, tmp_path: Path) -> None:
    chosen = ("flake8-import-order", "flake8-tidy-imports", "pep8-naming")
    arguments = ("--import-order-style=google", "--ban-relative-imports=true", "--ignore-names=camelCase")
    expected = flake8(corpus, tmp_path, chosen, *arguments)
    report = check(OFTEN, *arguments, name="often.py", plugins=chosen)
    rows = [f"{row.line}:{row.column}: {row.code} {row.text}" for row in report.findings]
    assert rows == expected["often.py"]
    assert report.findings != check(OFTEN, name="often.py", plugins=chosen).findings


def test_plugins_do_not_affect_the_next_check(check: Check) -> None:
    before = check(OFTEN, name="often.py")
    assert check(OFTEN, name="often.py", plugins=SHIPPED).total > before.total
    assert check(OFTEN, name="often.py") == before


def test_a_report_names_only_the_enabled_plugins(check: Check) -> None:
    assert check(b"", name="file.py").tool.plugins == {}
    report = check(b"", name="file.py", plugins=("pep8-naming",))
    assert report.tool.plugins == {"pep8-naming": versions()["pep8-naming"]}


def test_a_plugin_that_is_not_shipped_is_an_error(check: Check) -> None:
    error = check(b"", name="file.py", plugins=("flake8-unheard-of",)).error
    assert error
    assert "flake8-unheard-of is not installed here" in error.detail


def test_all_plugins_are_installed_and_invisible_to_stock_flake8() -> None:
    assert tuple(versions()) == SHIPPED == tuple(sorted(SHIPPED))
    printed = subprocess.run(
        [sys.executable, "-m", "flake8", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert not any(name in printed for name in SHIPPED)


def test_the_default_profile_imports_no_plugin() -> None:
    code = (
        "import sys; from lintbox.lint.engine import versions;"
        "from lintbox.lint.engine.runner import Flake8Runner;"
        "Flake8Runner(versions.installed());"
        "print([name for name in ('bugbear', 'attr', 'pep8ext_naming') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
