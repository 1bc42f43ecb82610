"""flake8 checks the rows of an f-string again for each string of several rows inside it."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from lintbox.lint.engine.runner import run
from lintbox.lint.engine.source import read
from tests.lint.quick.both_ways import OPTION_SETS, quick_rows, set_up, stock_rows

CASES = (
    "x = f'''{f\"\"\" \n\"\"\"}'''\n",
    "x = f'''\n{f\"\"\" \n\"\"\"}'''\n",
    "x = f'''{f\"\"\" {a}\n  {b }\"\"\"} \n'''\n",
    "x = f'''{f\"\"\"{rf'{a}' \n} \n\"\"\"}'''\n",
    'x = f\'\'\'{f""" \n"""}{f"""\t\n"""}\'\'\'  # noqa: W291\n',
    f"x = f'''{{f\"\"\"{'long ' * 20}\n\"\"\"}}'''\n",
    "x = f'''{f\"a\"} \n{f'b'}'''\n",
)


@pytest.mark.parametrize("options", OPTION_SETS.values(), ids=OPTION_SETS)
def test_rows_of_nested_strings_are_those_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    for case in CASES:
        data = case.encode()
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data), case


def test_such_a_row_is_reported_more_than_once_where_fields_are_tokens() -> None:
    violations, _ = run(set_up(()), "file.py", read(CASES[0].encode()))
    repeated = Counter(violation.code for violation in violations)["W291"] > 1
    assert repeated == (sys.version_info >= (3, 12))
