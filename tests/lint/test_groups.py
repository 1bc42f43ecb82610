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
        ("I100", Group.LAYOUT),
        ("XYZ123", Group.LAYOUT),
    ],
)
def test_every_code_has_a_group_also_one_of_a_plugin(code: str, group: Group) -> None:
    assert group_of(code) is group
