"""Every code belongs to exactly one category."""

from __future__ import annotations

import inspect
import re

import pycodestyle
import pytest
from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES

from lintbox.domain import Category
from lintbox.lint.engine import categories
from lintbox.lint.engine.categories import CATEGORIES, category_of
from lintbox.lint.engine.plugins import folder


def test_the_table_has_exactly_the_codes_that_flake8_knows() -> None:
    from_pycodestyle = set(re.findall(r"\b[EW]\d{3}\b", inspect.getsource(pycodestyle)))
    from_pyflakes = set(FLAKE8_PYFLAKES_CODES.values())
    put_together = {"E117"}  # "E11%d %s" in pycodestyle
    others = {"C901", "E902", "E999"}
    assert set(CATEGORIES) == from_pycodestyle | put_together | from_pyflakes | others


def test_no_code_is_in_two_categories() -> None:
    written = re.findall(r"\b[A-Z]\d{3}\b", " ".join(categories._CODES.values()))
    assert len(written) == len(set(written)) == len(CATEGORIES)


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("E999", Category.WILL_NOT_RUN),
        ("F706", Category.WILL_NOT_RUN),
        ("F821", Category.LIKELY_BUG),
        ("W605", Category.LIKELY_BUG),
        ("F401", Category.UNUSED),
        ("C901", Category.COMPLEXITY),
        ("E741", Category.NAMES_DOCS),
        ("E501", Category.LAYOUT),
        ("F999", Category.LIKELY_BUG),  # what flake8 says for a message of pyflakes that it does not know
        ("B006", Category.LIKELY_BUG),
        ("SIM102", Category.COMPLEXITY),
        ("S101", Category.LIKELY_BUG),
        ("N801", Category.NAMES_DOCS),
        ("A001", Category.LIKELY_BUG),
        ("A003", Category.NAMES_DOCS),
        ("B007", Category.UNUSED),
        ("B950", Category.LAYOUT),
        ("C416", Category.COMPLEXITY),
        ("I250", Category.UNUSED),
        ("I252", Category.LAYOUT),
        ("PT009", Category.COMPLEXITY),
        ("PT011", Category.LIKELY_BUG),
        ("PT023", Category.LAYOUT),
        ("SIM115", Category.LIKELY_BUG),
        ("I100", Category.LAYOUT),
        ("XYZ123", Category.LAYOUT),
    ],
)
def test_every_code_has_a_category_including_codes_of_plugins(code: str, category: Category) -> None:
    assert category_of(code) is category


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
def test_every_code_of_a_shipped_plugin_has_the_expected_category(
    module: str, codes: str, least: int
) -> None:
    path = folder() / module
    sources = [path] if path.is_file() else list(path.rglob("*.py"))
    found = {code for source in sources for code in re.findall(rf"\b{codes}\b", source.read_text("utf-8"))}
    assert len(found) >= least
    assert [code for code in found if not code.startswith(tuple(categories._PREFIXES))] == []


def test_every_code_in_the_table_of_plugins_exists() -> None:
    written = {prefix for prefix in categories._PREFIXES if re.fullmatch(r"(A|B|I|N|PT|SIM)\d{3}", prefix)}
    text = "".join(path.read_text("utf-8") for path in folder().rglob("*.py"))
    assert [code for code in written if not re.search(rf"\b{code}\b", text)] == []
