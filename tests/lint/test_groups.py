"""Every code belongs to exactly one group."""

from __future__ import annotations

import inspect
import re

import pycodestyle
import pytest
from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES

from lintbox.domain import Group
from lintbox.lint import groups
from lintbox.lint.groups import GROUPS, group_of
from lintbox.lint.plugins import folder


def test_the_table_has_exactly_the_codes_that_flake8_knows() -> None:
    from_pycodestyle = set(re.findall(r"\b[EW]\d{3}\b", inspect.getsource(pycodestyle)))
    from_pyflakes = set(FLAKE8_PYFLAKES_CODES.values())
    put_together = {"E117"}  # "E11%d %s" in pycodestyle
    others = {"C901", "E902", "E999"}
    assert set(GROUPS) == from_pycodestyle | put_together | from_pyflakes | others


def test_no_code_is_in_two_groups() -> None:
    written = re.findall(r"\b[A-Z]\d{3}\b", " ".join(groups._CODES.values()))
    assert len(written) == len(set(written)) == len(GROUPS)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("E999", Group.WILL_NOT_RUN),
        ("F706", Group.WILL_NOT_RUN),
        ("F821", Group.LIKELY_BUG),
        ("W605", Group.LIKELY_BUG),
        ("F401", Group.UNUSED),
        ("C901", Group.COMPLEXITY),
        ("E741", Group.NAMES_DOCS),
        ("E501", Group.LAYOUT),
        ("F999", Group.LIKELY_BUG),  # what flake8 says for a message of pyflakes that it does not know
        ("B006", Group.LIKELY_BUG),
        ("SIM102", Group.COMPLEXITY),
        ("S101", Group.LIKELY_BUG),
        ("N801", Group.NAMES_DOCS),
        ("A001", Group.LIKELY_BUG),
        ("A003", Group.NAMES_DOCS),
        ("B007", Group.UNUSED),
        ("B950", Group.LAYOUT),
        ("C416", Group.COMPLEXITY),
        ("I250", Group.UNUSED),
        ("I252", Group.LAYOUT),
        ("PT009", Group.COMPLEXITY),
        ("PT011", Group.LIKELY_BUG),
        ("PT023", Group.LAYOUT),
        ("SIM115", Group.LIKELY_BUG),
        ("I100", Group.LAYOUT),
        ("XYZ123", Group.LAYOUT),
    ],
)
def test_every_code_has_a_group_also_one_of_a_plugin(code: str, group: Group) -> None:
    assert group_of(code) is group


# how each shipped plugin begins its codes, and at least how many it has
PLUGINS = {
    "bugbear.py": (r"B[09]\d\d", 50),
    "flake8_builtins.py": (r"A00\d", 6),
    "flake8_comprehensions": (r"C4\d\d", 18),
    "flake8_import_order": (r"I[1-3]0\d", 5),
    "flake8_pytest_style": (r"PT0\d\d", 30),
    "flake8_simplify": (r"SIM\d{3}", 40),
    "flake8_tidy_imports": (r"I25\d", 3),
    "pep8ext_naming.py": (r"N8\d\d", 15),
}


@pytest.mark.parametrize(("module", "codes", "least"), [(name, *row) for name, row in PLUGINS.items()])
def test_every_code_of_a_shipped_plugin_was_given_its_group(module: str, codes: str, least: int) -> None:
    path = folder() / module
    sources = [path] if path.is_file() else list(path.rglob("*.py"))
    found = {code for source in sources for code in re.findall(rf"\b{codes}\b", source.read_text("utf-8"))}
    assert len(found) >= least
    assert [code for code in found if not code.startswith(tuple(groups._PREFIXES))] == []


def test_a_code_in_the_table_of_plugins_is_one_that_they_have() -> None:
    written = {prefix for prefix in groups._PREFIXES if re.fullmatch(r"(A|B|I|N|PT|SIM)\d{3}", prefix)}
    text = "".join(path.read_text("utf-8") for path in folder().rglob("*.py"))
    assert [code for code in written if not re.search(rf"\b{code}\b", text)] == []
