"""Which tool repairs which code: the one table, which tests compare with the explanations' examples."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Fixer(StrEnum):
    """The tools that rewrite code."""

    AUTOPEP8 = "autopep8"
    AUTOFLAKE = "autoflake"


class Repair(NamedTuple):
    """How a code is repaired.

    ``keeps_meaning``: the syntax tree stays equal, apart from spellings that mean the same. ``aggressive`` is
    the level from which autopep8 repairs the code. ``companions`` are codes that autopep8 needs beside it.
    ``whole_file``: one place cannot be repaired alone.
    """

    fixer: Fixer
    keeps_meaning: bool = True
    aggressive: int = 0
    companions: tuple[str, ...] = ()
    whole_file: bool = False


_LAYOUT = (
    *("E115", "E116", "E121", "E122", "E123", "E124", "E125", "E126", "E127", "E128", "E129", "E131", "E133"),
    *("E201", "E202", "E203", "E204", "E211", "E221", "E222", "E223", "E224", "E225", "E231", "E241", "E242"),
    *("E251", "E252", "E261", "E262", "E265", "E266", "E271", "E272", "E273", "E274", "E275"),
    *("E301", "E302", "E303", "E304", "E305", "E306", "E401", "E501", "E502", "E701", "E702", "E703"),
    *("W291", "W292", "W293", "W391", "W503", "W504"),
)

# E722 is missing on purpose: autopep8 would write "except BaseException:", which hides the bug as before.
REPAIRS: Mapping[str, Repair] = MappingProxyType(
    {
        **dict.fromkeys(_LAYOUT, Repair(Fixer.AUTOPEP8)),
        # a block is indented anew as a whole
        "E101": Repair(Fixer.AUTOPEP8, companions=("W191",), whole_file=True),
        "E111": Repair(Fixer.AUTOPEP8, whole_file=True),
        "W191": Repair(Fixer.AUTOPEP8, companions=("E101",), whole_file=True),
        # autopep8 corrects one side of the operator, which then has E225 for the other one
        **dict.fromkeys(("E226", "E227", "E228"), Repair(Fixer.AUTOPEP8, companions=("E225",))),
        **dict.fromkeys(("E704", "E713", "E714", "W605"), Repair(Fixer.AUTOPEP8, aggressive=3)),
        **dict.fromkeys(("E711", "E712", "E721"), Repair(Fixer.AUTOPEP8, keeps_meaning=False, aggressive=3)),
        **dict.fromkeys(("E402", "E731"), Repair(Fixer.AUTOPEP8, keeps_meaning=False)),
        **dict.fromkeys(("F401", "F841"), Repair(Fixer.AUTOFLAKE, keeps_meaning=False)),
    }
)
